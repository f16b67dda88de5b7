"""Whether the process that works on a run still lives: by its number on this machine, by its heartbeat elsewhere."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from firstbell.core.imports.staging import clock_age
from firstbell.core.models.imports import ImportRun

SILENT_SECONDS = 15 * 60
"""A run whose process has not been heard of for so long is taken for dead."""
_STARTED = time.time()


def is_alive(run: ImportRun) -> bool:
    host, _, rest = run.worker.rpartition("/")
    pid = rest.split(":", 1)[0]
    if host == socket.gethostname() and pid.isdigit():
        return _process_runs(int(pid), rest.partition(":")[2])
    return clock_age(run.heartbeat_at) < SILENT_SECONDS


def _process_runs(pid: int, started: str) -> bool:
    if pid == os.getpid():
        return started == str(int(_STARTED))
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def this_process() -> str:
    return f"{socket.gethostname()[:80]}/{os.getpid()}:{int(_STARTED)}"
