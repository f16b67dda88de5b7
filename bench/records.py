"""A load of library records against pymarc merely reading the same file, new and again, and against its rows put in raw."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from bench.children import once
from bench.figures import paired_ratio, seconds
from bench.measures import Bench

GROUP = "Library records (MARC)"
NEW_BUDGET = 2.0
"""DESIGN, "Speed budgets"."""
SAMPLE = Path(__file__).parent.parent / "src/firstbell/library/tests/data/loc_juvenile_300.mrc.gz"
RECORDS = 9_000


def write_file(path: Path) -> None:
    """So many different titles, made of the sample's: other control numbers, no shared ISBN or LCCN, numbered titles."""
    from firstbell.library.marc.codec import read_record
    from firstbell.library.marc.record import SUBFIELD, Field
    from firstbell.library.marc.writing import write_iso2709

    sample = [read_record(one + b"\x1d") for one in gzip.decompress(SAMPLE.read_bytes()).split(b"\x1d") if one]
    with path.open("wb") as stream:
        for number in range(RECORDS):
            record = sample[number % len(sample)]
            fields = []
            for one in record.fields:
                if one.tag == "001":
                    one = Field("001", f"bench{number:07}")
                elif one.tag == "245":
                    one = Field("245", one.body.replace(f"{SUBFIELD}a", f"{SUBFIELD}aNo. {number} ", 1))
                elif one.tag in ("010", "020", "035"):
                    one = Field(one.tag, one.body.replace(f"{SUBFIELD}a", f"{SUBFIELD}z"))
                fields.append(one)
            stream.write(write_iso2709(type(record)(record.leader, fields)))


def records(bench: Bench) -> None:
    """Needs the empty database only."""
    engine = bench.engine
    path = engine.folder / "records.mrc"
    write_file(path)
    above = once(engine, "empty", "tables.highest")["highest"]
    folder = engine.folder / "rows-records"
    taken: dict[str, int] = {}
    read: list[float] = []
    first: list[float] = []
    again: list[float] = []
    raw: list[float] = []
    for number in bench.rounds():
        bench.say(f"records: pymarc reads, a load writes, the same load again, its rows raw; round {number + 1}")
        engine.copy("empty", "records")
        read.append(once(engine, "records", "records.read", path=str(path))["seconds"])
        for times in (first, again):
            times.append(
                once(engine, "records", "imports.run", source="library_marc", path=str(path), release=True)["seconds"]
            )
        if not taken:
            taken = once(engine, "records", "tables.take", folder=str(folder), above=above)["rows"]
        engine.copy("empty", "raw")
        raw.append(once(engine, "raw", "tables.put", folder=str(folder))["seconds"])
        engine.drop("raw")
    rows = f"raw insert of the same {sum(taken.values()):,} rows"
    _figure(bench, "first load", first, "pymarc merely reading", read, budget=NEW_BUDGET)
    _figure(bench, "the same file again", again, "pymarc merely reading", read, budget=NEW_BUDGET)
    _figure(bench, "first load", first, rows, raw)
    # On PostgreSQL no load is quicker than this; on SQLite a load adds its documents in blocks, which is.
    _figure(bench, rows, raw, "pymarc merely reading", read)


def _figure(
    bench: Bench, name: str, ours: list[float], versus: str, theirs: list[float], *, budget: float | None = None
) -> None:
    values: dict[str, Any] = {
        "value": paired_ratio(ours, theirs),
        "budget": budget,
        "detail": f"{seconds(ours)} / {seconds(theirs)}",
    }
    bench.figure(GROUP, f"{name}, {RECORDS:,} records", versus, "x", **values)
