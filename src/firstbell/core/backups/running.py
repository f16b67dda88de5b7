"""Who is at work on the data folder: web server and worker hold it together, a restore needs it alone."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from firstbell.core.errors import Conflict

_STOP_IT = "Stop it first (Ctrl+C, or systemctl stop firstbell)."


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
def rotating() -> Iterator[None]:
    """While stored secrets get a new key. Raises Conflict while another run does it: each would let go the other's key."""
    with _locked(
        fcntl.LOCK_EX, "The keys are being rotated already.", "Wait until that run has ended.", "rotating.lock"
    ):
        yield


@contextmanager
def _locked(kind: int, why_not: str, remedy: str = _STOP_IT, name: str = "running.lock") -> Iterator[None]:
    with (Path(settings.DATA) / name).open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(why_not, remedy=remedy) from None
        yield
