"""A report leaves the house, as a file or on paper."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.disclosures import disclose
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries.shapes import Report


def take_report(report: Report, *, form: str, by: Actor) -> Report:
    """Call it before the first byte: what names people is written into the disclosure log. ``form``: "CSV", "PDF" …

    Numbers alone are about nobody and are not written down. Raises Forbidden.
    """
    by.require(ReportsPermission.REPORT_VIEW)
    people = report.people
    if people:
        disclose(
            f"reports.{report.name}",
            title=f"{report.title}, {report.period.words}, as {form}",
            elements=[
                "Name",
                *dict.fromkeys(c.label for table in report.tables if table.people for c in table.columns),
            ],
            people=people,
            rows=len(people),
            by=by,
        )
    return report
