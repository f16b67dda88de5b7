"""How a source stands among the others of a list, and what is shared by the styles when they speak of a source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from firstbell.library.citations.sources import LEADERS, Kind, Name, Role, Source


@dataclass(frozen=True, slots=True)
class Among:
    """``letter``: the a of 2019a. ``with_initials``: another author has the same family name. ``with_title``: MLA needs
    the title in the text, since the author has several works. ``repeats``: the entry before is by the same people."""

    letter: str = ""
    with_initials: bool = False
    with_title: bool = False
    repeats: bool = False


ALONE = Among()


def leaders(source: Source) -> tuple[Role | None, tuple[Name, ...]]:
    """Whom the entry begins with, and in which role; nobody where the title leads."""
    if source.authors:
        return Role.AUTHOR, source.authors
    for role in LEADERS.get(source.kind, ()):
        if source.who(role):
            return role, source.who(role)
    return None, ()


def is_talk(source: Source) -> bool:
    """An interview that one held oneself: it was published nowhere."""
    return source.kind is Kind.INTERVIEW and not (source.container or source.publisher or source.url)


def is_same(name: str, other: str) -> bool:
    """Whether two organisations are one, however they are written."""
    return bool(name) and _folded(name) == _folded(other)


def is_by_its_publisher(source: Source) -> bool:
    """Whether the only author is an organisation that also published it."""
    authors = source.authors
    return len(authors) == 1 and authors[0].is_whole and is_same(authors[0].family, source.publisher)


def short_title(title: str) -> str:
    """What stands for a title in the text: up to the colon, at most a handful of words, without an article before."""
    said = re.split(r"[:;?!]", title)[0].strip() or title
    words = said.split()
    if len(words) > 1 and words[0].lower() in ("a", "an", "the"):
        words = words[1:]
    if len(words) > 5:
        words = words[:4]
        while len(words) > 1 and words[-1].strip("*,").lower() in _LOOSE_ENDS:
            words.pop()
    short = " ".join(words).rstrip(",")
    return short + "*" if short.count("*") % 2 else short


_LOOSE_ENDS_TEXT = """
a an the and or of in on to for with from by at is are was as that
"""
_LOOSE_ENDS = frozenset(_LOOSE_ENDS_TEXT.split())


def _folded(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"^the\s+", "", text.strip(), flags=re.IGNORECASE)).lower()
