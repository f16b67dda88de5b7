"""Text folded to plain lower-case letters, so that what is kept and what is asked are alike. Knows no database."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "ħ": "h"}
)


class _Marks(dict[int, int | None]):
    """What becomes of a character: nothing of a mark over or under a letter. Each is looked up once."""

    def __missing__(self, code: int) -> int | None:
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_MARKS = _Marks()


def fold(text: str) -> str:
    """Plain lower-case letters: what is indexed and what is asked are folded alike."""
    if text.isascii():  # most of what is indexed; nothing to take off, and an import folds every word of it
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return plain.translate(_MARKS)
