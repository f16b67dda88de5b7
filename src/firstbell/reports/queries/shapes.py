"""What a report is made of: figures and tables, whoever draws them. The page, the files, the paper and REST all read these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from firstbell.core.ui.charts import Chart, Series
from firstbell.core.ui.figures import figure_text
from firstbell.reports.queries.periods import Period

Drawn = Literal["", "bars", "stacked", "lines"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A number that is not shown, because the group is small or another number would give it away."""

    fewer_than: int = 0

    def __str__(self) -> str:
        return f"fewer than {self.fewer_than}" if self.fewer_than else "not shown"


Number = int | float | Hidden | None


def number_text(value: Number, unit: str) -> str:
    return str(value) if isinstance(value, Hidden) else figure_text(value, unit)


def plain(value: Number) -> float | None:
    return None if isinstance(value, Hidden) else value


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the whole, and of the period before. ``rests_on``: counts it says something about, of either period.

    Those with the same ``adds_to`` add up to each other, so that one of them could be worked out from the rest.
    """

    key: str
    label: str
    value: Number
    before: Number = None
    unit: str = "count"
    rests_on: tuple[int, ...] = ()
    rested_on: tuple[int, ...] = ()
    adds_to: str = ""

    @property
    def text(self) -> str:
        return number_text(self.value, self.unit)

    @property
    def before_text(self) -> str:
        return number_text(self.before, self.unit)


@dataclass(frozen=True, slots=True)
class Column:
    """``base``: the group's size. ``part``: some of the base, so that the others can be told from it."""

    key: str
    label: str
    unit: str = "count"
    role: Literal["", "base", "part"] = ""
    is_drawn: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``url``: the same as a list, as far as the reader may see it."""

    label: str
    values: tuple[Number, ...]
    url: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """``is_about_staff``: of colleagues at work, whose numbers are not hidden. ``has_people``: it names somebody."""

    key: str
    title: str
    what: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    drawn: Drawn = "bars"
    note: str = ""
    is_about_staff: bool = False
    has_people: bool = False

    @property
    def people(self) -> list[int]:
        return [one.person_id for one in self.lines if one.person_id is not None]

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Column, str]]]]:
        """Each line with its cells as text."""
        return [
            (line, [(c, number_text(v, c.unit)) for c, v in zip(self.columns, line.values, strict=True)])
            for line in self.lines
        ]

    @property
    def chart(self) -> Chart | None:
        drawn = [n for n, one in enumerate(self.columns) if one.is_drawn]
        # A period before in which nothing was counted is said in the table; bars of nothing would only take room.
        drawn = [n for n in drawn if any(line.values[n] for line in self.lines)] or drawn[:1]
        if not self.drawn or not self.lines or not drawn:
            return None
        return Chart(
            self.drawn,
            self.title,
            [line.label for line in self.lines],
            [Series(self.columns[n].label, [plain(line.values[n]) for line in self.lines]) for n in drawn],
            unit=self.columns[drawn[0]].unit,
            hidden="not shown" if any(isinstance(line.values[n], Hidden) for line in self.lines for n in drawn) else "",
        )


@dataclass(frozen=True, slots=True)
class Report:
    """``meaning``: what is counted, in words. ``smallest_group``: 0 where everything is shown."""

    name: str
    title: str
    meaning: Sequence[str]
    place: str
    period: Period
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    smallest_group: int = 0

    @property
    def people(self) -> list[int]:
        return [pk for table in self.tables for pk in table.people]

    @property
    def is_empty(self) -> bool:
        """Nothing happened, in this period or the one before."""
        values = [v for one in self.figures for v in (one.value, one.before)]
        values += [v for table in self.tables for line in table.lines for v in line.values]
        return not any(values)
