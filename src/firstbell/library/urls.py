"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import path

from firstbell.library.views import catalogue, holds, reader

app_name = "library"
urlpatterns = [
    # For everybody, with and without an account.
    path("", catalogue.catalogue, name="catalogue"),
    path("search/", catalogue.found, name="found"),
    path("titles/<int:pk>/", catalogue.title, name="title"),
    path("titles/<int:pk>/hold/", holds.hold, name="hold"),
    path("shelf/<int:pk>/", catalogue.shelf, name="shelf"),
    path("reader/", reader.reader, name="reader"),
    path("mode/", reader.mode, name="mode"),
    path("kiosk/", reader.kiosk, name="kiosk"),
]
