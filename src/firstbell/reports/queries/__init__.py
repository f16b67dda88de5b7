"""Reports: ``kinds`` lists them, ``reach`` says what was asked for and how much its reader sees, ``hiding`` hides small groups."""

from firstbell.reports.queries.kinds import KINDS, Kind, kind_named, kinds_for, report_of
from firstbell.reports.queries.reach import Asked, asked_for, places_of, rule_for

__all__ = ["KINDS", "Asked", "Kind", "asked_for", "kind_named", "kinds_for", "places_of", "report_of", "rule_for"]
