"""An import as the command line runs it, with a clock on every part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection

from firstbell.core.actor import system_actor
from firstbell.core.imports.actions import apply_import, preview_import, release_import, upload_import
from firstbell.core.imports.queries import release_count
from firstbell.core.imports.staging import Outcome
from firstbell.core.models import ImportRun


@contextmanager
def open_transactions() -> Iterator[list[float]]:
    """Seconds from BEGIN to COMMIT of every transaction Django opens meanwhile.

    On SQLite each of them holds the write lock from its BEGIN IMMEDIATE on.
    """
    found: list[float] = []
    original: Callable[..., None] = connection.set_autocommit
    begun = 0.0

    def watched(autocommit: bool, *arguments: Any, **named: Any) -> None:
        nonlocal begun
        original(autocommit, *arguments, **named)
        if not autocommit:
            begun = perf_counter()
        elif begun:
            found.append(perf_counter() - begun)
            begun = 0.0

    connection.ensure_connection()
    connection.set_autocommit = watched  # type: ignore[method-assign]
    try:
        yield found
    finally:
        connection.set_autocommit = original  # type: ignore[method-assign]


def run(source: str, path: str, *, release: bool = False) -> dict[str, Any]:
    """Import a file: upload, stage, apply what was staged. Raises when it is refused, or held without ``release``."""
    by = system_actor("bench", via="cli")
    file = Path(path)
    kept: list[Outcome] = []
    with open_transactions() as transactions:
        started = perf_counter()
        with file.open("rb") as stream:
            found = upload_import(stream, filename=file.name, organisation_id=0, org_path="", source_key=source, by=by)
        uploaded = perf_counter()

        def apply_now(outcome: Outcome) -> None:
            kept.append(outcome)
            if found.state == ImportRun.State.HELD and release:
                release_import(found, count=release_count(found), reason="A measured run", by=by)
            if found.state == ImportRun.State.PREVIEWED:
                apply_import(found, by=by, outcome=outcome)

        preview_import(found, by=by, then=apply_now)
        done = perf_counter()
    if found.state != ImportRun.State.APPLIED:
        raise RuntimeError(f"The import is {found.state}: {found.problem} {found.findings}")
    tally = kept[0].ctx.tally
    counts = {
        entity.key: {kind: tally.total(entity.key, kind) for kind in ("new", "changed", "same", "gone", "quarantined")}
        for entity in kept[0].job.source.entities
    }
    return {
        "seconds": done - started,
        "upload": uploaded - started,
        "stage": kept[0].seconds,
        "longest_transaction": max(transactions, default=0.0),
        "writes": kept[0].staged.writes,
        "counts": counts,
    }
