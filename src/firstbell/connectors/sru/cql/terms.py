"""What a term says: plain characters, masks and anchors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstbell.connectors.sru.cql.problems import CqlError

ANY_RUN: Final = "*"
ANY_ONE: Final = "?"
ANCHOR: Final = "^"
_SPECIAL = '*?^"\\'


class Piece(str):
    """``is_mark``: a mask or an anchor; else characters as they stand, a backslash taken off."""

    __slots__ = ("is_mark",)
    is_mark: bool

    def __new__(cls, text: str, *, is_mark: bool = False) -> Piece:
        made = super().__new__(cls, text)
        made.is_mark = is_mark
        return made


def pieces(term: str, *, position: int | None = None) -> list[Piece]:
    """The term cut into runs of characters and marks. Raises CqlError (26) for a backslash before any other character."""
    found: list[Piece] = []
    run: list[str] = []
    at = 0
    while at < len(term):
        char = term[at]
        if char == "\\":
            at += 1
            if at == len(term) or term[at] not in _SPECIAL:
                raise CqlError(26, 'A backslash stands before * ? ^ " or another backslash only', position=position)
            run.append(term[at])
        elif char in (ANY_RUN, ANY_ONE, ANCHOR):
            if run:
                found.append(Piece("".join(run)))
                run = []
            found.append(Piece(char, is_mark=True))
        else:
            run.append(char)
        at += 1
    if run:
        found.append(Piece("".join(run)))
    return found


def plain(found: Sequence[Piece]) -> str:
    """The characters without marks."""
    return "".join(piece for piece in found if not piece.is_mark)


def protected(text: str) -> str:
    """The term that means these characters and nothing else: no mask, no anchor."""
    return "".join(f"\\{char}" if char in _SPECIAL else char for char in text)
