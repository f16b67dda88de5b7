"""Reports in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.reports.permissions import ReportsPermission

register(NavEntry("Today", "Reports", "reports:reports", "columns", ReportsPermission.REPORT_VIEW, order=40, key="y"))
register(
    NavEntry("Rules and texts", "What reports show", "reports:rules", "columns", ReportsPermission.RULE_EDIT, order=64)
)
