"""The generated districts on disk, made once and kept: ``FIRSTBELL_BENCH_DIR``, else a temporary folder."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

GENERATOR = Path(__file__).resolve().parent.parent / "src" / "firstbell" / "demo" / "generator"


def bench_folder() -> Path:
    folder = Path(os.environ.get("FIRSTBELL_BENCH_DIR") or Path(tempfile.gettempdir()) / "firstbell-bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class District:
    """One generated district: the first export, and the whole export and the delta of the night after."""

    students: int
    first: Path
    next_night: Path

    @property
    def roster(self) -> Path:
        return self.first / "oneroster.zip"

    @property
    def night(self) -> Path:
        return self.next_night / "oneroster.zip"

    @property
    def delta(self) -> Path:
        return self.next_night / "oneroster-delta.zip"

    @property
    def chromebooks(self) -> Path:
        return self.first / "chromebooks.csv"

    @property
    def manifest(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.first / "district.json").read_text())
        return document

    def count(self, name: str) -> int:
        return int(self.manifest["counts"][name])


def district(students: int, say: Callable[[str], None]) -> District:
    """The files of a district of so many students; written when they are not there or the generator has changed."""
    from firstbell.demo.generator import DistrictSpec, write_district

    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(GENERATOR.glob("*.py")))).hexdigest()[:12]
    parent = bench_folder() / "files"
    folder = parent / f"{students}-{digest}"
    found = District(students, folder / "first", folder / "night")
    if (folder / "whole").exists():
        return found
    for old in parent.glob(f"{students}-*"):
        shutil.rmtree(old)
    say(f"writing a district of {students:,} students")
    write_district(DistrictSpec(students=students, seed=1), found.first)
    write_district(DistrictSpec(students=students, seed=1, night=1, delta=True), found.next_night)
    (folder / "whole").touch()
    return found


def parse_only(path: Path) -> tuple[float, int]:
    """Seconds and rows of reading every CSV of a file with the csv module, doing nothing with them: the yardstick."""
    started = perf_counter()
    rows = 0
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                with package.open(name) as member:
                    rows += _read(io.TextIOWrapper(member, "utf-8-sig", newline=""))
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows += _read(text)
    return perf_counter() - started, rows


def _read(text: io.TextIOBase) -> int:
    count = 0
    for _row in csv.reader(text):
        count += 1
    return count
