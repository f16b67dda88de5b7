"""core's pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = []
if find_spec("firstbell.core.imports.urls"):
    urlpatterns.append(path("imports/", include("firstbell.core.imports.urls")))
