"""Small numbers protect children: what says something about fewer people than the smallest group is not shown.

Three steps. A count below the limit becomes “fewer than N”; nothing at all stays 0, which says something about nobody. What
is worked out of such a count (a share, a median) is not shown, nor a part that would leave a small rest. And where just one
line of a column is hidden, the next smallest is hidden with it, because the total would give it away (NCES 2011-603,
Technical Brief 3, calls this complementary suppression).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from firstbell.reports.queries.shapes import Column, Figure, Hidden, Line, Number, Report, Table


def hide_small(report: Report, limit: int) -> Report:
    """The report as everybody may see it: no small group, no names of those who asked for help."""
    return replace(
        report,
        figures=tuple(_with_another([_figure(one, limit) for one in report.figures])),
        tables=tuple(_table(one, limit) for one in report.tables if not one.has_people or one.is_about_staff),
        smallest_group=limit,
    )


def is_small(value: Number, limit: int) -> bool:
    return isinstance(value, int | float) and 0 < value < limit


def _figure(figure: Figure, limit: int) -> Figure:
    return replace(
        figure,
        value=_of_figure(figure.value, figure.unit, figure.rests_on, limit),
        before=_of_figure(figure.before, figure.unit, figure.rested_on, limit),
    )


def _of_figure(value: Number, unit: str, rests_on: Sequence[int], limit: int) -> Number:
    if unit == "count" and is_small(value, limit):
        return Hidden(limit)
    if value is not None and any(is_small(one, limit) for one in rests_on):
        return Hidden()
    return value


def _with_another(figures: list[Figure]) -> list[Figure]:
    """Of figures that add up, one alone is not hidden: the next smallest goes with it."""
    for name in {one.adds_to for one in figures} - {""}:
        for field in ("value", "before"):
            places = [n for n, one in enumerate(figures) if one.adds_to == name]
            values = [(getattr(figures[n], field), n) for n in places]
            shown = [(value, n) for value, n in values if isinstance(value, int | float) and value]
            if sum(isinstance(value, Hidden) for value, _ in values) == 1 and shown:
                _, chosen = min(shown)
                other: dict[str, Any] = {field: Hidden()}
                figures[chosen] = replace(figures[chosen], **other)
    return figures


def _table(table: Table, limit: int) -> Table:
    if table.is_about_staff:
        return table
    lines = [replace(line, values=_values(line.values, table.columns, limit)) for line in table.lines]
    for place, column in enumerate(table.columns):
        if column.unit == "count":
            lines = _with_a_second(lines, place, table.columns)
    # A link would count what is not shown.
    return replace(
        table,
        lines=tuple(replace(one, url="") if any(isinstance(v, Hidden) for v in one.values) else one for one in lines),
    )


def _values(values: Sequence[Number], columns: Sequence[Column], limit: int) -> tuple[Number, ...]:
    base = next((v for v, c in zip(values, columns, strict=True) if c.role == "base"), None)
    if is_small(base, limit):
        return tuple(
            Hidden(limit) if c.role == "base" else None if v is None else Hidden()
            for v, c in zip(values, columns, strict=True)
        )
    found: list[Number] = []
    for value, column in zip(values, columns, strict=True):
        if column.unit == "count" and is_small(value, limit):
            found.append(Hidden(limit))
        elif column.role == "part" and is_small(_rest(base, value), limit):
            found.append(Hidden())
        else:
            found.append(value)
    return _without_worked_out(found, columns)


def _rest(base: Number, part: Number) -> Number:
    return base - part if isinstance(base, int | float) and isinstance(part, int | float) else None


def _without_worked_out(values: Sequence[Number], columns: Sequence[Column]) -> tuple[Number, ...]:
    """A line with a hidden count shows nothing that was worked out of it."""
    if not any(isinstance(v, Hidden) and c.unit == "count" for v, c in zip(values, columns, strict=True)):
        return tuple(values)
    return tuple(v if c.unit == "count" or v is None else Hidden() for v, c in zip(values, columns, strict=True))


def _with_a_second(lines: list[Line], place: int, columns: Sequence[Column]) -> list[Line]:
    if sum(isinstance(line.values[place], Hidden) for line in lines) != 1:
        return lines
    shown = [
        (value, n) for n, line in enumerate(lines) if isinstance(value := line.values[place], int | float) and value
    ]
    if not shown:
        return lines
    _, chosen = min(shown)
    # In a line of parts, one hidden part could be worked out from the others.
    is_whole = any(one.role == "base" for one in columns)
    values = [
        Hidden() if n == place or (is_whole and columns[n].role == "part") else value
        for n, value in enumerate(lines[chosen].values)
    ]
    lines[chosen] = replace(lines[chosen], values=_without_worked_out(values, columns))
    return lines
