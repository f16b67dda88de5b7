"""What stands wrong on a shelf: pure, of sort keys alone.

A reader walks along the shelf and scans. The most spines that are in order among themselves stand right; the fewest that have
to be moved are the others. That is the longest non-decreasing subsequence (patience sorting: C. Schensted, 1961).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def out_of_order(keys: Sequence[str]) -> list[int]:
    """Positions of the fewest spines to be moved so that the rest is in order. n log n.

    Where either of two neighbours could be the wrong one, it is the later, which is in the reader's hand.
    """
    tails: list[str] = []
    ends: list[int] = []
    before: list[int] = []
    for at, key in enumerate(keys):
        place = bisect_right(tails, key)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(key)
            ends.append(at)
        else:
            tails[place], ends[place] = key, at
    # The earliest end of the longest row: of equally long ones that which leaves the later spine out.
    right = set[int]()
    at = _earliest_end(keys, before, len(tails))
    while at >= 0:
        right.add(at)
        at = before[at]
    return [at for at in range(len(keys)) if at not in right]


def _earliest_end(keys: Sequence[str], before: Sequence[int], longest: int) -> int:
    lengths: list[int] = []
    for at in range(len(keys)):
        lengths.append(1 if before[at] < 0 else lengths[before[at]] + 1)
        if lengths[at] == longest:
            return at
    return -1


def place_of(key: str, right: Sequence[str]) -> tuple[int, int]:
    """Between which two of the spines that stand right (in order) a spine belongs: positions, −1 and ``len`` for the ends."""
    at = bisect_right(right, key)
    return at - 1, at
