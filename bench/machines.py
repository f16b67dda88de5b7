"""Self-check machines: fifty that send as fast as they are answered, and fifty at the pace of people, against one alone."""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from bench.children import ROOT, once
from bench.measures import Bench

GROUP = "Self-check machines (SIP2)"
MACHINES, COPIES = 50, 5_000
SECONDS, SECONDS_QUICK = 20.0, 6.0
PAUSE = 2.0
"""Seconds between two messages of a machine at which somebody stands."""
SLOWDOWN_BUDGET = 1.5
"""Fifty machines together must get at least two thirds of the messages a second that one gets."""
_NOW = b"20261126    101500"


def machines(bench: Bench) -> None:
    """One after the other on one server: alone, all at full speed, all at the pace of people."""
    bench.engine.copy("empty", "machines")
    filled = once(bench.engine, "machines", "machines.fill", terminals=MACHINES, copies=COPIES)
    bench.engine.settle("machines")
    seconds = SECONDS if bench.size.decides else SECONDS_QUICK
    signs_in = [(uid, password) for uid, password in filled["terminals"]]
    with _server(bench) as port:
        asyncio.run(_run(port, signs_in[:1], seconds / 4, 0.0))  # fills caches
        alone = asyncio.run(_run(port, signs_in[:1], seconds, 0.0))
        flood = asyncio.run(_run(port, signs_in, seconds, 0.0))
        people = asyncio.run(_run(port, signs_in, seconds, PAUSE))
    for name, taken in ((f"{MACHINES} at full speed", flood), (f"{MACHINES}, a message every {PAUSE:.0f} s", people)):
        if taken.refused:
            raise RuntimeError(f"{name}: {taken.refused} messages were answered with a no")
    bench.figure(
        GROUP, f"{MACHINES} at full speed: time per message", "one alone", "x",
        value=alone.per_second / flood.per_second, budget=SLOWDOWN_BUDGET,
        detail=f"{flood.per_second:,.0f} / {alone.per_second:,.0f} a second; p50 {flood.p(50):.0f}, p99 {flood.p(99):.0f} ms",
    )  # fmt: skip
    for share in (50, 99):
        bench.figure(
            GROUP, f"{MACHINES}, a message every {PAUSE:.0f} s each: p{share}", "one alone", "x",
            value=people.p(share) / alone.p(share), detail=f"{people.p(share):.1f} / {alone.p(share):.1f} ms",
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


async def _run(port: int, signs_in: list[tuple[str, str]], seconds: float, pause: float) -> Taken:
    taken = Taken()
    ends = time.perf_counter() + seconds
    started = time.perf_counter()
    await asyncio.gather(*(_visit(port, number, who, taken, ends, pause) for number, who in enumerate(signs_in)))
    taken.seconds = time.perf_counter() - started
    return taken


async def _visit(port: int, number: int, who: tuple[str, str], taken: Taken, ends: float, pause: float) -> None:
    """What one machine does all day: card, look, borrow, look, bring back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    sequence = count()

    async def ask(body: bytes) -> bytes:
        line = body + b"AY%dAZ" % (next(sequence) % 10)
        begun = time.perf_counter()
        writer.write(line + f"{-sum(line) & 0xFFFF:04X}\r".encode())
        answer = await reader.readuntil(b"\r")
        taken.times.append((time.perf_counter() - begun) * 1000)
        return answer

    uid, password = who
    assert (await ask(f"9300CN{uid}|CO{password}|".encode())).startswith(b"941")
    taken.times.pop()
    if pause:
        await asyncio.sleep(pause * number / MACHINES)
    card = f"AACARD{number:05}|".encode()
    for round_number in count():
        book = f"ABBOOK{(number * 97 + round_number) % COPIES:06}|".encode()
        stamp = f"20261126    {round_number % 24:02}{round_number // 24 % 60:02}{number:02}".encode()
        for body, good in (
            (b"63001" + _NOW + b"  Y       AO|" + card + b"AD|", b"64"),
            (b"17" + _NOW + b"AO|" + book, b"18"),
            (b"11NN" + stamp + stamp + b"AO|" + card + book + b"AC|", b"121"),
            (b"23001" + _NOW + b"AO|" + card + b"AC|AD|", b"24"),
            (b"09N" + stamp + stamp + b"AP|AO|" + book + b"AC|", b"101"),
        ):
            if time.perf_counter() > ends:
                writer.close()
                return
            if not (await ask(body)).startswith(good):
                taken.refused += 1
            if pause:
                await asyncio.sleep(pause)


@contextmanager
def _server(bench: Bench) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "firstbell", "sip2", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=bench.engine.environment("machines"), stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
