"""How long it took, and whether that was what was promised."""

from __future__ import annotations

from firstbell.helpdesk.models import Ticket, TicketClock
from firstbell.helpdesk.queries.reports import Pair, Quantiles, promises, times
from firstbell.reports.queries.parts import count_figure, share, share_figure
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Table

_MEASURES = (
    ("teach_work", "Teach again", "work"),
    ("teach_time", "Teach again", "time"),
    ("answer", "First answer", "work"),
    ("resolution", "Resolved", "work"),
)


def _quantile(key: str, label: str, unit: str, of: Quantiles, pair: tuple[float | None, float | None]) -> Figure:
    return Figure(key, label, pair[0], pair[1], unit, rests_on=(of.count.now,), rested_on=(of.count.before,))


def teaching_figures(asked: Asked) -> list[Figure]:
    found = times(asked.counted)
    work, wall = found["teach_work"], found["teach_time"]
    return [
        _quantile("work_median", "Median, school hours", "work", work, work.median),
        _quantile("work_ninetieth", "Nine of ten, school hours", "work", work, work.ninetieth),
        _quantile("time_median", "Median, on the wall", "time", wall, wall.median),
        _quantile("time_ninetieth", "Nine of ten, on the wall", "time", wall, wall.ninetieth),
        count_figure("tickets", "Tickets that stopped teaching", wall.count),
    ]


def teaching_tables(asked: Asked) -> list[Table]:
    found = times(asked.counted)
    tables = []
    for unit, title in (("work", "In school hours"), ("time", "By the clock on the wall")):
        columns = (
            Column("count", "Tickets", role="base", is_drawn=False),
            Column("median", "Median", unit),
            Column("ninetieth", "Nine of ten", unit),
            *((Column("before", "Median before", unit, is_drawn=False),) if asked.is_exact else ()),
        )
        lines = tuple(
            Line(
                label,
                (
                    found[key].count.now, found[key].median[0], found[key].ninetieth[0],
                    *((found[key].median[1],) if asked.is_exact else ()),
                ),
            )
            for key, label, one in _MEASURES
            if one == unit and found[key].count.now
        )  # fmt: skip
        tables.append(Table(unit, title, "What", columns, lines))
    return tables


def promise_figures(asked: Asked) -> list[Figure]:
    found = promises(asked.counted)
    figures = []
    for kind in TicketClock.Kind:
        kept = sum((one.kept for one in found if one.kind == kind), Pair())
        broken = sum((one.broken for one in found if one.kind == kind), Pair())
        figures.append(share_figure(kind.value, f"{kind.label}: kept", kept, kept + broken))
    broken = sum((one.broken for one in found), Pair())
    return [*figures, count_figure("broken", "Broken promises", broken)]


def promise_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("decided", "Decided", role="base", is_drawn=False),
        Column("kept", "Kept", role="part"),
        Column("broken", "Broken", role="part"),
        Column("share", "Kept, in per cent", "percent", is_drawn=False),
    )
    lines = tuple(
        Line(
            f"{TicketClock.Kind(one.kind).label}: {Ticket.Urgency(one.urgency).label.lower()}",
            (decided, one.kept.now, one.broken.now, share(one.kept.now, decided)),
        )
        for one in promises(asked.counted)
        if (decided := one.kept.now + one.broken.now)
    )
    return [Table("urgency", "By urgency", "Promise", columns, lines, drawn="stacked")]
