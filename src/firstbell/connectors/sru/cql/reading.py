"""Text to tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from firstbell.connectors.sru.cql.problems import CqlError

BOOLEANS = frozenset({"and", "or", "not", "prox"})
SORT = "sortby"
SYMBOLS = ("==", "<>", "<=", ">=", "=", "<", ">")
#: What ends a word that is not in quotes.
ENDS_WORD = frozenset('()=<>"/')

Kind = Literal["word", "quoted", "symbol", "(", ")", "/", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` of a quoted token is without the quotes, its backslashes kept."""

    kind: Kind
    text: str
    position: int

    @property
    def is_term(self) -> bool:
        return self.kind in ("word", "quoted")

    @property
    def boolean(self) -> str:
        """The operator, if the word can be one: in any case of letters, never in quotes."""
        low = self.text.lower()
        return low if self.kind == "word" and low in BOOLEANS else ""

    @property
    def is_sort(self) -> bool:
        return self.kind == "word" and self.text.lower() == SORT

    @property
    def shown(self) -> str:
        return "the end" if self.kind == "end" else f"“{self.text[:40]}”"


def tokens(text: str) -> Iterator[Token]:
    """Ends with one token of kind ``end``. Raises CqlError: 14 for a quote that is not closed, 26 for a backslash at the end."""
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()/":
            yield Token(char, char, at)  # type: ignore[arg-type]
            at += 1
        elif char in "=<>":
            symbol = next(one for one in SYMBOLS if text.startswith(one, at))
            yield Token("symbol", symbol, at)
            at += len(symbol)
        elif char == '"':
            end = _closing(text, at)
            yield Token("quoted", text[at + 1 : end], at)
            at = end + 1
        else:
            end = _end_of_word(text, at)
            yield Token("word", text[at:end], at)
            at = end
    yield Token("end", "", len(text))


def _closing(text: str, start: int) -> int:
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == '"':
            return at
        else:
            at += 1
    raise CqlError(14, "The quotation mark is not closed", position=start)


def _end_of_word(text: str, start: int) -> int:
    at = start
    while at < len(text) and not text[at].isspace() and text[at] not in ENDS_WORD:
        at += 2 if text[at] == "\\" else 1
    if at > len(text):
        raise CqlError(26, "This backslash stands before nothing", position=len(text) - 1)
    return at
