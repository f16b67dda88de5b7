"""Call numbers of school libraries: what stands on a spine, and where that spine stands on the shelf.

Known are Dewey numbers with letters or cutters after them (``796.357 GRE``, ``598 P38 2003``), sections before or instead of
them (``FIC PAU``, ``E SEN``, ``B LINCOLN``, ``REF 031 WOR``), volumes and copies (``v.2``, ``c.3``) and size marks (``OVERSIZE``,
``+``). Nothing is refused: whatever else stands there is filed by its letters and numbers.

The order: what has a Dewey number and no section first, then the sections by their letters; inside a section by Dewey number
as a decimal fraction, then word by word, nothing before something, numbers before letters, cutters as fractions (``P38``
before ``P4``), whole numbers by size (volume 2 before volume 10), last the copy. Latin letters with marks or strokes
(``Ø``, ``Ł``) are filed as plain ones; letters of other scripts after all Latin ones, by their place in Unicode.
"""

from __future__ import annotations

import re
import unicodedata

from firstbell.core.folding import fold

LONGEST_KEY = 160
"""Characters of a key; two to each of the key's own."""

#: Ways to write the same section on a spine, as they are met in school libraries. They stand together on the shelf.
SECTIONS = {
    "F": "FIC", "FICTION": "FIC", "EASY": "E", "EVERYBODY": "E", "BIO": "B", "BIOG": "B", "BIOGRAPHY": "B", "92": "B",
    "R": "REF", "REFERENCE": "REF", "GRAPHIC": "GN", "OVERSIZED": "OVERSIZE", "OVR": "OVERSIZE", "FOLIO": "OVERSIZE",
    "SPANISH": "SP", "SPA": "SP",
}  # fmt: skip
_KNOWN = frozenset(SECTIONS.values())
#: What stands there has no Dewey number: a number behind it is a volume.
_WITHOUT_DEWEY = frozenset({"FIC", "E", "B"})
_MOST_SECTIONS = 3
_DEWEY = re.compile(r"[0-9]{3}(\.[0-9]+)?$")
_WHOLE = re.compile(r"[0-9]{1,6}$")
_NUMBERED = re.compile(r"([0-9]{1,6})([A-Z.][A-Z0-9.]*)$")
_COPY = re.compile(r"(?:C|CP|COPY)\.? ?([0-9]{1,5})$")
_VOLUME = re.compile(r"(?:V|VOL|VOLUME|BK|BOOK|NO|PT|PART|#)\.? ?([0-9]{1,6})(\.[0-9]+)?$")
_DIGITS = str.maketrans("0123456789ABCDEF", "ABCDEFGHIJKLMNOP")
_HEX = str.maketrans("ABCDEFGHIJKLMNOP", "0123456789ABCDEF")
_MARKER = re.compile(r"(?:V|VOL|VOLUME|BK|NO|PT|C|CP|COPY|#)\.?$")


def sort_key(call_number: str) -> str:
    """What sorts spines into the order of the shelf; "" for an empty call number.

    Small letters and digits only (the key's bytes in hexadecimal), so that no database's collation has an opinion of its own.
    At most :data:`LONGEST_KEY` long.
    """
    return readable_key(call_number).encode("ascii")[: LONGEST_KEY // 2].hex()


def readable_key(call_number: str) -> str:
    """The key as it is before it is made safe: sections ! Dewey number ! the rest ! copy."""
    words = _words(call_number)
    if not words:
        return ""
    sections, dewey, rest = _parts(words)
    copies = [f"{int(found[1]):05}" for word in rest if (found := _COPY.match(word))]
    rest = [word for word in rest if not _COPY.match(word)]
    filed = " ".join(_filed(word) for word in rest)
    return "!".join(("#".join(sections), dewey, filed, copies[-1] if copies else "")).rstrip("!")


def end_of(first_key: str, last_key: str) -> str:
    """Before this key, as text, stands all of a part from one call number to another, given by their keys, as beginnings:
    “640” to “649”, “FIC A” to “FIC M”. A section by itself, “E” to “E”, is that section alone and not “ER” or “ESL”."""
    is_section = first_key == last_key and "!" not in bytes.fromhex(last_key).decode("ascii")
    return last_key + ("0".encode("ascii").hex() if is_section else "g")


def class_of(call_number: str) -> str:
    """The Dewey number in it (``796.357``), or the section it stands in (``FIC``); "" when it says neither."""
    words = _words(call_number)
    if not words:
        return ""
    sections, dewey, _ = _parts(words)
    return dewey or _as_written(" ".join(sections))


def spine_lines(call_number: str, *, most: int = 6) -> list[str]:
    """A call number as it is broken into lines on a spine: a line a word, volumes and copies together with their number."""
    lines: list[str] = []
    for word in call_number.split():
        if lines and _MARKER.match(lines[-1].upper()) and word[:1].isdigit():
            lines[-1] = f"{lines[-1]}{'' if lines[-1].endswith('.') else ' '}{word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return lines


def _words(call_number: str) -> list[str]:
    plain = fold(call_number.replace("~", " ").replace("+", " OVERSIZE ")).upper()
    plain = "".join(_in_ascii(letter) if letter.isalpha() else letter for letter in plain)
    plain = re.sub(r"(?<=[0-9])[/'’′](?=[0-9.])", "", plain)  # prime marks inside a Dewey number
    plain = re.sub(r"[^A-Z0-9.#~]+", " ", plain)
    found: list[str] = []
    for word in plain.split():
        # A cutter's point belongs to the class before it (“598.P38” is 598 P38); a lone point says nothing.
        for part in re.sub(r"\.(?=[A-Z~])", " ", word).split() if _DEWEY.match(word[:3]) else [word]:
            bare = part.strip(".") if not _MARKER.match(part) else part
            if bare.strip(".#") or bare == "#":
                found.append(bare)
    return _joined(found)


def _in_ascii(letter: str) -> str:
    """A letter of another script: a sign behind all letters, then its number in letters, so that it is no number."""
    if letter.isascii():
        return letter
    mark, digits = ("~", f"{ord(letter):04X}") if ord(letter) < 0x10000 else ("~~", f"{ord(letter):06X}")
    return mark + digits.translate(_DIGITS)


def _as_written(words: str) -> str:
    """The letters of other scripts themselves, in place of their signs and numbers."""
    whole = re.sub(r"~~([A-P]{6})|~([A-P]{4})", lambda one: chr(int((one[1] or one[2]).translate(_HEX), 16)), words)
    return unicodedata.normalize("NFC", whole)


def _joined(words: list[str]) -> list[str]:
    """“VOL.” “2” is one word."""
    joined: list[str] = []
    for word in words:
        if joined and _MARKER.match(joined[-1]) and len(joined) > 1 and re.match(r"[0-9]", word):
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _parts(words: list[str]) -> tuple[list[str], str, list[str]]:
    """(sections, Dewey number, the rest). One section may be a word of the school's own; more only known ones."""
    for at, word in enumerate(words[: _MOST_SECTIONS + 1]):
        if at > 1 and _section(words[at - 1]) not in _KNOWN:
            break
        if _DEWEY.match(word):
            return [_section(one) for one in words[:at]], _dewey(word), words[at + 1 :]
        if _section(word) in _WITHOUT_DEWEY:
            return [_section(one) for one in words[: at + 1]], "", words[at + 1 :]
        if any(letter.isdigit() for letter in word):
            break
    first = words[0]
    return [_filed(first) if first.isdigit() else _section(first)], "", words[1:]


def _section(word: str) -> str:
    return SECTIONS.get(word, word)


def _dewey(word: str) -> str:
    """``796.30`` and ``796.3`` are one place."""
    whole, _, fraction = word.partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _filed(word: str) -> str:
    volume = _VOLUME.match(word)
    if volume:
        return f"{int(volume[1]):06}{(volume[2] or '').rstrip('0').rstrip('.')}"
    if _WHOLE.match(word):
        return f"{int(word):06}"
    numbered = _NUMBERED.match(word)
    return f"{int(numbered[1]):06}{numbered[2]}" if numbered else word.replace("#", "")
