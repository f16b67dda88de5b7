"""Running it: the web server and the background worker as two processes of one command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command

from firstbell.core.backups.running import at_work

RESTART_PAUSE = 2.0  # seconds before a worker that stopped is started again


def run(host: str, port: int, *, threads: int) -> int:
    """Migrate, then keep web server, worker and (when set) the self-check server running until one is asked to stop. Returns the exit code."""
    if _is_taken(host, port):
        print(  # noqa: T201  this is the command line
            f"Port {port} on {host} is in use. Stop what runs there, or choose another: --port {port + 1}",
            file=sys.stderr,
        )
        return 2
    with at_work():
        return _serve(host, port, threads)


def _serve(host: str, port: int, threads: int) -> int:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_cards", verbosity=0)
    web_command = [
        *(sys.executable, "-m", "granian", "firstbell.config.wsgi:application"),
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads), "--backlog", "256", "--no-ws"),
    ]
    beside = [[sys.executable, "-m", "firstbell", "worker"]]
    if settings.FIRSTBELL_SIP2:
        beside.append([sys.executable, "-m", "firstbell", "sip2"])
    return _supervise(web_command, beside)


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0  # noqa: S104


@dataclass(slots=True)
class _Helper:
    """A process that is started again when it stops: the worker, the self-check server."""

    command: list[str]
    process: subprocess.Popen[Any]
    restart_at: float = 0.0

    @classmethod
    def start(cls, command: list[str]) -> _Helper:
        return cls(command, _start(command))

    def look_after(self) -> None:
        if self.process.poll() is None:
            return
        if self.restart_at == 0.0:
            self.restart_at = time.monotonic() + RESTART_PAUSE
        elif time.monotonic() >= self.restart_at:
            self.process, self.restart_at = _start(self.command), 0.0


def _start(command: list[str]) -> subprocess.Popen[Any]:
    # A session of their own: Ctrl+C reaches this process only, which then stops them in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603


def _supervise(web_command: list[str], beside: list[list[str]]) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    web = _start(web_command)
    helpers = [_Helper.start(command) for command in beside]
    while not stopping and web.poll() is None:
        for helper in helpers:
            helper.look_after()
        time.sleep(0.2)
    code = 0 if stopping else (web.returncode or 1)
    for child in (web, *(helper.process for helper in helpers)):
        _end(child)
    return code


def _end(child: subprocess.Popen[Any]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def work() -> None:
    """Run background work and the schedule until asked to stop. Work that a dead worker left half-done is marked failed first."""
    from firstbell.core.actor import system_actor
    from firstbell.core.imports.actions import mark_interrupted_imports
    from firstbell.core.schedule import Clock
    from firstbell.core.tasks import fail_abandoned
    from firstbell.core.upkeep import refresh_statistics

    fail_abandoned()
    refresh_statistics()
    mark_interrupted_imports(by=system_actor("worker"))
    with Clock(), at_work():
        if settings.FIRSTBELL_QUEUE:
            # An optional package: only who sets the queue needs it.
            from firstbell.core.queue import work_on_redis

            work_on_redis()
        else:
            call_command("db_worker", worker_id=f"{socket.gethostname()}:{os.getpid()}", interval=0.5, verbosity=1)
