"""The facts of MARC 21 that records are checked by and the editor helps with: read once from ``data/``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_RANGE = re.compile(r"(\w)-(\w)(\*?)")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What the standard says of a tag. ``subfields`` maps a code to whether it may be repeated."""

    tag: str
    name: str
    is_repeatable: bool
    indicator1: frozenset[str]
    indicator2: frozenset[str]
    subfields: Mapping[str, bool]

    @property
    def is_control(self) -> bool:
        return self.tag < "010"


@dataclass(frozen=True, slots=True)
class Position:
    """One element of a fixed field: ``start`` and ``end`` count from 0, ``end`` is beyond it. No ``values``: anything goes.

    Of an element of several characters with values of one, each character is one of them.
    """

    start: int
    end: int
    name: str
    values: Mapping[str, str]


def _expanded(text: str) -> str:
    """“0-3” to “0123”, “a-c*” to “a*b*c*”."""

    def run(match: re.Match[str]) -> str:
        letters = [chr(one) for one in range(ord(match.group(1)), ord(match.group(2)) + 1)]
        return "".join(letter + match.group(3) for letter in letters)

    return _RANGE.sub(run, text)


@cache
def fields() -> Mapping[str, FieldRule]:
    """Tag to rule, of all fields that the standard or common local use knows."""
    found: dict[str, FieldRule] = {}
    for line in (_DATA / "bibliographic.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        tag, repeatable, one, two, rest = line.split(" ", 4)
        # Subfields may be spaced for the eye: the name begins at the first word with a capital letter.
        match = re.match(r"([a-z0-9*\- ]+?) ([A-Z].*)", rest)
        assert match is not None, line
        codes, name = match.groups()
        subfields: dict[str, bool] = {}
        if codes != "-":
            for code, star in re.findall(r"([a-z0-9])(\*?)", _expanded(codes)):
                subfields[code] = bool(star)
        found[tag] = FieldRule(tag, name, repeatable == "R", _marks(one), _marks(two), subfields)
    return found


def _marks(text: str) -> frozenset[str]:
    return frozenset(_expanded(text).replace("#", " ")) if text != "-" else frozenset()


@cache
def _parts() -> Mapping[str, tuple[Position, ...]]:
    found: dict[str, list[Position]] = {}
    sets: dict[str, Mapping[str, str]] = {}
    lines = (_DATA / "fixed.txt").read_text(encoding="utf-8").splitlines()
    part = ""
    for line in lines:
        if line.startswith("["):
            part = line.strip("[]")
        elif part == "sets" and line:
            key, _, rest = line.partition(" ")
            sets[key] = _values(rest.partition(": ")[2])
    for line in lines:
        if line.startswith("["):
            part = line.strip("[]")
        elif line and not line.startswith("#") and part != "sets":
            places, _, rest = line.partition(" ")
            name, _, values = rest.partition(": ")
            start, _, last = places.partition("-")
            kept = sets[values[1:]] if values.startswith("+") else _values(values)
            found.setdefault(part, []).append(Position(int(start), int(last or start) + 1, name, kept))
    return {key: tuple(value) for key, value in found.items()}


def _values(text: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in text.split("; ") if one)
    return {code.strip().replace("#", " "): meaning for code, _, meaning in pairs}


def leader_positions() -> tuple[Position, ...]:
    return _parts()["leader"]


_MATERIALS = {
    "a": "books", "t": "books", "c": "music", "d": "music", "i": "music", "j": "music", "e": "maps", "f": "maps",
    "g": "visual", "k": "visual", "o": "visual", "r": "visual", "m": "computer", "p": "mixed",
}  # fmt: skip


def material(leader: str) -> str:
    """Which 008 belongs to a leader: “books”, “serials” …; “” when its type of record is none."""
    kind, level = leader[6:7], leader[7:8]
    if kind == "a" and level in ("b", "i", "s"):
        return "serials"
    return _MATERIALS.get(kind, "")


def positions_008(leader: str) -> tuple[Position, ...]:
    """All elements of the 008 that belongs to this leader, in order."""
    parts = _parts()
    return tuple(sorted((*parts["008"], *parts.get(material(leader), ())), key=lambda one: one.start))


@cache
def pattern_of(part: str) -> re.Pattern[str]:
    """“leader”, or a material's 008, as one pattern: what matches has no bad value, and most records match."""
    if part == "leader":
        places, size = leader_positions(), 24
    else:
        places = tuple(sorted((*_parts()["008"], *_parts().get(part, ())), key=lambda one: one.start))
        size = 40
    out = []
    at = 0
    for place in places:
        out.append(f".{{{place.start - at}}}")
        width = place.end - place.start
        if not place.values:
            out.append(f".{{{width}}}")
        else:
            singles = "".join(re.escape(value) for value in place.values if len(value) == 1)
            wholes = [re.escape(value) for value in place.values if len(value) > 1]
            either = ([f"[{singles}]{{{width}}}"] if singles else []) + wholes
            out.append("(?:" + "|".join(either) + ")")
        at = place.end
    out.append(f".{{{size - at}}}")
    return re.compile("".join(out), re.DOTALL)


def positions_006(first: str) -> tuple[Position, ...]:
    """Elements of a 006: its first character says the material, the rest is 008/18-34."""
    name = "serials" if first == "s" else _MATERIALS.get(first, "")
    moved = [
        Position(one.start - 17, one.end - 17, one.name, one.values)
        for one in _parts().get(name, ())
        if one.start >= 18
    ]
    return (Position(0, 1, "Form of material", {}), *moved)


def positions_007(first: str) -> tuple[Position, ...]:
    return (*_parts()["007"], *_parts().get(f"007 {first}", ()))
