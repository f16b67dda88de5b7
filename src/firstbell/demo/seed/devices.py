"""The Chromebook export, with the students' own devices handed out by it."""

from __future__ import annotations

from pathlib import Path

from firstbell.core.actor import Actor
from firstbell.demo.seed.files import import_file


def import_devices(path: Path, *, by: Actor) -> None:
    """``assign``: whoever the export names as its user gets the device as their own."""
    import_file("google_csv", path, by=by, assign=True)
