"""Words of a question that say a limit: “sharks grade 3” is asked as sharks, for grade 3, and shown as a limit to take off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from firstbell.core.search import fold
from firstbell.library.shipped import read


@dataclass(frozen=True, slots=True)
class Understood:
    """``text`` is what is left to be searched; ``limits`` are (limit, value, the words that said it)."""

    text: str
    limits: tuple[tuple[str, str, str], ...]


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(row["pattern"]), row) for row in yaml.safe_load(read("phrases.yaml")))


def understood(text: str) -> Understood:
    """Each limit once; what is not understood stays as it is."""
    left = fold(text).strip()
    limits: list[tuple[str, str, str]] = []
    for pattern, row in _phrases():
        if any(row["limit"] == limit for limit, _, _ in limits):
            continue
        found = pattern.search(left)
        if found is None:
            continue
        limits.append((str(row["limit"]), _value(row, found), found.group().strip()))
        left = f"{left[: found.start()]} {left[found.end() :]}"
    if not limits:
        return Understood(text, ())
    return Understood(" ".join(left.split()), tuple(limits))


def _value(row: dict[str, Any], found: re.Match[str]) -> str:
    parts = found.groupdict()
    if "low" not in parts:
        return str(row["value"])
    low, spread = int(parts["low"]), int(row.get("spread", 0))
    high = int(parts.get("high") or low)
    low, high = min(low, high), max(low, high)
    return str(row["value"]).format(low=max(low - spread, 0), high=high + spread)
