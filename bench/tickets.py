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
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench import request_tracker
from bench.children import ROOT, once
from bench.measures import DEVICES, ROSTER, Bench, load
from bench.work.names import TOKEN

GROUP = "Opening a ticket over REST"
#: DESIGN: at least twenty times as quick.
SHARE_BUDGET = 1 / 20
ROUNDS, EACH = 12, 10
_PATIENCE = 60.0


@dataclass
class Desk:
    """Where one ticket after another is opened, over one connection that is kept."""

    port: int
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    title: str
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


def tickets(bench: Bench) -> None:
    """Seconds of one ticket as a share of Request Tracker's; both on SQLite, one client, a token, a requester, a description."""
    if bench.engine.label != "SQLite":
        return
    if not request_tracker.is_here():
        bench.say(f"Request Tracker is not here: {request_tracker.HOW_TO}")
        return
    load(bench, ROSTER, bench.small, "empty", "tickets-roster")
    load(bench, DEVICES, bench.small, "tickets-roster", "tickets")
    once(bench.engine, "tickets", "fill.life", first=str(bench.small.first))
    requester = once(bench.engine, "tickets", "tickets.requester")["id"]
    with _served(bench) as port, request_tracker.RequestTracker(_free_port()) as theirs:
        words = "No picture since this morning. The lamp is green, another cable did not help."
        ours = Desk(
            port, "/api/v1/tickets", {"Authorization": f"Bearer {TOKEN.format('tess')}"},
            {"description": words, "requester_id": requester}, "title",
        )  # fmt: skip
        them = Desk(
            theirs.port, "/REST/2.0/ticket", {"Authorization": f"token {theirs.token}"},
            {"Queue": "General", "Requestor": "tia@example.org", "Content": words, "ContentType": "text/plain"}, "Subject",
        )  # fmt: skip
        _wait_for(port)
        _wait_for(theirs.port)
        taken: dict[str, list[float]] = {"ours": [], "theirs": []}
        for number in range(ROUNDS + 2):
            bench.say(f"tickets over REST, round {number + 1}")
            for name, desk in (("ours", ours), ("theirs", them)) if number % 2 else (("theirs", them), ("ours", ours)):
                started = time.perf_counter()
                for one in range(EACH):
                    desk.open(number * EACH + one)
                if number >= 2:  # the first ones fill caches and start processes
                    taken[name].append((time.perf_counter() - started) / EACH)
    quick, slow = statistics.median(taken["ours"]), statistics.median(taken["theirs"])
    bench.figure(
        GROUP, "one ticket after another", "Request Tracker 5, REST2", "x", value=quick / slow, budget=SHARE_BUDGET,
        detail=f"{quick * 1000:.1f} / {slow * 1000:.1f} ms, {slow / quick:.1f} times as quick",
    )  # fmt: skip


@contextmanager
def _served(bench: Bench) -> Iterator[int]:
    """As a school serves it: web server and worker."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "firstbell", "serve", "--port", str(port)], cwd=ROOT, start_new_session=True,
        env=bench.engine.environment("tickets") | {"FIRSTBELL_API_RATES": "token=100000/60"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield port
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
