"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import URLPattern

app_name = "library"
urlpatterns: list[URLPattern] = []
