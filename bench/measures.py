"""What is measured and against which budget (DESIGN, "Speed budgets"). Each function fills the sheet for one database."""

from __future__ import annotations

import statistics
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.children import Child, once
from bench.databases import Engine
from bench.figures import Figure, Sheet, paired_ratio, seconds
from bench.files import District, parse_only
from bench.sizes import Size

RAW_BUDGET = 3.0
PARSE_BUDGET = 2.0
PEAK_BUDGET_MB = 400.0
LOCK_BUDGET_S = 1.0
GROWTH_BUDGET = 2.0
SCAN_BUDGET = 12.0
#: A list that fits on one page spares itself the count of its rows; that is all that may differ between the sizes.
STATEMENTS_BUDGET = 1.0


@dataclass
class Bench:
    """One database being measured: the two districts, where results go, how to speak."""

    engine: Engine
    size: Size
    small: District
    large: District
    sheet: Sheet
    say: Callable[[str], None]

    def figure(self, group: str, name: str, against: str, unit: str, **values: Any) -> None:
        self.sheet.add(Figure(group, name, against, unit, self.engine.label, **values))

    def failed(self, group: str, name: str, error: Exception) -> None:
        traceback.print_exc()
        self.figure(group, name, "", "x", problem=f"{type(error).__name__}: {str(error)[:160]}")

    def skip(self, sentence: str) -> None:
        """Say that something is not measured here, which is no miss."""
        self.sheet.skipped.append(sentence)

    def rounds(self) -> Iterator[int]:
        """As often as the size says, but no new round once the patience is used up."""
        started = perf_counter()
        for number in range(self.size.rounds):
            if number and perf_counter() - started > self.size.patience:
                return
            yield number


@dataclass(frozen=True)
class Import:
    """A kind of import to be measured: on top of which database, from which file."""

    group: str
    source: str
    base: str
    result: str
    file: Callable[[District], Path]


ROSTER = Import("Roster (OneRoster)", "oneroster", "empty", "roster", lambda district: district.roster)
DEVICES = Import("Devices (Google CSV)", "google_csv", "roster", "devices", lambda district: district.chromebooks)


def prepare(bench: Bench) -> None:
    """The migrated, empty database that everything starts from."""
    bench.engine.create("empty")
    once(bench.engine, "empty", "tables.migrate")
    bench.engine.settle("empty")


def load(bench: Bench, what: Import, district: District, base: str, name: str) -> None:
    """A district's database made by importing, unmeasured."""
    bench.engine.copy(base, name)
    once(bench.engine, name, "imports.run", source=what.source, path=str(what.file(district)), release=True)
    bench.engine.settle(name)


def first_load(bench: Bench, what: Import) -> None:
    """Importing into the base against inserting the same rows raw, and against merely parsing the file."""
    engine, path = bench.engine, what.file(bench.large)
    above = once(engine, what.base, "tables.highest")["highest"]
    rows = engine.folder / f"rows-{what.result}"
    ours: list[dict[str, Any]] = []
    raw: list[dict[str, Any]] = []
    parse: list[float] = []
    taken: dict[str, int] = {}
    for number in bench.rounds():
        bench.say(f"{what.group}: first load, round {number + 1}")
        engine.copy(what.base, what.result)
        ours.append(once(engine, what.result, "imports.run", source=what.source, path=str(path), release=True))
        if not taken:
            taken = once(engine, what.result, "tables.take", folder=str(rows), above=above)["rows"]
        engine.copy(what.base, "raw")
        raw.append(once(engine, "raw", "tables.put", folder=str(rows)))
        engine.drop("raw")
        parse.append(parse_only(path)[0])
    engine.settle(what.result)
    total = sum(taken.values())
    mine, plain = [one["seconds"] for one in ours], [one["seconds"] for one in raw]
    bench.figure(
        what.group, "first load", f"raw insert of the same {total:,} rows", "x",
        value=paired_ratio(mine, plain), budget=RAW_BUDGET if bench.size.decides else None, detail=f"{seconds(mine)} / {seconds(plain)}",
    )  # fmt: skip
    bench.figure(
        what.group, "first load", "parsing the file with csv", "x",
        value=paired_ratio(mine, parse), detail=f"{seconds(mine)} / {seconds(parse)}",
    )  # fmt: skip
    searched = statistics.median(one["by_table"].get("core_searchdocument", 0.0) for one in raw)
    bench.figure(
        what.group, "first load", "raw insert without the search index", "x",
        value=statistics.median(mine) / max(1e-9, statistics.median(plain) - searched),
        detail=f"{seconds(mine)} / {seconds([statistics.median(plain) - searched])}",
    )  # fmt: skip
    _peak(bench, what, "first load", ours)
    _lock(bench, what, "first load", ours, budget=None)


def unchanged(bench: Bench, what: Import) -> None:
    """The same file once more: nothing is written.

    DESIGN's budget is the roster's. A device list says every night again where the console and the house disagree, and
    keeps the same rows aside; its ratio is told without a limit.
    """
    path = what.file(bench.large)
    _again(bench, what, "unchanged night", [path], budget=PARSE_BUDGET if what is ROSTER else None, lock=LOCK_BUDGET_S)


def typical_night(bench: Bench) -> None:
    """The whole export a night later, and the delta of that night."""
    _again(bench, ROSTER, "a typical night, whole export", [bench.large.night])
    _again(bench, ROSTER, "a typical night, delta", [bench.large.delta])


def _again(
    bench: Bench, what: Import, name: str, paths: list[Path], *, budget: float | None = None, lock: float | None = None
) -> None:
    engine = bench.engine
    ours: list[dict[str, Any]] = []
    parse: list[float] = []
    for number in bench.rounds():
        bench.say(f"{what.group}: {name}, round {number + 1}")
        engine.copy(what.result, "again")
        for path in paths:
            ours.append(once(engine, "again", "imports.run", source=what.source, path=str(path), release=True))
            parse.append(parse_only(path)[0])
        engine.drop("again")
    mine = [one["seconds"] for one in ours]
    written = ours[0]["writes"]
    against = "parsing the file with csv" if len(paths) == 1 and lock else "parsing the file"
    bench.figure(
        what.group, name, against, "x",
        value=paired_ratio(mine, parse), budget=budget if bench.size.decides else None,
        detail=f"{seconds(mine)} / {seconds(parse)}, {written:,} rows written",
    )  # fmt: skip
    _peak(bench, what, name, ours)
    _lock(bench, what, name, ours, budget=lock)


def _peak(bench: Bench, what: Import, name: str, runs: list[dict[str, Any]]) -> None:
    peaks = [one["peak_mb"] for one in runs]
    bench.figure(what.group, f"{name}: peak memory", "", "MB", value=max(peaks), budget=PEAK_BUDGET_MB)


def _lock(bench: Bench, what: Import, name: str, runs: list[dict[str, Any]], *, budget: float | None) -> None:
    held = [one["longest_transaction"] for one in runs]
    bench.figure(what.group, f"{name}: write transaction open", "", "s", value=max(held), budget=budget)


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A page by its route; ``query`` may name words of Stu's entry in the cast; ``thing`` what ``pages.enter`` found."""

    name: str
    route: str
    query: str = ""
    thing: str = ""
    who: tuple[str, ...] = ("dita", "tess")

    def request(self, who: str) -> dict[str, str]:
        return {"who": who, "route": self.route, "query": self.query, "thing": self.thing}


PAGES = (
    Page("people", "people:persons"),
    Page("devices and items", "inventory:items"),
    Page("places", "rooms:places"),
    Page("tickets", "helpdesk:tickets"),
    Page("loans", "circulation:loans"),
    Page("audit trail", "core:audit"),
    Page("imports", "core:imports"),
    Page("search box, a name", "core:find", "q=alvarez"),
    Page("search box, an asset tag", "core:find", "q={device_asset_tag}"),
    Page("a person", "people:person", thing="person"),
    Page("a device", "inventory:item", thing="item"),
)
PEOPLE = {"dita": "district IT", "tess": "technician of one school"}


def make_lived_in(bench: Bench) -> None:
    """Two databases, ``small`` and ``large``: roster, devices and a year of life in each."""
    engine = bench.engine
    load(bench, ROSTER, bench.small, "empty", "small-roster")
    load(bench, DEVICES, bench.small, "small-roster", "small")
    engine.drop("small-roster")
    engine.copy("devices", "large")
    for name, district in (("small", bench.small), ("large", bench.large)):
        bench.say(f"a year of life for {district.students:,} students")
        counts = once(engine, name, "fill.life", first=str(district.first))
        engine.settle(name)
        bench.say(", ".join(f"{count:,} {word}" for word, count in counts.items() if word != "peak_mb"))


def pages(bench: Bench) -> None:
    """Every page at both sizes, visited in turn."""
    with Child(bench.engine, "small") as small, Child(bench.engine, "large") as large:
        small.call("pages.enter", first=str(bench.small.first))
        large.call("pages.enter", first=str(bench.large.first))
        for who, person in PEOPLE.items():
            group = f"Pages, {person}"
            for page in PAGES:
                if who in page.who:
                    compare(bench, group, page.name, small, large, "pages", page.request(who))


def compare(
    bench: Bench, group: str, name: str, small: Child, large: Child, work: str, request: dict[str, Any],
    *, statements: float | None = None, prefix: str = "",
) -> None:  # fmt: skip
    """Statements and server time of one request at both sizes; ``statements`` is their budget."""
    against = f"the same at {bench.small.students:,} students"
    try:
        few, many = (child.call(f"{work}.{prefix}count", **request) for child in (small, large))
        times: dict[str, list[float]] = {"small": [], "large": []}
        for number in range(bench.size.visits + 2):
            for key, child in (
                (("small", small), ("large", large)) if number % 2 else (("large", large), ("small", small))
            ):
                taken = child.call(f"{work}.{prefix}visit", **request)["seconds"]
                if number >= 2:  # the first ones fill caches
                    times[key].append(taken)
    except Exception as error:
        bench.failed(group, name, error)
        return
    quick, slow = statistics.median(times["small"]), statistics.median(times["large"])
    bench.figure(
        group, name, against, "x", value=slow / quick, budget=GROWTH_BUDGET,
        detail=f"{slow * 1000:.1f} / {quick * 1000:.1f} ms",
    )  # fmt: skip
    growth = many["statements"] - few["statements"]
    if statements is None:
        bench.figure(
            group,
            f"{name}: statements",
            against,
            "more",
            value=abs(growth),
            budget=STATEMENTS_BUDGET,
            detail=f"{many['statements']}",
        )
    else:
        bench.figure(
            group, f"{name}: statements", "", "statements", value=max(many["statements"], few["statements"]),
            budget=statements, detail=f"{few['statements']} in the small district",
        )  # fmt: skip
