"""Every room's pages under one roof."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from firstbell.core.views.home import home

ROOMS = ("people", "rooms", "inventory", "circulation", "helpdesk", "counter")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("firstbell.core.urls")),
    path("accounts/", include("allauth.account.urls")),
    *(path(f"{room}/", include(f"firstbell.{room}.urls")) for room in ROOMS if find_spec(f"firstbell.{room}.urls")),
]
if find_spec("firstbell.connectors.google_csv.urls"):
    urlpatterns.append(path("imports/google/", include("firstbell.connectors.google_csv.urls")))
if find_spec("firstbell.config.api"):
    urlpatterns.append(path("api/v1/", include("firstbell.config.api_urls")))
if settings.FIRSTBELL_DEMO and find_spec("firstbell.demo.urls"):
    urlpatterns.append(path("demo/", include("firstbell.demo.urls")))
