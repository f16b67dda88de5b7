"""MARC-8 to Unicode and back (Library of Congress, "MARC-8 Encoding Environment").

The tables are pymarc's, read when the first such record comes. Two repairs: a set may be designated as G0 or G1 whatever half
its table is keyed by (pymarc knows Extended Cyrillic only in the upper half), and the halves of a ligature or double tilde
become the one mark that Unicode has for it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ASCII, _ANSEL = 0x42, 0x45
_ESC = 0x1B
_EACC = 0x31
# What may follow ESC: technique 1 (one byte), technique 2 (set after an intermediate byte).
_LOCKING = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: _ASCII}
_G0_SIGNS, _G1_SIGNS = b"(,", b")-"
_HALVES = {"\ufe20": "\u0361", "\ufe22": "\u0360"}
_SECOND_HALVES = frozenset("\ufe21\ufe23")
_PLAIN = re.compile(rb"[\x00-\x1a\x1c-\x7e]+")
# What MARC-8 has no sign for (Library of Congress, "lossless" conversion).
_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{4,6});")
UNKNOWN = "\ufffd"
_CONTROLS = {0x88: "\u0098", 0x89: "\u009c", 0x8D: "\u200d", 0x8E: "\u200c"}


@cache
def _table(charset: int) -> dict[int, tuple[str, bool]]:
    """Byte (or three bytes as a number) to (letter, whether it is a mark that follows its letter in Unicode)."""
    from pymarc import marc8_mapping

    found: dict[int, tuple[str, bool]] = {}
    for code, (letter, combining) in marc8_mapping.CODESETS.get(charset, {}).items():
        entry = (chr(letter), bool(combining))
        found[code] = entry
        if charset != _EACC:
            found.setdefault(code ^ 0x80, entry)
    if charset == 0x51:  # Extended Cyrillic goes together with Basic Cyrillic's marks and signs nowhere: nothing to add
        found.setdefault(0x20, (" ", False))
    return found


@cache
def known_sets() -> frozenset[int]:
    from pymarc import marc8_mapping

    return frozenset(marc8_mapping.CODESETS) | {_ASCII, _ANSEL}


def decode_marc8(data: bytes) -> tuple[str, bool]:
    """(text in NFC, whether every byte was understood). The sets are reset at each subfield, as the standard wants it."""
    if data.isascii() and _ESC not in data:
        return _with_references(data.decode("ascii")), True
    parts = []
    good = True
    for part in data.split(b"\x1f"):
        if part.isascii() and _ESC not in part:
            parts.append(part.decode("ascii"))
            continue
        text, understood = _Part(part).decode()
        good = good and understood
        parts.append(text)
    return _with_references("\x1f".join(parts)), good


def _with_references(text: str) -> str:
    return _REFERENCE.sub(_letter, text) if "&#x" in text else text


def _letter(match: re.Match[str]) -> str:
    number = int(match.group(1), 16)
    return chr(number) if 0xA0 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else match.group()


class _Part:
    """One subfield on its way: the two sets in use, letters so far, marks that wait for their letter."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.g0, self.g1 = _ASCII, _ANSEL
        self.out: list[str] = []
        self.marks: list[str] = []
        self.good = True

    def put(self, letters: str) -> None:
        self.out.append(letters)
        if self.marks:
            self.out.extend(self.marks)
            self.marks.clear()

    def decode(self) -> tuple[str, bool]:
        data, at = self.data, 0
        while at < len(data):
            byte = data[at]
            if byte == _ESC:
                at += self._designate(at)
            elif byte <= 0x20 or byte == 0x7F:
                self.put(chr(byte))
                at += 1
            elif self.g0 == _ASCII and byte < 0x7F:
                run = _PLAIN.match(data, at)
                assert run is not None
                # A mark belongs to the first letter of what follows.
                self.put(chr(byte))
                self.out.append(run.group()[1:].decode("ascii"))
                at = run.end()
            else:
                at += self._sign(at, self.g0 if byte < 0x80 else self.g1)
        self.out.extend(self.marks)
        return unicodedata.normalize("NFC", "".join(self.out)), self.good

    def _designate(self, at: int) -> int:
        width, designated, is_g1 = _escape(self.data, at)
        if designated is None:
            self.good = False
        elif is_g1:
            self.g1 = designated
        else:
            self.g0 = designated
        return width

    def _sign(self, at: int, charset: int) -> int:
        """One sign of a set, or a mark; how many bytes it took."""
        width = 3 if charset == _EACC else 1
        code = int.from_bytes(self.data[at : at + width], "big")
        if charset == _EACC:
            entry = _table(_EACC).get(code & 0x7F7F7F) if at + 3 <= len(self.data) else None
        else:
            entry = _table(charset).get(code)
            if entry is None and code in _CONTROLS:
                entry = (_CONTROLS[code], False)
        if entry is None:
            self.good = False
            self.put(UNKNOWN)
        elif not entry[1]:
            self.put(entry[0])
        elif entry[0] not in _SECOND_HALVES:
            self.marks.append(_HALVES.get(entry[0], entry[0]))
        return width


def _escape(data: bytes, at: int) -> tuple[int, int | None, bool]:
    """(how many bytes, the set designated or None, whether as G1) of the escape sequence at ``at``."""
    rest = data[at + 1 : at + 4]
    one = rest[:1]
    if one and one[0] in _LOCKING:
        return 2, _LOCKING[one[0]], False
    if rest[:2] == b"$1":
        return 3, _EACC, False
    start = rest[1:] if one == b"$" else rest  # a set of several bytes a letter has a dollar sign before its place
    taken = 4 if one == b"$" else 3
    if start[:1] and start[0] in _G0_SIGNS + _G1_SIGNS:
        is_g1 = start[0] in _G1_SIGNS
        if start[1:3] == b"!E":
            return 4, _ANSEL, is_g1
        if len(start) >= 2 and start[1] in known_sets():
            return taken, start[1], is_g1
    return 1, None, False


_HORN = "\u031b"


@cache
def _signs() -> dict[str, tuple[int, bytes]]:
    """Letter to (set, bytes), of the sets that are one byte a letter first, EACC last."""
    found: dict[str, tuple[int, bytes]] = {}
    from pymarc import marc8_mapping

    for charset in (_ANSEL, 0x4E, 0x51, 0x53, 0x32, 0x33, 0x34, 0x67, 0x62, 0x70, _EACC):
        for code, (letter, _) in marc8_mapping.CODESETS.get(charset, {}).items():
            width = 3 if charset == _EACC else 1
            if charset not in (_ANSEL, _EACC):
                code &= 0x7F
            found.setdefault(chr(letter), (charset, code.to_bytes(width, "big")))
    return found


def encode_marc8(text: str) -> bytes:
    """Text in MARC-8. What has no sign there becomes ``&#x1F600;``, the Library of Congress' lossless way."""
    return text.encode("ascii") if text.isascii() else b"\x1f".join(map(_encode_part, text.split("\x1f")))


def _encode_part(text: str) -> bytes:
    if text.isascii():
        return text.encode("ascii")
    out = bytearray()
    g0 = _ASCII
    letters = unicodedata.normalize("NFC", text)
    signs = _signs()
    at = 0
    while at < len(letters):
        base = letters[at]
        at += 1
        marks = []
        while at < len(letters) and unicodedata.combining(letters[at]):
            marks.append(letters[at])
            at += 1
        if not base.isascii() and base not in signs:
            parted = unicodedata.normalize("NFD", base)
            base, marks = parted[0], [*parted[1:], *marks]
        if _HORN in marks and (horned := unicodedata.normalize("NFC", base + _HORN)) in signs:
            # MARC-8 has no horn, but the letters o and u with one.
            base = horned
            marks.remove(_HORN)
        coded_marks, left = _coded_marks(marks)
        charset, code = (_ASCII, base.encode("ascii")) if base.isascii() else signs.get(base, (0, b""))
        if not code:
            charset, code = _ASCII, f"&#x{ord(base):04X};".encode()
        if charset not in (_ANSEL, g0):
            out += _designation(charset, g0)
            g0 = charset
        out += coded_marks + code
        for mark in left:
            if g0 != _ASCII:
                out += _designation(_ASCII, g0)
                g0 = _ASCII
            out += f"&#x{ord(mark):04X};".encode()
    if g0 != _ASCII:
        out += _designation(_ASCII, g0)
    return bytes(out)


def _coded_marks(marks: list[str]) -> tuple[bytes, list[str]]:
    coded, left = bytearray(), []
    for mark in marks:
        if mark == "\u0361":
            mark = "\ufe20"
        charset, code = _signs().get(mark, (0, b""))
        if charset == _ANSEL:
            coded += code
        else:
            left.append(mark)
    return bytes(coded), left


def _designation(charset: int, now: int) -> bytes:
    if charset == _ASCII:
        return b"\x1bs" if now in (0x67, 0x62, 0x70) else b"\x1b(B"
    if charset in (0x67, 0x62, 0x70):
        return b"\x1b" + bytes([charset])
    return b"\x1b$1" if charset == _EACC else b"\x1b(" + bytes([charset])
