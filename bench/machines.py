"""Self-check machines: fifty that send as fast as they are answered, and fifty at the pace of people.

Beside one alone, beside the same messages answered in one process without a network, and beside a server that answers nothing
but an echo: what the machine and the network cost.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.children import ROOT, once
from bench.databases import Engine
from bench.measures import Bench
from bench.visits import visit

GROUP = "Self-check machines (SIP2)"
MACHINES = 50
SECONDS, SECONDS_QUICK = 10.0, 5.0
PAUSES = (1.0, 2.0)
"""Seconds between two messages of a machine at which somebody stands."""
SLOWDOWN_BUDGET = 1.5
"""Fifty machines together must get at least two thirds of the messages a second that one gets."""
P99_BUDGET_MS = 1_000.0
PER_SECOND_AND_CORE = 60.0
"""Messages that one core has to answer in a second, whatever else the machine is doing."""


def machines(bench: Bench) -> None:
    """One after the other on one server: alone, all at full speed, all at the pace of people."""
    engine = bench.engine
    bench.say("self-checks: a school with machines")
    engine.copy("empty", "machines")
    filled = once(engine, "machines", "machines.fill", terminals=MACHINES)
    engine.settle("machines")
    seconds = SECONDS if bench.size.decides else SECONDS_QUICK
    signs_in = [(uid, password) for uid, password in filled["terminals"]]
    inside = once(engine, "machines", "machines.in_process", signs_in=signs_in[0], seconds=seconds / 2)["per_second"]
    bench.say("self-checks: an echo, one alone, all at full speed, all at the pace of people")
    with _echo() as port:
        echo = asyncio.run(_run(port, signs_in, seconds / 4, (0.0, 0.0)))
    with _server(engine) as (port, pid):
        asyncio.run(_run(port, signs_in[:1], seconds / 4, (0.0, 0.0)))  # fills caches
        alone = asyncio.run(_run(port, signs_in[:1], seconds / 2, (0.0, 0.0)))
        begun = _processor_seconds(pid)
        flood = asyncio.run(_run(port, signs_in, seconds, (0.0, 0.0)))
        worked = _processor_seconds(pid) - begun
        people = asyncio.run(_run(port, signs_in, 2 * seconds, PAUSES))
    pace = f"{MACHINES}, a message every {PAUSES[0]:.0f} to {PAUSES[1]:.0f} s"
    for name, taken in ((f"{MACHINES} at full speed", flood), (pace, people)):
        if taken.refused:
            raise RuntimeError(f"{name}: {taken.refused} messages were answered with a no")
    full = f"{MACHINES} at full speed: time per message"
    for against, other, budget in (
        ("one alone", alone.per_second, SLOWDOWN_BUDGET),
        ("the same answers in one process, without a network", inside, None),
        ("a server that answers with an echo", echo.per_second, None),
    ):
        bench.figure(
            GROUP, full, against, "x", value=other / flood.per_second, budget=budget,
            detail=f"{flood.per_second:,.0f} / {other:,.0f} a second; p50 {flood.p(50):.0f}, p99 {flood.p(99):.0f} ms",
        )  # fmt: skip
    if worked:
        each = worked * 1000 / len(flood.times)
        bench.figure(
            GROUP, f"{MACHINES} at full speed: processor time of the server per message", "", "ms", value=each,
            budget=1000 / PER_SECOND_AND_CORE, detail=f"{1000 / each:,.0f} a second on one core of its own",
        )  # fmt: skip
    bench.figure(
        GROUP, f"{pace}: p99", "", "ms", value=people.p(99), budget=P99_BUDGET_MS,
        detail=f"{people.per_second:,.0f} a second; p50 {people.p(50):.1f} ms, one alone {alone.p(50):.1f} ms",
    )  # fmt: skip


@dataclass
class Taken:
    """Milliseconds of each message, and how long it all took."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    refused: int = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def p(self, share: int) -> float:
        return statistics.quantiles(self.times, n=100, method="inclusive")[share - 1]


async def _run(port: int, signs_in: list[tuple[str, str]], seconds: float, pauses: tuple[float, float]) -> Taken:
    taken = Taken()
    started = time.perf_counter()
    ends = started + seconds
    await asyncio.gather(*(_visit(port, number, who, taken, ends, pauses) for number, who in enumerate(signs_in)))
    taken.seconds = time.perf_counter() - started
    return taken


async def _visit(
    port: int, number: int, who: tuple[str, str], taken: Taken, ends: float, pauses: tuple[float, float]
) -> None:
    """What one machine does all day, until a borrower is done after ``ends``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sequence, draw = count(), random.Random(number)

    async def ask(body: bytes) -> bytes:
        line = body + b"AY%dAZ" % (next(sequence) % 10)
        begun = time.perf_counter()
        writer.write(line + f"{-sum(line) & 0xFFFF:04X}\r".encode())
        answer = await reader.readuntil(b"\r")
        taken.times.append((time.perf_counter() - begun) * 1000)
        return answer

    uid, password = who
    await ask(f"9300CN{uid}|CO{password}|".encode())
    taken.times.pop()
    await asyncio.sleep(pauses[1] * number / MACHINES)
    for borrower in count():
        for body, good in visit(number, borrower):
            if not (await ask(body)).startswith(good):
                taken.refused += 1
            await asyncio.sleep(draw.uniform(*pauses))
        if time.perf_counter() > ends:
            writer.close()
            return


@contextmanager
def _echo() -> Iterator[int]:
    """A process that answers each line with the same line."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-c", _ECHO, str(port)])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


_ECHO = """
import asyncio, sys
async def answer(reader, writer):
    try:
        while line := await reader.readuntil(b"\\r"):
            writer.write(line)
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        writer.close()
async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]), backlog=128)
    await server.serve_forever()
asyncio.run(main())
"""


def _processor_seconds(pid: int) -> float:
    """What a process has used so far; 0 where the system does not say it in /proc."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nobody listens at port {port}.")


@contextmanager
def _server(engine: Engine) -> Iterator[tuple[int, int]]:
    """Its port and the number of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "firstbell", "sip2", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=engine.environment("machines"), stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)
