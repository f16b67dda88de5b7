"""Runs whose process is gone: found, marked, and what they left swept away."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.imports.actions import mark_interrupted_imports
from firstbell.core.imports.liveness import this_process
from firstbell.core.models import ImportRun

pytestmark = pytest.mark.django_db

BY = system_actor("tests")


def run_of(worker: str, silent: dt.timedelta = dt.timedelta()) -> ImportRun:
    return ImportRun.objects.create(
        source_key="x", state="applying", filename="a.zip", file="a", size=1, sha256="", worker=worker,
        heartbeat_at=timezone.now() - silent, started_by_key="a", started_by_name="A",
    )  # fmt: skip


def state(run: ImportRun) -> str:
    run.refresh_from_db()
    return str(run.state)


def test_a_dead_process_of_this_machine() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    dead, alive = run_of(f"{socket.gethostname()}/{child.pid}:1"), run_of(this_process())

    assert mark_interrupted_imports(by=BY) == 1
    assert (state(dead), state(alive)) == ("interrupted", "applying")


def test_a_silent_process_of_another_machine() -> None:
    silent = run_of("elsewhere/1:1", dt.timedelta(hours=1))
    busy = run_of("elsewhere/2:1")

    mark_interrupted_imports(by=BY)

    assert (state(silent), state(busy)) == ("interrupted", "applying")


def test_scratch_of_killed_processes_is_swept() -> None:
    base = Path(settings.MEDIA_ROOT) / "scratch"
    old, young = base / "import-old", base / "import-young"
    for folder in (old, young):
        folder.mkdir(parents=True, exist_ok=True)
    os.utime(old, (1, 1))

    mark_interrupted_imports(by=BY)

    assert (old.exists(), young.exists()) == (False, True)
