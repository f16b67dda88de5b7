"""Opening tickets over REST: ours and Request Tracker's REST2, served as each is served, one after the other in turn."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench import processes, request_tracker
from bench.children import ROOT, once
from bench.measures import DEVICES, ROSTER, Bench, load
from bench.request_tracker import RequestTracker
from bench.work.names import TOKEN

GROUP = "Opening a ticket over REST"
#: DESIGN: at least twenty times as quick.
TIMES_BUDGET = 20.0
ROUNDS, EACH = 12, 10
WORDS = "No picture since this morning. The lamp is green, another cable did not help."
_PATIENCE = 60.0


@dataclass
class Taken:
    """Seconds a ticket, of each round: on the clock, and computed by the server's processes."""

    clock: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)


@dataclass
class Desk:
    """Where one ticket after another is opened, over one connection that is kept for a round."""

    port: int
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    title: str
    #: The server's process; all below it counts.
    process: int
    taken: Taken = field(default_factory=Taken)
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)

    def open(self, number: int) -> None:
        body = json.dumps({**self.body, self.title: f"Projector shows no picture {number}"})
        self.connection.request("POST", self.path, body, {**self.headers, "Content-Type": "application/json"})
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != 201:
            raise RuntimeError(f"{self.path} answered {answer.status}: {said[:200]!r}")

    def round(self, number: int, *, counts: bool) -> None:
        self.connection.close()  # a server may have cut it while the others had their turn
        started, computed = time.perf_counter(), processes.computed(self.process)
        for one in range(EACH):
            self.open(number * EACH + one)
        if counts:
            self.taken.clock.append((time.perf_counter() - started) / EACH)
            self.taken.computed.append((processes.computed(self.process) - computed) / EACH)


def tickets(bench: Bench) -> None:
    """How many times as quick as Request Tracker; both on SQLite, one client, a token, a requester, a description."""
    if bench.engine.label != "SQLite":
        bench.skip("Opening a ticket is measured on SQLite only: the other help desk runs on it, too.")
        return
    if not request_tracker.is_here():
        bench.skip(f"Opening a ticket is not measured: Request Tracker 5 is not here ({request_tracker.HOW_TO}).")
        return
    if not processes.is_known():
        bench.skip("Opening a ticket is not measured: this system does not say what a process computes; Linux does.")
        return
    load(bench, ROSTER, bench.small, "empty", "tickets-roster")
    load(bench, DEVICES, bench.small, "tickets-roster", "tickets")
    once(bench.engine, "tickets", "fill.life", first=str(bench.small.first))
    requester = once(bench.engine, "tickets", "tickets.requester")["id"]
    with ExitStack() as running:
        port, process = running.enter_context(_served(bench))
        ours = Desk(
            port, "/api/v1/tickets", {"Authorization": f"Bearer {TOKEN.format('tess')}"},
            {"description": WORDS, "requester_id": requester}, "title", process,
        )  # fmt: skip
        theirs, silent = (
            _their_desk(running.enter_context(RequestTracker(_free_port(), scrips=scrips))) for scrips in (True, False)
        )
        desks = [ours, theirs, silent]
        for desk in desks:
            _wait_for(desk.port)
        for number in range(ROUNDS + 2):
            bench.say(f"tickets over REST, round {number + 1}")
            for desk in desks[number % 3 :] + desks[: number % 3]:
                desk.round(number, counts=number >= 2)  # the first ones fill caches and start processes
    _compare(bench, ours, theirs, "Request Tracker 5 as installed", TIMES_BUDGET)
    _compare(bench, ours, silent, "Request Tracker 5, every scrip off", None)


def _their_desk(tracker: RequestTracker) -> Desk:
    return Desk(
        tracker.port, "/REST/2.0/ticket", {"Authorization": f"token {tracker.token}"},
        {"Queue": "General", "Requestor": "tia@example.org", "Content": WORDS, "ContentType": "text/plain"}, "Subject",
        tracker.process,
    )  # fmt: skip


def _compare(bench: Bench, ours: Desk, theirs: Desk, against: str, budget: float | None) -> None:
    computed = [statistics.fmean(desk.taken.computed) for desk in (ours, theirs)]
    clock = [statistics.median(desk.taken.clock) for desk in (ours, theirs)]
    for name, (quick, slow) in (("CPU of the server", computed), ("on the clock", clock)):
        bench.figure(
            GROUP, f"times as quick, {name}", against, "x", value=slow / quick, budget=budget, at_least=True,
            detail=f"{quick * 1000:.1f} / {slow * 1000:.1f} ms",
        )  # fmt: skip


@contextmanager
def _served(bench: Bench) -> Iterator[tuple[int, int]]:
    """As a school serves it: web server and worker, mail set up (what is written here waits for the day's digest). Port and process."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "firstbell", "serve", "--port", str(port)], cwd=ROOT, start_new_session=True,
        env=bench.engine.environment("tickets") | {
            "FIRSTBELL_API_RATES": "token=100000/60", "FIRSTBELL_SMTP_URL": "smtp://127.0.0.1:9",
        },
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield port, server.pid
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Nothing answers on port {port}")
