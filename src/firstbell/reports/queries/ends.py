"""How it ended: at once, to somebody's satisfaction, not for good, for many at once."""

from __future__ import annotations

from django.urls import reverse

from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.reports import (
    Contact,
    Pair,
    first_contacts,
    incidents,
    merged,
    ratings,
    reopened_groups,
    reopenings,
)
from firstbell.reports.queries.parts import count_figure, share, share_figure
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Number, Table


def contact_figures(asked: Asked) -> list[Figure]:
    lines = first_contacts(asked.counted)
    first, resolved = sum((one.first for one in lines), Pair()), sum((one.resolved for one in lines), Pair())
    return [
        share_figure("share", "At first contact", first, resolved),
        count_figure("first", "Solved at first contact", first, of=resolved),
        count_figure("resolved", "Resolved", resolved),
    ]


def contact_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("resolved", "Resolved", role="base", is_drawn=False),
        Column("first", "At first contact", role="part", is_drawn=False),
        Column("share", "Share", "percent"),
        Column("before", "Share before", "percent"),
    )
    # The share before rests on counts that are not in the table, so only who sees all of them sees it.
    known = len(columns) if asked.is_exact else len(columns) - 1
    lines = tuple(
        Line(one.label, _contact_values(one)[:known]) for one in first_contacts(asked.counted) if one.resolved.now
    )
    return [Table("symptom", "By symptom", "Symptom", columns[:known], lines)]


def _contact_values(one: Contact) -> tuple[Number, ...]:
    resolved, first = one.resolved, one.first
    return (resolved.now, first.now, share(first.now, resolved.now), share(first.before, resolved.before))


def rating_figures(asked: Asked) -> list[Figure]:
    lines = ratings(asked.counted)
    good, bad = sum((one.good for one in lines), Pair()), sum((one.bad for one in lines), Pair())
    return [
        share_figure("share", "Good", good, good + bad),
        count_figure("rated", "Answered", good + bad),
        share_figure(
            "answered", "Answered, of those resolved", _at_most(good + bad, asked.flow.resolved), asked.flow.resolved
        ),
    ]


def _at_most(part: Pair, whole: Pair) -> Pair:
    """Ratings of this week may be of tickets of last week: never more than all."""
    return Pair(min(part.now, whole.now), min(part.before, whole.before))


def rating_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("rated", "Answered", role="base", is_drawn=False),
        Column("good", "Good", role="part"),
        Column("bad", "Not good", role="part"),
        Column("share", "Good, in per cent", "percent", is_drawn=False),
    )
    lines = tuple(
        Line(one.label, (rated, one.good.now, one.bad.now, share(one.good.now, rated)))
        for one in ratings(asked.counted)
        if (rated := one.good.now + one.bad.now)
    )
    return [Table("symptom", "By symptom", "Symptom", columns, lines, drawn="stacked")]


def return_figures(asked: Asked) -> list[Figure]:
    back, many = reopenings(asked.counted), incidents(asked.counted)
    return [
        count_figure("reopened", "Tickets opened again", back.tickets),
        count_figure("times", "Times", back.times),
        count_figure("merged", "Merged", merged(asked.counted)),
        count_figure("incidents", "Incidents", many[0]),
        count_figure("touched", "People they touched", many[1]),
    ]


def return_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("opened", "Opened", role="base", is_drawn=False),
        Column("again", "Opened again since", role="part"),
        Column("share", "Share", "percent", is_drawn=False),
    )
    lines = tuple(
        Line(group.label, (group.count.now, again.now, share(again.now, group.count.now)))
        for group, again in reopened_groups(asked.counted)
        if again.now
    )
    may_open = asked.actor.can(HelpdeskPermission.TICKET_VIEW)
    troubles = tuple(
        Line(
            f"{one.label}{' (open)' if one.is_open else ''}",
            (one.people,),
            reverse("helpdesk:ticket", args=[one.pk]) if may_open else "",
        )
        for one in incidents(asked.counted)[2]
    )
    return [
        Table("symptom", "Opened again, by symptom", "Symptom", columns, lines),
        Table("incidents", "Incidents", "Incident", (Column("people", "People"),), troubles),
    ]
