"""Words of a question that say a limit: “sharks grade 3” is asked as sharks, for grade 3, and shown as a limit to take off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from firstbell.core.search import fold
from firstbell.library.queries.levels import level_of
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


@dataclass(frozen=True, slots=True)
class LikeAsked:
    """“Books like Hatchet about dogs, grade 4”: ``like`` is empty where no title is named, ``limits`` as of ``Understood``."""

    like: str
    about: str
    limits: tuple[tuple[str, str, str], ...]


@cache
def _likes() -> tuple[tuple[re.Pattern[str], ...], frozenset[str]]:
    rows = yaml.safe_load(read("like.yaml"))
    return tuple(re.compile(one) for one in rows["patterns"]), frozenset(rows["nothing"])


def like_asked(text: str) -> LikeAsked | None:
    """None where nobody asked for books like another."""
    said = understood(text)
    left = fold(said.text).strip()
    patterns, nothing = _likes()
    for pattern in patterns:
        if found := pattern.match(left):
            like = found["like"].strip()
            return LikeAsked("" if like in nothing else like, (found["about"] or "").strip(), said.limits)
    return None


def _value(row: dict[str, Any], found: re.Match[str]) -> str:
    parts = found.groupdict()
    if "level" in parts:
        level = level_of(parts["level"].replace(" ", ""))
        return level.value if level is not None else parts["level"]
    if "low" not in parts:
        return str(row["value"])
    low, spread = int(parts["low"]), int(row.get("spread", 0))
    high = int(parts.get("high") or low)
    low, high = min(low, high), max(low, high)
    return str(row["value"]).format(low=max(low - spread, 0), high=high + spread)
