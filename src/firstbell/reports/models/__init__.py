"""The numbers reports go by."""

from firstbell.reports.models.rules import ReportRule

__all__ = ["ReportRule"]
