"""Bytes and HTML as plain text, whatever a mail program made of them. Nothing here raises for bad input."""

from __future__ import annotations

import codecs
from email.errors import HeaderParseError
from email.header import decode_header

from firstbell.connectors.base.texts import clean, one_line, text_of_html

__all__ = ["clean", "decoded", "header_text", "one_line", "shortened", "text_of_html"]

#: Of a ticket's text.
MOST_TEXT = 20_000
CUT = "… (The rest is in the mail's source.)"

# What mail programs say and Python calls otherwise, or not at all.
_CHARSETS = {"x-unknown": "utf-8", "unknown-8bit": "latin-1", "default": "utf-8", "ansi_x3.110-1983": "latin-1",
             "cp-850": "cp850", "iso-8859-8-i": "iso-8859-8", "x-mac-roman": "mac_roman", "ks_c_5601-1987": "cp949"}  # fmt: skip


def decoded(data: bytes, charset: str | None) -> str:
    """By the charset the mail names; else UTF-8; else Windows-1252, which reads anything an old program wrote."""
    named = (charset or "").strip().strip("\"'").lower()
    for one in (_CHARSETS.get(named, named), "utf-8"):
        try:
            if one and codecs.lookup(one).name not in {"rot13", "base64", "hex", "zlib", "bz2", "quopri", "uu", "idna"}:
                return data.decode(one)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def header_text(value: object) -> str:
    """A header with its encoded words (RFC 2047) read; what cannot be read stays as it stands."""
    raw = str(value) if value is not None else ""
    raw = decoded(raw.encode("utf-8", "surrogateescape"), None)
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError, TypeError):
        return one_line(raw)
    said = [decoded(text, charset) if isinstance(text, bytes) else str(text) for text, charset in parts]
    return one_line("".join(said))


def shortened(text: str) -> str:
    """At most :data:`MOST_TEXT` characters, and said so."""
    text = text.strip()
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT].rstrip()}\n{CUT}"
