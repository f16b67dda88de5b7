"""Reading levels as readers say them, and how long a book is as its record says it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: One number alone stands for a span around it: readers manage a little less and a little more.
LEXILE_AROUND, ATOS_AROUND, LETTERS_AROUND = 50, 0.5, 1
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TO = r"\s*(?:-|–|TO|A)\s*"
_LEXILE = re.compile(rf"^(?:LEXILE\s*(?:LEVEL|MEASURE)?\s*)?(BR)?\s*(\d{{1,4}})(L?)(?:{_TO}(BR)?\s*(\d{{1,4}})(L?))?$")
_ATOS = re.compile(rf"^(?:ATOS|AR|BL)?\s*(?:LEVEL\s*)?(\d{{1,2}}\.\d)(?:{_TO}(\d{{1,2}}\.\d))?$")
_ATOS_WHOLE = re.compile(r"^(?:ATOS|AR)\s*(?:LEVEL\s*)?(\d{1,2})$")
_LETTER = re.compile(
    rf"^(?:F\s*(?:&|AND|Y)?\s*P|FOUNTAS\s*(?:&|AND|Y)\s*PINNELL|GUIDED\s*READING|GRL)?\s*(?:LEVEL|NIVEL)?\s*([A-Z])\+?(?:{_TO}([A-Z])\+?)?$"
)
_GRADE = re.compile(
    r"^(?:(?:GRADE|GRADO|GR\.?)\s*(\d{1,2}|K)|(\d{1,2})(?:ST|ND|RD|TH|ER|DO|TO|O|°|\.O)?\s*(?:GRADE|GRADO)?)$"
)
_PAGES = re.compile(r"(\d{1,4})\s*(?:p\b|p\.|pp\b|pages?\b|unnumbered pages)", re.IGNORECASE)
_ENDS = re.compile(r"^(-?\d+)-(-?\d+)$")
LARGEST_LEXILE, LARGEST_ATOS, LARGEST_GRADE = 2000, 14.0, 12


@dataclass(frozen=True, slots=True)
class Level:
    """``limit`` and ``value`` as a search takes them: ("lexile", "650-750"), ("atos", "3.7-4.7"), ("fp", "L-N"), ("grade", "3")."""

    limit: str
    value: str


def level_of(text: str) -> Level | None:
    """“700L”, “600-700”, “BR40L”, “AR 4.2”, “M”, “F&P L-N”, “grade 3”, “3”; None for what is no level."""
    said = " ".join(text.upper().split())[:40]
    readers: tuple[Callable[[str], Level | None], ...] = (_atos, _letters, _grade, _lexile)
    return next((found for read in readers if (found := read(said)) is not None), None) if said else None


def _lexile(said: str) -> Level | None:
    found = _LEXILE.match(said)
    if found is None:
        return None
    low = int(found[2]) * (-1 if found[1] else 1)
    high = int(found[5]) * (-1 if found[4] else 1) if found[5] else None
    is_marked = bool(found[1] or found[3] or found[4] or found[6] or said.startswith("LEXILE"))
    if (not is_marked and max(low, high or 0) < 100) or max(abs(low), abs(high or 0)) > LARGEST_LEXILE:
        return None
    ends = (low - LEXILE_AROUND, low + LEXILE_AROUND) if high is None else (min(low, high), max(low, high))
    return Level("lexile", f"{ends[0]}-{ends[1]}")


def _atos(said: str) -> Level | None:
    found = _ATOS.match(said) or _ATOS_WHOLE.match(said)
    if found is None:
        return None
    low = float(found[1])
    high = float(found[2]) if found.lastindex == 2 else None
    if max(low, high or 0) > LARGEST_ATOS:
        return None
    ends = (max(low - ATOS_AROUND, 0), low + ATOS_AROUND) if high is None else (min(low, high), max(low, high))
    return Level("atos", f"{ends[0]:.1f}-{ends[1]:.1f}")


def _letters(said: str) -> Level | None:
    found = _LETTER.match(said)
    if found is None:
        return None
    low = _LETTERS.index(found[1])
    high = _LETTERS.index(found[2]) if found[2] else None
    first, last = (low - LETTERS_AROUND, low + LETTERS_AROUND) if high is None else (min(low, high), max(low, high))
    return Level("fp", f"{_LETTERS[max(first, 0)]}-{_LETTERS[min(last, 25)]}")


def _grade(said: str) -> Level | None:
    found = _GRADE.match(said)
    if found is None:
        return None
    grade = 0 if found[1] == "K" else int(found[1] or found[2])
    return Level("grade", str(grade)) if grade <= LARGEST_GRADE else None


def said_level(level: Level) -> str:
    """As it can be typed again: “650-750L”, “3.7-4.7”, “L-N”, “grade 3”."""
    if level.limit == "lexile" and (ends := _ENDS.match(level.value)):
        low, high = (f"BR{one[1:]}" if one.startswith("-") else one for one in ends.groups())
        return f"{low}-{high}L"
    return f"grade {level.value}" if level.limit == "grade" else level.value


def lexile_text(value: str) -> str:
    """Of a limit, as readers see it: “600–699”, “BR90–10”; “BR” for all that is below zero."""
    ends = _ENDS.match(value)
    if ends is None:
        return value
    if int(ends[1]) <= -LARGEST_LEXILE and int(ends[2]) < 0:
        return "BR"
    return "–".join(f"BR{one[1:]}" if one.startswith("-") else one for one in dict.fromkeys(ends.groups()))


def letters_as_numbers(value: str) -> tuple[int, int] | None:
    """“L-N” or “M” as the numbers that ``ReadingLevel`` keeps (A 1); None for what is none."""
    first, _, last = value.upper().partition("-")
    first, last = first.strip(), (last or first).strip()
    if not (len(first) == len(last) == 1 and first in _LETTERS and last in _LETTERS):
        return None
    low, high = _LETTERS.index(first) + 1, _LETTERS.index(last) + 1
    return min(low, high), max(low, high)


def pages_of(extent: str) -> int | None:
    """“xii, 96 p. : ill.” is 96; None where an extent says no pages."""
    found = [int(one) for one in _PAGES.findall(extent)]
    return max(found) or None if found else None
