"""What reports say over REST: the same numbers as the page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Schema
from firstbell.reports.queries.shapes import Column, Figure, Number, Report, Table, number_text, plain


class ReportNumberOut(Schema):
    value: float | None = Field(description="Null where there is none, or it is not shown")
    text: str = Field(description="As the page shows it; “fewer than 5” where a small group is hidden")


class ReportFigureOut(Schema):
    key: str
    label: str
    unit: str = Field(description="count, percent, minutes, work (seconds of school hours) or time (seconds)")
    now: ReportNumberOut
    before: ReportNumberOut


class ReportColumnOut(Schema):
    key: str
    label: str
    unit: str


class ReportLineOut(Schema):
    label: str
    numbers: list[ReportNumberOut] = Field(description="One for each column")


class ReportTableOut(Schema):
    key: str
    title: str
    columns: list[ReportColumnOut]
    lines: list[ReportLineOut]


class ReportOut(Schema):
    name: str
    title: str
    meaning: list[str] = Field(description="What is counted, in words")
    place: str
    first: dt.date
    last: dt.date
    before_first: dt.date
    before_last: dt.date
    smallest_group: int = Field(description="Smaller groups are not shown; 0 where all are")
    figures: list[ReportFigureOut]
    tables: list[ReportTableOut] = Field(description="Without those that name people")


class ReportKindOut(Schema):
    name: str
    title: str
    asks: str = Field(description="The question it answers")


def as_out(report: Report) -> dict[str, Any]:
    period = report.period
    return {
        "name": report.name,
        "title": report.title,
        "meaning": list(report.meaning),
        "place": report.place,
        "first": period.first,
        "last": period.last,
        "before_first": period.before_first,
        "before_last": period.before_last,
        "smallest_group": report.smallest_group,
        "figures": [_figure(one) for one in report.figures],
        "tables": [_table(one) for one in report.tables if not one.has_people],
    }


def _number(value: Number, unit: str) -> dict[str, Any]:
    return {"value": plain(value), "text": number_text(value, unit)}


def _figure(one: Figure) -> dict[str, Any]:
    numbers = {"now": _number(one.value, one.unit), "before": _number(one.before, one.unit)}
    return {"key": one.key, "label": one.label, "unit": one.unit, **numbers}


def _column(one: Column) -> dict[str, Any]:
    return {"key": one.key, "label": one.label, "unit": one.unit}


def _table(one: Table) -> dict[str, Any]:
    lines = [
        {
            "label": line.label,
            "numbers": [_number(v, c.unit) for v, c in zip(line.values, one.columns, strict=True)],
        }
        for line in one.lines
    ]
    return {"key": one.key, "title": one.title, "columns": [_column(c) for c in one.columns], "lines": lines}
