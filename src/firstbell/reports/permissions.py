"""What reports guard."""

from enum import StrEnum


class ReportsPermission(StrEnum):
    REPORT_VIEW = "reports.report.view"
    """The help desk in numbers, of the places where it is held."""
    LOAD_VIEW = "reports.load.view"
    """Who of the colleagues has what open, and the time they wrote down."""
    RULE_EDIT = "reports.rule.edit"
    """From which size on a group is shown, and when somebody counts as coming again."""
