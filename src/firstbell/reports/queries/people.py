"""Who comes again, and who has what to do."""

from __future__ import annotations

from django.utils import timezone

from firstbell.helpdesk.queries.reports import Load, Pair, load, repeat_groups, repeat_people
from firstbell.reports.queries.parts import count_figure, group_table, share_figure
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Table


def repeat_figures(asked: Asked) -> list[Figure]:
    again = sum((one.count for one in repeat_groups(asked.counted, "symptom", days=asked.rule.repeat_days)), Pair())
    return [
        count_figure("again", f"Came again within {asked.rule.repeat_days} days", again, of=asked.flow.opened),
        share_figure("share", "Of all that were opened", again, asked.flow.opened),
    ]


def repeat_tables(asked: Asked) -> list[Table]:
    counted, days = asked.counted, asked.rule.repeat_days
    tables = [
        group_table(asked, key, title, what, repeat_groups(counted, key, days=days, of_many=asked.is_of_many))
        for key, title, what in (
            ("symptom", "Again, by symptom", "Symptom"),
            ("room", "Again, by room", "Room"),
            ("model", "Again, by model", "Model"),
        )
    ]
    if not asked.names_people:
        return tables
    lines = tuple(
        Line(f"{one.label}: {one.symptom}", (one.times,), person_id=one.person_id)
        for one in repeat_people(counted, days=days)
    )
    note = "Only who works on these tickets sees this. Private tickets are not in it."
    who = Table("people", "Who came again", "Who", (Column("times", "Times again"),), lines, "", note, has_people=True)
    return [*tables, who]


def load_figures(asked: Asked) -> list[Figure]:
    found = load(asked.counted, timezone.now())
    spent = sum((one.minutes for one in found), Pair())
    return [
        Figure("open", "Open now", sum(one.still_open for one in found)),
        Figure("overdue", "Overdue now", sum(one.overdue for one in found)),
        Figure("minutes", "Time written down", spent.now, spent.before, "minutes"),
    ]


def load_tables(asked: Asked) -> list[Table]:
    columns = (
        Column("open", "Open"),
        Column("overdue", "Overdue"),
        Column("waiting", "Waiting", is_drawn=False),
        Column("oldest", "Oldest, days", is_drawn=False),
        Column("minutes", "Written down", "minutes", is_drawn=False),
        Column("before", "Before", "minutes", is_drawn=False),
    )
    lines = tuple(_line(one) for one in load(asked.counted, timezone.now()))
    return [Table("who", "Who has what", "Who", columns, lines, is_about_staff=True, has_people=True)]


def _line(one: Load) -> Line:
    age = (timezone.now() - one.oldest).days if one.oldest is not None else None
    values = (one.still_open, one.overdue, one.waiting, age, one.minutes.now, one.minutes.before)
    return Line(one.label, values, person_id=one.person_id)
