"""Pages of imports."""

from django.urls import path

from firstbell.core.imports.views import guards, runs, steps

urlpatterns = [
    path("", runs.imports, name="imports"),
    path("new/", runs.import_new, name="import_new"),
    path("guards/", guards.guards, name="import_guards"),
    path("guards/<int:pk>/", guards.guard, name="import_guard"),
    path("<int:pk>/", runs.import_run, name="import_run"),
    path("<int:pk>/progress/", runs.import_progress, name="import_progress"),
    path("<int:pk>/issues/", runs.import_issues, name="import_issues"),
    path("<int:pk>/quarantine/", runs.import_quarantine, name="import_quarantine"),
    path("<int:pk>/apply/", steps.apply, name="import_apply"),
    path("<int:pk>/again/", steps.again, name="import_again"),
    path("<int:pk>/repeat/", steps.repeat, name="import_repeat"),
    path("<int:pk>/discard/", steps.discard, name="import_discard"),
    path("<int:pk>/release/", steps.release, name="import_release"),
    path("<int:pk>/adopt-ids/", steps.adopt_ids, name="import_adopt_ids"),
    path("<int:pk>/map/", steps.map_foreign, name="import_map"),
]
