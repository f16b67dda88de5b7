"""Addresses of the sign-in room."""

from django.urls import path

from firstbell.signin.views import impersonations, oidc, providers, rules, saml, sessions

app_name = "signin"
urlpatterns = [
    path("providers/", providers.providers, name="providers"),
    path("providers/add/<str:kind>/", providers.provider_add, name="provider_add"),
    path("providers/<int:pk>/", providers.provider, name="provider"),
    path("providers/<int:pk>/test/", providers.provider_check, name="provider_check"),
    path("providers/<int:pk>/switch/", providers.provider_switch, name="provider_switch"),
    path("providers/<int:pk>/metadata/", providers.provider_metadata, name="provider_metadata"),
    path("providers/<int:pk>/remove/", providers.provider_remove, name="provider_remove"),
    path("rules/", rules.rules, name="rules"),
    path("rules/factors/", rules.factor_add, name="factor_add"),
    path("rules/factors/<int:pk>/remove/", rules.factor_remove, name="factor_remove"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
    path("accounts/<int:pk>/sign-out/", sessions.account_sign_out, name="account_sign_out"),
    path("accounts/<int:pk>/factors/", sessions.factors_reset, name="factors_reset"),
    path("accounts/<int:pk>/look/", impersonations.impersonation_begin, name="impersonation_begin"),
    path("identities/<int:pk>/unlink/", sessions.identity_unlink, name="identity_unlink"),
    path("look/end/", impersonations.impersonation_end, name="impersonation_end"),
    path("oidc/<slug:slug>/", oidc.oidc_login, name="oidc_login"),
    path("oidc/<slug:slug>/callback/", oidc.oidc_callback, name="oidc_callback"),
    path("saml/<slug:slug>/", saml.saml_login, name="saml_login"),
    path("saml/<slug:slug>/answer/", saml.saml_answer, name="saml_answer"),
    path("saml/<slug:slug>/finish/", saml.saml_finish, name="saml_finish"),
    path("saml/<slug:slug>/metadata/", saml.saml_metadata, name="saml_metadata"),
]
