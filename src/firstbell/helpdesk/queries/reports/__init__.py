"""Numbers over tickets: aggregates by SQL, a constant number of statements whatever the size.

Every ticket in reach is counted, private ones too. So nothing here gives a ticket's words, and where a table names a place,
a device or a kind of trouble, the private ones are one line of their own (``PRIVATE``).
"""

from firstbell.helpdesk.queries.reports.asked import PRIVATE, Counted, Group, Pair, Span
from firstbell.helpdesk.queries.reports.ends import (
    Contact,
    Incident,
    Rated,
    Returned,
    first_contacts,
    incidents,
    merged,
    ratings,
    reopened_groups,
    reopenings,
)
from firstbell.helpdesk.queries.reports.times import Promise, Quantiles, promises, times
from firstbell.helpdesk.queries.reports.volume import DIMENSIONS, Flow, flow, groups, series
from firstbell.helpdesk.queries.reports.work import Load, Repeat, load, repeat_groups, repeat_people

__all__ = [
    "DIMENSIONS", "PRIVATE", "Contact", "Counted", "Flow", "Group", "Incident", "Load", "Pair", "Promise", "Quantiles",
    "Rated", "Repeat", "Returned", "Span", "first_contacts", "flow", "groups", "incidents", "load", "merged", "promises",
    "ratings", "reopened_groups", "reopenings", "repeat_groups", "repeat_people", "series", "times",
]  # fmt: skip
