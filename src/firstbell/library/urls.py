"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import path

from firstbell.library.views import catalogue, holds, loads, reader

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
    # For those who load records.
    path("profiles/", loads.profiles, name="profiles"),
    path("profiles/add/", loads.profile_add, name="profile_add"),
    path("profiles/<int:pk>/", loads.profile, name="profile"),
    path("loads/<int:pk>/options/", loads.load_options, name="load_options"),
    path("loads/<int:pk>/undo/", loads.load_undo, name="load_undo"),
    path("loads/<int:pk>/aside.mrc", loads.load_aside, name="load_aside"),
    path("export/", loads.export, name="export"),
]
