"""Text as a terminal's character set has it. Nothing that cannot be written is lost without a letter in its place."""

from __future__ import annotations

import unicodedata

LONGEST_VALUE = 255
"""Bytes of one field, by the protocol."""

#: What a terminal may be set to, and Python's name of it. 3M's document names code page 850; many sites run UTF-8.
CHARSETS = {"cp850": "cp850", "latin-1": "latin-1", "utf-8": "utf-8", "ascii": "ascii"}

_LOOKALIKES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ß": "ss", "æ": "ae", "Æ": "AE",
     "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "ı": "i", "·": "."}
)  # fmt: skip


def text_of(data: bytes, charset: str) -> str:
    """What a terminal sent. A byte that is none of its set becomes U+FFFD; that field then matches nothing."""
    # A zero character is a letter of every set, and nothing that a database takes.
    return data.decode(CHARSETS[charset], "replace").replace("\0", "\ufffd")


def bytes_of(text: str, charset: str) -> bytes:
    """A value fit for a field: at most 255 bytes, no bar, no line end, no control; letters the set lacks become plain ones."""
    clean = "".join(" " if char == "|" or unicodedata.category(char)[0] == "C" else char for char in text)
    codec = CHARSETS[charset]
    data = bytearray()
    for char in clean:
        piece = _piece(char, codec)
        if len(data) + len(piece) > LONGEST_VALUE:
            break
        data += piece
    return bytes(data)


def _piece(char: str, codec: str) -> bytes:
    try:
        return char.encode(codec)
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", char.translate(_LOOKALIKES))
        return plain.encode("ascii", "ignore").replace(b"|", b" ") or (b"" if unicodedata.combining(char) else b"?")
