"""The services for other libraries, and the page that sets them."""

from django.urls import path

from firstbell.connectors.sru.views import access, services

app_name = "sru"
urlpatterns = [
    path("sru", services.sru, name="sru"),
    path("oai", services.oai, name="oai"),
    path("catalogue-for-others/", access.access, name="access"),
]
