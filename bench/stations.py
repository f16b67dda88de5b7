"""Stations of a hand-out: looks and scans at both sizes, and what waited in the outbox against the same scans online."""

from __future__ import annotations

from bench.children import Child
from bench.measures import SCAN_BUDGET, Bench, compare

#: Looks of a station, and their budget of statements; a hand-out goes through lending and has none in DESIGN.
LOOKS = (
    ("badge", "look at a badge", SCAN_BUDGET),
    ("device", "look at the device for a student", SCAN_BUDGET),
    ("device first", "look at a device first", SCAN_BUDGET),
    ("board", "the homeroom, the figures, the other stations", SCAN_BUDGET),
    ("hand out", "hand a device out", None),
)
SYNC_BUDGET = 2.0
SCANS, SCANS_QUICK = 5_000, 500
ROUNDS = 10
#: Scans online for each scan of the outbox: a fifth says as much about one of them.
ONLINE_SHARE = 5


def stations(bench: Bench) -> None:
    scans = SCANS if bench.size.decides else SCANS_QUICK
    pairs = scans + scans // ONLINE_SHARE + 1
    with Child(bench.engine, "small") as small, Child(bench.engine, "large") as large:
        small.call("stations.enter", first=str(bench.small.first), pairs=50)
        large.call("stations.enter", first=str(bench.large.first), pairs=pairs)
        for scan, name, budget in LOOKS:
            compare(bench, "Stations", name, small, large, "stations", {"scan": scan}, statements=budget)
        _outbox(bench, large, scans)


def _outbox(bench: Bench, child: Child, scans: int) -> None:
    """In turn, a tenth of both at a time, so that neither has the warmer machine."""
    waited = online = 0.0
    for _ in range(ROUNDS):
        waited += child.call("stations.sync", scans=scans // ROUNDS, offline=True)["seconds"]
        online += child.call("stations.sync", scans=scans // ROUNDS // ONLINE_SHARE, offline=False)["seconds"]
    each, alone = waited / scans, online / (scans // ONLINE_SHARE)
    bench.figure(
        "Stations", f"{scans:,} scans of the outbox", "the same scans online", "x", value=each / alone,
        budget=SYNC_BUDGET, detail=f"{each * 1000:.1f} / {alone * 1000:.1f} ms each",
    )  # fmt: skip
