"""What makes one title a better answer than another that has the same words. Plain numbers, no database.

The index says how well the words fit; over its best few hundred that is blended with where they stand in the title, how
often it is read, whether it is here, and whether it suits the reader. The weights were tuned on known items of 17,700
records of the Library of Congress (see ``bench/catalogue.py``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: So many of the index's best are blended.
BLENDED = 200

EXACT, LEFT, PHRASE, COVER, NAMED, POPULAR, HERE, SUITS, OLDER = 1.0, 0.35, 0.2, 0.5, 0.25, 0.12, 0.08, 0.15, 0.08
ARTICLES = frozenset(("a", "an", "the", "el", "la", "los", "las", "un", "una", "le", "les", "der", "die", "das"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit as it is judged. ``main`` and ``author`` folded; ``suits``: fits the reader's grade or level."""

    pk: int
    score: float
    main: str
    author: str
    year: int | None = None
    popularity: int = 0
    is_here: bool = False
    suits: bool = False


def blended(candidates: Sequence[Candidate], asked: Sequence[str]) -> list[int]:
    """Keys, best first. ``asked`` are all words as they were searched, light ones too."""
    if not candidates:
        return []
    best = max((one.score for one in candidates), default=0) or 1
    phrase, words = " ".join(_bare(asked)), set(asked)
    newest: dict[tuple[str, str], int] = {}
    for one in candidates:
        key = (one.main, one.author)
        newest[key] = max(newest.get(key, 0), one.year or 0)
    judged = [
        (
            one.score / best
            + _title(one.main, phrase, words)
            + (NAMED if _is_of(one.author, words) else 0)
            + POPULAR * math.log10(1 + one.popularity)
            + (HERE if one.is_here else 0)
            + (SUITS if one.suits else 0)
            - (OLDER if (one.year or 0) < newest[one.main, one.author] else 0),
            -at,
            one.pk,
        )
        for at, one in enumerate(candidates)
    ]
    return [pk for _, _, pk in sorted(judged, reverse=True)]


def _bare(words: Sequence[str]) -> Sequence[str]:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _title(main: str, phrase: str, words: set[str]) -> float:
    every = main.split()
    bare = " ".join(_bare(every))
    if bare == phrase:
        return EXACT + LEFT + PHRASE + COVER
    found = COVER * len(words.intersection(every)) / max(len(set(every)), 1)
    if bare.startswith(phrase):
        return found + LEFT + PHRASE
    return found + (PHRASE if f" {phrase}" in f" {main}" and " " in phrase else 0)


def _is_of(author: str, words: set[str]) -> bool:
    """Whether what is asked for is this author's name and little else."""
    names = set(author.split()[:3])
    return bool(words) and len(words & names) >= min(2, len(words))
