"""The pages of other catalogues."""

from django.urls import path

from firstbell.connectors.catalogues.views import targets

app_name = "catalogues"
urlpatterns = [
    path("", targets.targets, name="targets"),
    path("add/", targets.target_add, name="target_add"),
    path("<int:pk>/", targets.target, name="target"),
    path("<int:pk>/try/", targets.target_try, name="target_try"),
    path("<int:pk>/remove/", targets.target_remove, name="target_remove"),
]
