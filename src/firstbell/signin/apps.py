"""The sign-in room as a Django app; on start its ways in are made known to allauth."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "firstbell.signin"
    label = "signin"
    verbose_name = "Sign-in"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.socialaccount.providers import registry

        from firstbell.signin.views.oidc import OidcProvider
        from firstbell.signin.views.saml import SamlProvider

        registry.load()
        registry.register(OidcProvider)
        registry.register(SamlProvider)
