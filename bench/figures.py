"""What was measured, against which budget, and the one table it is read from."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.table import Table
from rich.text import Text

#: How a value of each unit is written.
UNITS = {
    "x": "{:.2f}×",
    "MB": "{:,.0f} MB",
    "s": "{:.2f} s",
    "statements": "{:.0f} statements",
    "cores": "{:.2f} of a core",
    "more": "{:+.0f} statements",
}


@dataclass(frozen=True)
class Figure:
    """One number: of what (``name``), compared with what (``against``), on which database.

    ``budget`` is the largest value allowed (with ``at_least`` the smallest), None where DESIGN sets none. ``detail`` are the
    raw figures behind a ratio. ``problem`` says why there is no value; that counts as a miss.
    """

    group: str
    name: str
    against: str
    unit: str
    database: str
    value: float = 0.0
    budget: float | None = None
    detail: str = ""
    problem: str = ""
    at_least: bool = False

    @property
    def is_missed(self) -> bool:
        if self.problem or self.budget is None:
            return bool(self.problem)
        return self.value < self.budget if self.at_least else self.value > self.budget

    @property
    def verdict(self) -> str:
        if self.problem:
            return "failed"
        if self.budget is None:
            return ""
        return ("under" if self.at_least else "over") if self.is_missed else "ok"

    @property
    def text(self) -> str:
        return "–" if self.problem else UNITS[self.unit].format(self.value)

    @property
    def budget_text(self) -> str:
        return (
            ""
            if self.budget is None
            else ("≥ " if self.at_least else "≤ ") + UNITS[self.unit].format(self.budget).replace(".00", "")
        )


@dataclass
class Sheet:
    """All figures of one run, in the order they were measured."""

    figures: list[Figure] = field(default_factory=list)
    #: What was left out here, and why, as sentences.
    skipped: list[str] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        self.figures.extend(figures)

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.is_missed]

    def databases(self) -> list[str]:
        return list(dict.fromkeys(figure.database for figure in self.figures))

    def lines(self) -> list[list[Figure | None]]:
        """One line per thing measured, one cell per database."""
        found: dict[tuple[str, str, str], dict[str, Figure]] = {}
        for figure in self.figures:
            found.setdefault((figure.group, figure.name, figure.against), {})[figure.database] = figure
        groups = list(dict.fromkeys(key[0] for key in found))
        ordered = sorted(found.items(), key=lambda entry: groups.index(entry[0][0]))
        return [[cells.get(database) for database in self.databases()] for _, cells in ordered]

    def as_rich(self) -> Table:
        table = Table(title="Ratios measured in one run", title_justify="left", pad_edge=False)
        table.add_column("What")
        table.add_column("compared with", style="dim")
        table.add_column("budget", justify="right")
        for database in self.databases():
            table.add_column(database, justify="right")
            table.add_column("", style="dim")
        group = ""
        for cells in self.lines():
            first = _first(cells)
            if first.group != group:
                group = first.group
                table.add_section()
                table.add_row(Text(group, style="bold"))
            row: list[Text | str] = [first.name, first.against, first.budget_text]
            for cell in cells:
                row += [_rich_cell(cell), "" if cell is None else cell.problem or cell.detail]
            table.add_row(*row)
        return table

    def as_markdown(self) -> str:
        databases = self.databases()
        head = ["what", "compared with", "budget", *(word for name in databases for word in (name, "behind it"))]
        rows = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        group = ""
        for cells in self.lines():
            first = _first(cells)
            if first.group != group:
                group = first.group
                rows.append(f"| **{group}** |" + " |" * (len(head) - 1))
            row = [first.name, first.against, first.budget_text]
            for cell in cells:
                if cell is None:
                    row += ["", ""]
                else:
                    row += [f"{cell.text} {cell.verdict}".strip(), cell.problem or cell.detail]
            rows.append("| " + " | ".join(word.replace("|", "\\|") for word in row) + " |")
        return "\n".join(rows) + "\n"


def _first(cells: Sequence[Figure | None]) -> Figure:
    return next(cell for cell in cells if cell is not None)


def _rich_cell(cell: Figure | None) -> Text:
    if cell is None:
        return Text("")
    tone = {"ok": "green", "over": "bold red", "under": "bold red", "failed": "bold red", "": ""}[cell.verdict]
    return Text(f"{cell.text} {cell.verdict}".strip(), style=tone)


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of runs made one after the other."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def seconds(values: Iterable[float]) -> str:
    """The median, written short."""
    middle = statistics.median(values)
    return f"{middle:.1f} s" if middle >= 1 else f"{middle * 1000:.1f} ms"
