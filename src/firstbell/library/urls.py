"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import path

from firstbell.library.views import loads

app_name = "library"
urlpatterns = [
    path("profiles/", loads.profiles, name="profiles"),
    path("profiles/add/", loads.profile_add, name="profile_add"),
    path("profiles/<int:pk>/", loads.profile, name="profile"),
    path("loads/<int:pk>/options/", loads.load_options, name="load_options"),
    path("loads/<int:pk>/undo/", loads.load_undo, name="load_undo"),
    path("loads/<int:pk>/aside.mrc", loads.load_aside, name="load_aside"),
    path("export/", loads.export, name="export"),
]
