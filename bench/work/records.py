"""The yardstick of a load of records: pymarc reading the file, and nothing else."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any


def read(path: str) -> dict[str, Any]:
    """How long it takes to read every record once; the best of three, as the disk and the imports are warm by then."""
    from pymarc import MARCReader

    found: list[float] = []
    count = 0
    for _ in range(3):
        started = perf_counter()
        with Path(path).open("rb") as stream:
            count = sum(1 for _ in MARCReader(stream))
        found.append(perf_counter() - started)
    return {"seconds": min(found), "records": count}
