"""Pages of reports. Each report has an address of its own, so that it can be kept and sent."""

from django.urls import path

from firstbell.reports.queries import KINDS
from firstbell.reports.views import reports, rules

app_name = "reports"
urlpatterns = [
    path("", reports.overview, name="reports"),
    path("rules/", rules.rules, name="rules"),
    path("rules/add/", rules.rule_add, name="rule_add"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/remove/", rules.rule_remove, name="rule_remove"),
    *(path(f"{name}/", reports.report, {"name": name}, name=name) for name in KINDS),
    *(path(f"{name}/file/", reports.report_file, {"name": name}, name=f"{name}_file") for name in KINDS),
    *(path(f"{name}/print/", reports.report_print, {"name": name}, name=f"{name}_print") for name in KINDS),
]
