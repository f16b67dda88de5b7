"""The small language of the school's own words: names to fill in, and parts that come only when there is something.

``{{ device }}`` is replaced by the value. ``{{#place}}Fetch it at {{ place }}.{{/place}}`` appears only when there is a
place, ``{{^place}}…{{/place}}`` only when there is none. Nothing else: no attributes, no calls, no loops, so what people
write here can reach nothing but the values that the kind of notice lists. An unknown name is an error with its line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from firstbell.core.errors import Invalid

LONGEST = 10_000
_TAG = re.compile(r"\{\{\s*([#^/]?)\s*([^{}]*?)\s*\}\}")
_STRAY = re.compile(r"\{\{|\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text, a value's name, or the beginning (``#``, ``^``) or end (``/``) of a part."""

    kind: Literal["text", "value", "#", "^", "/"]
    text: str
    line: int


def check(text: str, known: Collection[str], *, field: str = "body") -> None:
    """Raise Invalid, naming the line and what to write instead, unless every name is known and every part closed."""
    if len(text) > LONGEST:
        raise Invalid("The text is too long.", remedy=f"At most {LONGEST:,} characters.", field=field)
    is_open: _Piece | None = None
    for piece in _pieces(text, field):
        if piece.kind == "text":
            continue
        if piece.text not in known:
            raise Invalid(
                f"Line {piece.line}: there is no “{piece.text}” for this notice.",
                remedy=_suggestion(piece.text, known),
                field=field,
            )
        if piece.kind in ("#", "^"):
            if is_open is not None:
                raise _open_part(is_open, field)
            is_open = piece
        elif piece.kind == "/":
            if is_open is None or is_open.text != piece.text:
                raise Invalid(
                    f"Line {piece.line}: {{{{/{piece.text}}}}} ends a part that was not begun.",
                    remedy=f"Begin it with {{{{#{piece.text}}}}}, or take this away.",
                    field=field,
                )
            is_open = None
    if is_open is not None:
        raise _open_part(is_open, field)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values. Raises Invalid as :func:`check` does."""
    check(text, values.keys())
    written, is_shown = [], True
    for piece in _pieces(text, "body"):
        if piece.kind == "#":
            is_shown = bool(values[piece.text])
        elif piece.kind == "^":
            is_shown = not values[piece.text]
        elif piece.kind == "/":
            is_shown = True
        elif is_shown:
            written.append(values[piece.text] if piece.kind == "value" else piece.text)
    return re.sub(r"\n{3,}", "\n\n", "".join(written)).strip()


def _pieces(text: str, field: str) -> Iterator[_Piece]:
    position, line = 0, 1
    for tag in _TAG.finditer(text):
        before = text[position : tag.start()]
        _refuse_strays(before, line, field)
        if before:
            yield _Piece("text", before, line)
        line += before.count("\n")
        sign, name = tag.groups()
        if not _NAME.fullmatch(name):
            raise _not_a_name(tag.group(), line, field)
        yield _Piece(sign or "value", name, line)  # type: ignore[arg-type]
        line += tag.group().count("\n")
        position = tag.end()
    rest = text[position:]
    _refuse_strays(rest, line, field)
    if rest:
        yield _Piece("text", rest, line)


def _refuse_strays(text: str, line: int, field: str) -> None:
    stray = _STRAY.search(text)
    if stray is not None:
        raise _not_a_name(stray.group(), line + text.count("\n", 0, stray.start()), field)


def _not_a_name(written: str, line: int, field: str) -> Invalid:
    return Invalid(
        f"Line {line}: “{written[:60]}” is not a name to fill in.",
        remedy="Write a name from the list between two pairs of braces, e.g. {{ device }}.",
        field=field,
    )


def _open_part(piece: _Piece, field: str) -> Invalid:
    return Invalid(
        f"Line {piece.line}: the part {{{{{piece.kind}{piece.text}}}}} does not end before the next one or the end.",
        remedy=f"Close it with {{{{/{piece.text}}}}}; parts do not stand inside each other.",
        field=field,
    )


def _suggestion(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    names = ", ".join(sorted(known))
    return f"Did you mean “{close[0]}”? There are: {names}." if close else f"There are: {names}."
