"""Whether two records that share a number are of one title: what their source says, and what they are called.

Pure. A shared number is not enough: of 18,000 records of the Library of Congress 13 ISBNs stand in two or more, as that of a
whole set in each of its volumes, or because a publisher printed it twice (“Macbeth”, “Romeo and Juliet”).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol

from firstbell.core.folding import fold
from firstbell.library.marc.headings import volume_number

_PART = re.compile(
    r"\b(?:v|vol|vols|volume|bk|book|no|number|pt|part|volumen|libro|parte|tomo|tome|bd|band|teil|season|disc)\b[. ]*"
    r"(\d+(?:[.,]\d+)?|(?:[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten)\b(?!\.?\s*\d))|#\s*(\d+(?:[.,]\d+)?)"
)
_WORDS = re.compile(r"\w+")
_NEARLY = 0.8
"""How much of two titles is alike when they differ by a typing error or two: “Charlotes web”."""
_FIGURES = re.compile(r"\b\d+\b")


class Numbered(Protocol):
    """Whose control number a record has, and which it had before it was merged."""

    @property
    def control_number(self) -> str: ...
    @property
    def control_source(self) -> str: ...
    @property
    def former_numbers(self) -> Sequence[str]: ...


def are_two(said: Numbered, number: str, source: str) -> bool:
    """Whether somebody who numbers records keeps these two apart: the same source gave them different control numbers.

    Then a shared ISBN (of a set, of a reprint) or a shared title does not make them one. Without a source, numbers of
    different vendors may differ by chance and say nothing.
    """
    if not said.control_source or said.control_source != source or not number or not said.control_number:
        return False
    return number != said.control_number and number not in said.former_numbers


def are_alike(name: str, other: str) -> bool:
    """Whether two titles may be of one work: most words of the shorter stand in the other, with or without what follows a
    colon, or they differ by a typing error; and they do not count as different parts (“Vol. 3” and “Vol. 4”)."""
    if name == other:
        return True
    mine, theirs = fold(name), fold(other)
    if _are_parts(mine, theirs):
        return False
    head, another = mine.partition(":")[0].strip(), theirs.partition(":")[0].strip()
    if _share_words(mine, theirs) or _share_words(head, another):
        return True
    return bool(head and another) and SequenceMatcher(None, head[:100], another[:100]).ratio() >= _NEARLY


def _share_words(name: str, other: str) -> bool:
    """Short words count only where a title has no other: “It”, “The BFG”."""
    words, others = set(_WORDS.findall(name)), set(_WORDS.findall(other))
    least = 4 if all(any(len(word) >= 4 for word in one) for one in (words, others)) else 1
    words, others = ({word for word in one if len(word) >= least} for one in (words, others))
    return 2 * len(words & others) > min(len(words), len(others))


def _are_parts(name: str, other: str) -> bool:
    """Both say which part they are, and not the same; where either does not, both have figures, and none in common."""
    part, another = _part(name), _part(other)
    if part is not None and another is not None:
        return part != another
    figures, others = set(_FIGURES.findall(name)), set(_FIGURES.findall(other))
    return bool(figures and others) and not figures & others


def _part(name: str) -> float | None:
    found = _PART.search(name)
    return volume_number((found.group(1) or found.group(2)).upper()) if found is not None else None
