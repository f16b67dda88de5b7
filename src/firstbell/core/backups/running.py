"""Who is at work on the data folder: web server and worker hold it together, a restore needs it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from firstbell.core.errors import Conflict


@contextmanager
def at_work() -> Iterator[None]:
    """While this program serves. Raises Conflict while a restore is under way."""
    with _locked(fcntl.LOCK_SH, "A restore is under way here."):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """While everything is replaced. Raises Conflict while Firstbell runs on this data folder."""
    with _locked(fcntl.LOCK_EX, "Firstbell is running on this data folder."):
        yield


@contextmanager
def _locked(kind: int, why_not: str) -> Iterator[None]:
    with (Path(settings.DATA) / "running.lock").open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(why_not, remedy="Stop it first (Ctrl+C, or systemctl stop firstbell).") from None
        yield
