"""Which letters the bytes of a record are, decided record by record.

``leader/09`` is a claim, not a fact: records in UTF-8 say MARC-8, records in Windows' code pages say anything. The order of the
questions follows what real files hold; a caller who knows better names the encoding.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from firstbell.library.marc.marc8 import decode_marc8

UTF8 = "utf-8"
MARC8 = "marc-8"
LATIN1 = "iso-8859-1"
CP1252 = "cp1252"
CP1251 = "cp1251"
KOI8R = "koi8-r"
ALL = (UTF8, MARC8, LATIN1, CP1252, CP1251, KOI8R)

_ESCAPE = 0x1B
_HIGH = re.compile(rb"[\x80-\xff]+")
# ANSEL: marks (E0-FE) stand before the letter they belong to, other signs (A1-C8, without the empty places) alone.
_ANSEL_SPACING = rb"[\xa1-\xad\xae\xb0-\xb6\xb7-\xbe\xc0-\xc8\x88\x89\x8d\x8e]"
_ANSEL = re.compile(rb"(?:[\xe0-\xfb\xfe]+(?=[A-Za-z\xa1-\xad\xae\xb0-\xbe])|" + _ANSEL_SPACING + rb")+")
_MARKED = re.compile(rb"[\xe0-\xfe][A-Za-z]")
# Grave, acute or umlaut before a vowel, cedilla before c. In Latin-1 á, â, è and ð hardly ever stand before these letters.
_SURE_MARK = re.compile(rb"[\xe1\xe2\xe8][AEIOUaeiou]|\xf0[Cc]")
# ê í ó ô ú û of Latin-1; in ANSEL marks that hardly any language uses.
_LATIN1_VOWELS = frozenset(b"\xea\xed\xf3\xf4\xfa\xfb")
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CYRILLIC_RUN = re.compile(rb"[\xa8\xb8\xc0-\xff]{3,}")


def decide(data: bytes, says_utf8: bool) -> tuple[str, str]:
    """The encoding of a record's bytes, and why it is not what the leader says ("" when it is)."""
    if data.isascii():
        if _ESCAPE in data:
            return MARC8, "escape sequences of MARC-8 although the leader says UTF-8" if says_utf8 else ""
        return (UTF8 if says_utf8 else MARC8), ""
    try:
        data.decode(UTF8)
    except UnicodeDecodeError:
        pass
    else:
        return UTF8, "" if says_utf8 else "the bytes are UTF-8 although the leader says MARC-8"
    pairs = len(_UTF8_PAIR.findall(data))
    if says_utf8 and pairs:
        return UTF8, "some bytes are not UTF-8"
    guessed = _guess_eight_bits(data, says_utf8)
    claim = "UTF-8" if says_utf8 else "MARC-8"
    if guessed == MARC8:
        return MARC8, "the bytes are MARC-8 although the leader says UTF-8" if says_utf8 else ""
    return guessed, f"the bytes look like {guessed}, not like {claim} as the leader says"


def _guess_eight_bits(data: bytes, says_utf8: bool) -> str:
    """MARC-8, or one of the code pages that are met in its place."""
    if _ESCAPE in data:
        return MARC8
    runs = _HIGH.findall(data)
    total = sum(map(len, runs))
    ansel = sum(len(found) for found in _ANSEL.findall(data))
    cyrillic = sum(len(found) for found in _CYRILLIC_RUN.findall(data))
    if cyrillic * 2 > total:
        return _guess_cyrillic(data)
    if ansel * 10 >= total * 9 and _marks_fit(data, says_utf8):
        return MARC8
    # A mark before a blank or a figure is a slip of the keyboard; the others still tell.
    sure = 0 if says_utf8 else len(_SURE_MARK.findall(data))
    if sure >= 2 and sure * 2 > total:
        return MARC8
    return CP1252


def _marks_fit(data: bytes, says_utf8: bool) -> bool:
    """Whether marks make letters that languages use: “í” of Latin-1 would be a comma above its neighbour in ANSEL.

    Where the leader claims MARC-8 it is believed, unless no mark fits and all are ones that Latin-1 has for common letters.
    """
    fit = count = rare = 0
    for match in _MARKED.finditer(data):
        count += 1
        mark = match.group()[0]
        if mark in (0xEB, 0xEC):
            fit += 1
            continue
        text, understood = decode_marc8(match.group())
        does_fit = understood and len(text) == 1 and not "\u0180" <= text <= "\u024f"
        fit += does_fit
        rare += not does_fit and mark in _LATIN1_VOWELS
    return fit * 2 >= count if says_utf8 else bool(fit) or rare < count or not count


def _guess_cyrillic(data: bytes) -> str:
    """Small letters are E0-FF in Windows-1251 and C0-DF in KOI8-R, and most letters of a text are small."""
    upper_half = sum(byte >= 0xE0 for byte in data)
    lower_half = sum(0xC0 <= byte <= 0xDF for byte in data)
    return CP1251 if upper_half >= lower_half else KOI8R


def decoder(encoding: str) -> Callable[[bytes], tuple[str, bool]]:
    """A function from the bytes of one field to (text, whether every byte was understood)."""
    if encoding == MARC8:
        return decode_marc8

    def decode(data: bytes) -> tuple[str, bool]:
        try:
            return data.decode(encoding), True
        except UnicodeDecodeError:
            return data.decode(encoding, "replace"), False

    return decode
