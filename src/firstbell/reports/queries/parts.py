"""Pieces that several reports are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from firstbell.helpdesk.queries.reports import Group, Pair
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Table

#: Lines of a table; the rest is one line, so that the sum stays the whole.
MOST_LINES = 15
COUNTS = (Column("now", "This period"), Column("before", "Before"))


def share(part: float, whole: float) -> float | None:
    """Per cent; None of nothing."""
    return 100 * part / whole if whole else None


def count_figure(key: str, label: str, pair: Pair, *, of: Pair | None = None, adds_to: str = "") -> Figure:
    """``of``: the whole it is a part of, where that is shown as well."""
    if of is None:
        return Figure(key, label, pair.now, pair.before, adds_to=adds_to)
    rests = ((of.now - pair.now,), (of.before - pair.before,))
    return Figure(key, label, pair.now, pair.before, rests_on=rests[0], rested_on=rests[1], adds_to=adds_to)


def share_figure(key: str, label: str, part: Pair, whole: Pair) -> Figure:
    """A share, with what it rests on: the part, and what is left."""
    return Figure(
        key, label, share(part.now, whole.now), share(part.before, whole.before), "percent",
        rests_on=(part.now, whole.now - part.now, whole.now),
        rested_on=(part.before, whole.before - part.before, whole.before),
    )  # fmt: skip


def group_table(
    asked: Asked, key: str, title: str, what: str, groups: Sequence[Group], *, filter_by: str = "", note: str = ""
) -> Table:
    """Counts of this period and the one before; each line leads to its tickets where the list can filter by it."""
    lines = [
        Line(
            one.label, (one.count.now, one.count.before), asked.tickets_url(**{filter_by: one.key}) if filter_by else ""
        )
        for one in groups
    ]
    return Table(key, title, what, COUNTS, tuple(shortened(lines)), note=note)


def shortened(lines: Sequence[Line]) -> list[Line]:
    """The first lines, and the sum of all others; only for columns that may be added up."""
    if len(lines) <= MOST_LINES + 1:
        return list(lines)
    rest = lines[MOST_LINES:]
    return [
        *lines[:MOST_LINES],
        Line(f"{len(rest)} others", tuple(_sum(column) for column in zip(*(one.values for one in rest), strict=True))),
    ]


def _sum(values: Iterable[object]) -> float:
    return sum(value for value in values if isinstance(value, int | float))
