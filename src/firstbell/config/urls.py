"""Every room's pages under one roof."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from firstbell.connectors.base.urls import FOR_CONSOLES
from firstbell.core.views.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    # Before core's: connectors' pages stand among the imports.
    path("imports/", include("firstbell.connectors.base.urls")),
    path("imports/google/", include((FOR_CONSOLES, "google_csv"))),
    path("", include("firstbell.core.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("sign-in/", include("firstbell.signin.urls")),
    path("kiosk/", include("firstbell.kiosk.urls")),
    path("people/", include("firstbell.people.urls")),
    path("rooms/", include("firstbell.rooms.urls")),
    path("inventory/", include("firstbell.inventory.urls")),
    path("circulation/", include("firstbell.circulation.urls")),
    path("guides/", include("firstbell.guides.urls")),
    path("helpdesk/", include("firstbell.helpdesk.urls")),
    # The self-check is a kiosk, whose cookie is sent there only.
    path("library/self-check/", RedirectView.as_view(pattern_name="kiosk:self_check")),
    path("library/", include("firstbell.library.urls")),
    path("self-checks/", include("firstbell.connectors.sip2.urls")),
    path("catalogues/", include("firstbell.connectors.catalogues.urls")),
    path("", include("firstbell.connectors.sru.urls")),
    path("mail/", include("firstbell.connectors.mail.urls")),
    path("counter/", include("firstbell.counter.urls")),
    path("today/", include("firstbell.today.urls")),
    path("reports/", include("firstbell.reports.urls")),
    path("api/v1/", include("firstbell.config.api_urls")),
]
if settings.FIRSTBELL_DEMO:
    urlpatterns.append(path("demo/", include("firstbell.demo.urls")))
