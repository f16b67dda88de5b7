"""How much there is, of what, where."""

from __future__ import annotations

import datetime as dt

from firstbell.helpdesk.queries.reports import groups, series
from firstbell.reports.queries.parts import count_figure, group_table
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Column, Figure, Line, Table


def volume_figures(asked: Asked) -> list[Figure]:
    flow = asked.flow
    return [
        count_figure("opened", "Opened", flow.opened, adds_to="flow"),
        count_figure("resolved", "Resolved", flow.resolved, adds_to="flow"),
        count_figure("ended", "Ended otherwise", flow.ended, adds_to="flow"),
        count_figure("still_open", "Still open", flow.still_open, adds_to="flow"),
        count_figure("standing", "Open at the beginning", flow.standing, adds_to="flow"),
    ]


def volume_tables(asked: Asked) -> list[Table]:
    counted, unit = asked.counted, asked.period.unit
    days = series(counted, unit)
    columns = (Column("opened", "Opened"), Column("resolved", "Resolved"))
    lines = tuple(Line(_day_text(day, unit), (opened, resolved)) for day, opened, resolved in days)
    by_school = (
        [group_table(asked, "school", "By school", "School", groups(counted, "school"), filter_by="school")]
        if asked.is_of_many
        else []
    )
    return [
        Table("time", f"By {unit}", unit.capitalize(), columns, lines, drawn="lines"),
        *by_school,
        group_table(asked, "symptom", "By symptom", "Symptom", groups(counted, "symptom"), filter_by="symptom"),
        group_table(asked, "category", "By kind of fix card", "Kind", groups(counted, "category")),
        group_table(asked, "origin", "How it was reported", "By", groups(counted, "origin"), filter_by="origin"),
    ]


def _day_text(day: dt.date, unit: str) -> str:
    return f"{day:%b %Y}" if unit == "month" else f"{day:%b %-d}"


def breakdown_figures(asked: Asked) -> list[Figure]:
    return [count_figure("opened", "Opened", asked.flow.opened)]


def breakdown_tables(asked: Asked) -> list[Table]:
    counted = asked.counted
    by_school = (
        [group_table(asked, "school", "By school", "School", groups(counted, "school"), filter_by="school")]
        if asked.is_of_many
        else []
    )
    return [
        *by_school,
        group_table(
            asked,
            "building",
            "By building",
            "Building",
            groups(counted, "building", of_many=asked.is_of_many),
            filter_by="building",
        ),
        group_table(
            asked, "room", "By room", "Room", groups(counted, "room", of_many=asked.is_of_many), filter_by="place"
        ),
        group_table(asked, "model", "By model", "Model", groups(counted, "model"), filter_by="model"),
        group_table(asked, "symptom", "By symptom", "Symptom", groups(counted, "symptom"), filter_by="symptom"),
    ]
