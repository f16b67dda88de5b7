"""The counter and the REST API: scans, swaps and lists at both sizes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.children import Child
from bench.measures import SCAN_BUDGET, Bench, compare

#: Each scan of the main job, as a technician calls it, and its budget of statements; a swap has none in DESIGN.
SCANS = (
    ("badge", "scan a badge", SCAN_BUDGET),
    ("device", "scan the broken device", SCAN_BUDGET),
    ("device first", "scan a device on an empty desk", SCAN_BUDGET),
    ("loaner", "scan a loaner", SCAN_BUDGET),
    ("swap", "Enter: the swap", None),
)
REST = (
    ("list people", "/api/v1/people"),
    ("list items", "/api/v1/items"),
    ("list loans", "/api/v1/loans"),
    ("list tickets", "/api/v1/tickets"),
    ("make a swap", ""),
)


@contextmanager
def both(bench: Bench) -> Iterator[tuple[Child, Child]]:
    with Child(bench.engine, "small") as small, Child(bench.engine, "large") as large:
        for child, district in ((small, bench.small), (large, bench.large)):
            child.call("counter.enter", first=str(district.first), loaner=district.manifest["loaner"])
        yield small, large


def counter(bench: Bench) -> None:
    """The technician's turns at the counter page, as htmx sends them."""
    with both(bench) as (small, large):
        for scan, name, budget in SCANS:
            compare(bench, "Counter", name, small, large, "counter", {"scan": scan}, statements=budget)


def api(bench: Bench) -> None:
    """REST: the first page of lists for district IT, the swap for the technician."""
    with both(bench) as (small, large):
        for name, path in REST:
            compare(bench, "REST", name, small, large, "counter", {"path": path}, prefix="rest_")
