"""The services for other libraries, and the page that sets them."""

from django.urls import path

from firstbell.connectors.sru.views import access, answers

app_name = "sru"
urlpatterns = [
    path("sru", answers.sru, name="sru"),
    path("oai", answers.oai, name="oai"),
    path("catalogue-for-others/", access.access, name="access"),
]
