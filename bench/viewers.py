"""People who look at the queue all day: what a poll costs that learns nothing, and what a thousand of them cost together."""

from __future__ import annotations

import statistics

from bench.children import Child, once
from bench.measures import GROWTH_BUDGET, STATEMENTS_BUDGET, Bench

FEW, MANY = 100, 10_000
POLL_BUDGET = 3.0
VIEWERS = 1000
#: Polls measured in one go, and how often, in turn.
BATCH, ROUNDS = 100, 9
GROUP = "Viewers of the queue"


def viewers(bench: Bench) -> None:
    """With many open tickets against few; by Django's test client, so without the web server's own share."""
    for name, tickets in (("few", FEW), ("many", MANY)):
        bench.engine.copy("empty", name)
        once(bench.engine, name, "viewers.fill", tickets=tickets)
        bench.engine.settle(name)
    with Child(bench.engine, "few") as few, Child(bench.engine, "many") as many:
        few.call("viewers.enter")
        many.call("viewers.enter")
        _statements(bench, few, many)
        _growth(bench, "the page", [(few, "page"), (many, "page")])
        cost = _growth(bench, "an unchanged poll (CPU)", [(few, "poll"), (many, "poll")])
    for seconds in (10, 15):
        bench.figure(
            GROUP, f"{VIEWERS:,} viewers, a poll every {seconds} s", f"{MANY:,} open tickets", "cores",
            value=cost * VIEWERS / seconds, detail=f"{cost * 1000:.2f} ms CPU each",
        )  # fmt: skip


def _statements(bench: Bench, few: Child, many: Child) -> None:
    little, much = few.call("viewers.count"), many.call("viewers.count")
    bench.figure(
        GROUP, "an unchanged poll: statements", "", "statements",
        value=max(little["unchanged"], much["unchanged"]), budget=POLL_BUDGET,
    )  # fmt: skip
    for name, label in (("changed", "a poll that brings something"), ("page", "the page")):
        bench.figure(
            GROUP, f"{label}: statements", f"{FEW} open tickets", "more", value=abs(much[name] - little[name]),
            budget=STATEMENTS_BUDGET, detail=str(much[name]),
        )  # fmt: skip


def _growth(bench: Bench, label: str, pair: list[tuple[Child, str]]) -> float:
    """Many against few, in turn; the seconds of one with many."""
    taken: dict[int, list[float]] = {0: [], 1: []}
    for number in range(ROUNDS + 1):
        for index in (0, 1) if number % 2 else (1, 0):
            child, work = pair[index]
            given = {"times": BATCH} if work == "poll" else {}
            seconds = child.call(f"viewers.{work}", **given)["seconds"]
            if number:  # the first ones fill caches
                taken[index].append(seconds)
    few, many = statistics.median(taken[0]), statistics.median(taken[1])
    bench.figure(
        GROUP, label, f"{FEW} open tickets", "x", value=many / few, budget=GROWTH_BUDGET,
        detail=f"{many * 1000:.2f} / {few * 1000:.2f} ms",
    )  # fmt: skip
    return many
