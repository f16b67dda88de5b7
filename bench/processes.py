"""What a server and all processes below it have computed."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

_PROC = Path("/proc")


def is_known() -> bool:
    """Whether this system says what other processes compute (Linux does)."""
    return (_PROC / "self" / "stat").exists()


def computed(top: int) -> float:
    """CPU seconds of this process and its descendants so far, also of those that ended and were collected."""
    below: dict[int, list[int]] = defaultdict(list)
    ticks: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # proc(5): after the name in parentheses come the state, the parent, …, utime, stime, cutime, cstime
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        below[int(fields[1])].append(int(folder.name))
        ticks[int(folder.name)] = sum(int(one) for one in fields[11:15])
    total, open_ones = 0, [top]
    while open_ones:
        one = open_ones.pop()
        total += ticks.get(one, 0)
        open_ones += below[one]
    return total / os.sysconf("SC_CLK_TCK")
