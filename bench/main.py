"""Options, the order of the measures, the table, and the exit code: 1 when a budget was missed."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from rich.console import Console

from bench import desk, matching, measures, stations, tickets, viewers
from bench.databases import Engine, PostgresEngine, SqliteEngine
from bench.figures import Sheet
from bench.files import bench_folder, district
from bench.measures import Bench
from bench.sizes import FULL, QUICK, SMALL_STUDENTS, Size

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"
#: The measures by name, in their order; ``lived in`` is the database that pages to stations look at.
NAMES = ("roster", "devices", "pages", "counter", "api", "stations", "viewers", "tickets", "matching")
#: These need no large district.
ALONE = {"viewers", "tickets", "matching"}


def options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description='Ratios measured in one run. With make: ARGS="--quick --only pages".'
    )
    parser.add_argument("--quick", action="store_true", help="a district of 5,000 students; under two minutes")
    parser.add_argument("--only", action="append", choices=NAMES, help="only this measure; may be given again")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this database")
    parser.add_argument("--write", action="store_true", help="write the table to docs/reference/benchmarks.md")
    parser.add_argument("--keep", action="store_true", help="leave the databases in place, to look at them")
    found = parser.parse_args(arguments)
    if found.write and (found.quick or found.only or found.database):
        parser.error("--write wants the whole run: without --quick, --only and --database")
    return found


def engines(wanted: str | None, console: Console) -> list[Engine]:
    found: list[Engine] = []
    if wanted in (None, "sqlite"):
        found.append(SqliteEngine(bench_folder() / "sqlite"))
    if wanted in (None, "postgresql"):
        engine = PostgresEngine.find(bench_folder() / "postgresql")
        if isinstance(engine, str):
            console.print(f"[yellow]PostgreSQL is not measured:[/] {engine}")
        else:
            found.append(engine)
    return found


def measure(bench: Bench, only: set[str]) -> None:
    """Everything asked for, on one database. A part that fails is a failed line of the table, and the rest goes on."""

    def part(name: str, *steps: Callable[[], None]) -> bool:
        try:
            for step in steps:
                step()
        except Exception as error:
            bench.failed(name, "could not be measured", error)
            return False
        return True

    lived_in = {"pages", "counter", "api", "stations"} & only
    if not part("Preparing", lambda: measures.prepare(bench)):
        return
    if "viewers" in only:
        part(viewers.GROUP, lambda: viewers.viewers(bench))
    if "tickets" in only:
        part(tickets.GROUP, lambda: tickets.tickets(bench))
    if only <= ALONE:
        return
    if "roster" in only:
        done = part(
            measures.ROSTER.group,
            lambda: measures.first_load(bench, measures.ROSTER),
            lambda: measures.unchanged(bench, measures.ROSTER),
            lambda: measures.typical_night(bench),
        )
    else:
        done = part(
            measures.ROSTER.group, lambda: measures.load(bench, measures.ROSTER, bench.large, "empty", "roster")
        )
    if not done or not ({"devices"} | lived_in) & only:
        return
    if "devices" in only:
        done = part(
            measures.DEVICES.group,
            lambda: measures.first_load(bench, measures.DEVICES),
            lambda: measures.unchanged(bench, measures.DEVICES),
        )
    else:
        done = part(
            measures.DEVICES.group, lambda: measures.load(bench, measures.DEVICES, bench.large, "roster", "devices")
        )
    if not done or not lived_in or not part("Pages", lambda: measures.make_lived_in(bench)):
        return
    if "pages" in only:
        part("Pages", lambda: measures.pages(bench))
    if "counter" in only:
        part("Counter", lambda: desk.counter(bench))
    if "api" in only:
        part("REST", lambda: desk.api(bench))
    if "stations" in only:
        part("Stations", lambda: stations.stations(bench))


_MATCHED = (
    "\n## Fix cards found for a message\n\nHow this is measured and read: [matching](../explanation/matching.md).\n\n"
)


def machine(found: list[Engine]) -> str:
    processor = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.exists():
        names = [
            line.partition(":")[2].strip() for line in about.read_text().splitlines() if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    versions = ", ".join(f"{engine.label} {engine.version()}" for engine in found)
    return f"{os.cpu_count()} × {processor}, {platform.system()}, Python {platform.python_version()}, {versions}"


def document(sheet: Sheet, size: Size, where: str, took: float, *, large: str) -> str:
    missed = len(sheet.missed)
    verdict = "All budgets are met." if not missed else f"**{missed} of these figures are over budget.**"
    return f"""# Benchmarks

Measured on {dt.datetime.now(dt.UTC).date().isoformat()} by `make bench ARGS=--write` in {took / 60:.0f} minutes on {where}.

{verdict} The large district has {large}; the small one {SMALL_STUDENTS:,} students. Ratios are medians of runs made in
turn; time of pages is time inside the server (Django's test client, {size.visits} visits). “Raw insert” is executemany
(SQLite) or COPY (PostgreSQL) of the rows the import left, in one transaction with the indexes in place. “Parsing” is the
csv module reading every row and doing nothing with it. The write transaction is the longest one, from BEGIN to COMMIT;
peak memory is the importing process's own, all it ever held. How to read and extend this: `bench/README.md`.

{sheet.as_markdown()}"""


def main(arguments: list[str] | None = None) -> int:
    asked = options(arguments)
    console = Console(highlight=False, soft_wrap=False)
    wide = Console(highlight=False, width=max(console.width, 150))
    size = QUICK if asked.quick else FULL
    only = set(asked.only or NAMES)
    started = perf_counter()

    def say(text: str) -> None:
        console.print(f"[dim]{perf_counter() - started:5.0f} s[/]  {text}")

    matched = matching.measure(wide) if "matching" in only else ""
    if only == {"matching"}:
        return 0
    small, large = district(SMALL_STUDENTS, say), district(SMALL_STUDENTS if only <= ALONE else size.students, say)
    sheet = Sheet()
    found = engines(asked.database, console)
    for engine in found:
        say(f"[bold]{engine.label}[/]")
        engine.clean_up()
        try:
            measure(Bench(engine, size, small, large, sheet, lambda text, e=engine: say(f"{e.label}: {text}")), only)  # type: ignore[misc]
        finally:
            if not asked.keep:
                engine.clean_up()
    took = perf_counter() - started
    where = machine(found)
    counts = f"{large.students:,} students ({large.count('users'):,} people), {large.count('enrollments'):,} enrollments and {large.count('chromebooks'):,} devices"
    wide.print(sheet.as_rich())
    wide.print(f"{counts}; {where}; {took / 60:.1f} minutes", style="dim")
    for sentence in sheet.skipped:
        console.print(f"[yellow]{sentence}[/]", soft_wrap=True)
    if asked.write:
        PAGE.write_text(document(sheet, size, where, took, large=counts) + _MATCHED + matched)
        console.print(f"wrote {PAGE.relative_to(ROOT)}")
    for figure in sheet.missed:
        console.print(
            f"[bold red]missed[/]  {figure.database}: {figure.group}, {figure.name} {figure.against}: {figure.text} {figure.problem}",
            soft_wrap=True,
        )
    return 1 if sheet.missed or not (sheet.figures or sheet.skipped) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        traceback.print_exc()
        sys.exit(130)
