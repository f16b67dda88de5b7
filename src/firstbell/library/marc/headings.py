"""Headings of a record: people, bodies, works, subjects, places, genres, series."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from firstbell.core.folding import fold
from firstbell.library.marc.record import SUBFIELD, Field
from firstbell.library.marc.relators import RELATORS

PERSON, BODY, SUBJECT, PLACE, GENRE, SERIES, WORK = "person", "body", "subject", "place", "genre", "series", "work"

_LISTS = {"lcsh": "lcsh", "lcshac": "lcac", "lcac": "lcac", "sears": "sears", "lcgft": "lcgft", "gsafd": "gsafd"}
_LISTS |= {"bidex": "bidex", "local": "local"}
_BY_INDICATOR = {"0": "lcsh", "1": "lcac", "4": "", "8": "sears", " ": ""}
_VOLUME = re.compile(r"\d+(?:[.,]\d+)?")
_ROMAN = re.compile(r"(?<![A-Za-z])([IVXLC]+)(?![A-Za-z])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ABBREVIATED = frozenset(
    ("Dr", "Jr", "Sr", "Mrs", "Mr", "Ms", "St", "Inc", "Co", "Ltd", "etc", "ca", "ed", "Ph", "Corp", "Dept")
)
#: As AACR2 shortens them.
_ROLE_SHORT = {"ed": "editor", "comp": "compiler", "tr": "translator", "trans": "translator", "arr": "arranger"}
_ROLE_SHORT |= {"joint author": "author", "jt. author": "author", "illus": "illustrator", "ills": "illustrator"}


class Use(NamedTuple):
    """As ``library.models.TitleHeading`` with its heading. ``norm`` is ``text`` folded."""

    kind: str
    text: str
    norm: str
    list: str = ""
    is_main: bool = False
    role: str = ""
    volume: str = ""
    volume_sort: float | None = None


def trimmed(text: str) -> str:
    """Without the punctuation that parts one subfield from the next, and without the full stop unless it abbreviates."""
    text = text.strip().rstrip(" ,:;/=")
    if text[-1:] == "." and text[-2:] != "..":
        word = text[:-1].rsplit(None, 1)[-1] if text[:-1].strip() else ""
        bare = word.strip("([")
        if len(bare) > 1 and "." not in bare and bare not in _ABBREVIATED:
            text = text[:-1].rstrip(" ,:;/=")
    return text


def role_of(field: Field) -> str:
    """What somebody did: $e as it stands, else the word for the code in $4."""
    said = trimmed(field.first("j" if field.tag[1:] == "11" else "e")).lower()
    if said:
        bare = said.rstrip(".")
        return _ROLE_SHORT.get(bare) or RELATORS.get(bare) or said[:60]
    code = field.first("4").rpartition("/")[2].lower()
    return RELATORS.get(code, "")


def name_of(field: Field) -> str:
    """Name as in a heading, with dates: “Paulsen, Gary”, “Lincoln, Abraham, 1809-1865”."""
    body = field.body
    if SUBFIELD + "t" in body:
        body = body.partition(SUBFIELD + "t")[0]
    codes = "abcdqnu" if field.tag[1:] == "10" else "acdqne" if field.tag[1:] == "11" else "abcdq"
    return trimmed(" ".join(part[1:].strip() for part in body.split(SUBFIELD)[1:] if part and part[0] in codes))


def _work_in(field: Field) -> str:
    """The title part of a name-title heading."""
    after = field.body.partition(SUBFIELD + "t")[2]
    parts = after.split(SUBFIELD)
    return trimmed(
        " ".join([parts[0].strip(), *(one[1:].strip() for one in parts[1:] if one and one[0] in "npfklmorsgh")])
    )


def _heading(kind: str, text: str, **more: object) -> Use | None:
    text = text[:400]
    return Use(kind, text, fold(text)[:400], **more) if text else None  # type: ignore[arg-type]  # the caller's own keywords


# The same headings come again and again in a library's records.
_REMEMBERED = 20_000


def entry(field: Field) -> Use | None:
    """1XX and 7XX."""
    is_main = field.tag[0] == "1"
    last = field.tag[1:]
    if last == "30":
        return _heading(WORK, trimmed(field.text("adfghklmnoprst")), is_main=is_main)
    name = name_of(field)
    if SUBFIELD + "t" in field.body and not is_main:
        return _heading(WORK, f"{name.rstrip('.')}. {_work_in(field)}")
    return _heading(PERSON if last == "00" else BODY, name, is_main=is_main, role=role_of(field))


def _list_of(field: Field) -> str:
    mark = field.indicator2
    if mark == "7":
        named = field.first("2").lower().rstrip(".")
        return _LISTS.get(named, "other" if named else "")
    return _BY_INDICATOR.get(mark, "other")


def subject(field: Field) -> Use | None:
    """6XX and 69X: the heading with its subdivisions, “Dogs -- Training -- Fiction”."""
    return _subject(field.tag, field.body)


@lru_cache(maxsize=_REMEMBERED)
def _subject(tag: str, body: str) -> Use | None:
    field = Field(tag, body)
    main: list[str] = []
    divisions: list[str] = []
    for part in body.split(SUBFIELD)[1:]:
        code, text = part[:1], part[1:].strip()
        if not text:
            continue
        if code in "vxyz" and code:
            divisions.append(trimmed(text))
        elif (code.isalpha() and code not in "euwj") or (code == "e" and tag == "611"):
            main.append(text)
    head = trimmed(" ".join(main))
    text = " -- ".join([head, *divisions] if head else divisions)
    if tag[:2] == "69":
        kind = PLACE if tag == "691" else GENRE if tag == "695" else SUBJECT
        return _heading(kind, text, list="local")
    if tag == "653":
        kind = GENRE if field.indicator2 == "6" else PLACE if field.indicator2 == "5" else SUBJECT
        return _heading(kind, text)
    kind = GENRE if tag == "655" else PLACE if tag == "651" else SUBJECT
    return _heading(kind, text, list=_list_of(field))


def series(field: Field) -> Use | None:
    """440, 490 and 8XX: the name of the series, without the person of a name-title heading."""
    if field.tag[0] == "8" and field.tag != "830":
        text = _work_in(field) if SUBFIELD + "t" in field.body else ""
    elif field.tag == "490":
        text = trimmed(field.first("a"))
    else:
        text = trimmed(field.text("anp"))
    volume = trimmed(field.first("v")).rstrip(".")[:60]
    if field.tag in ("440", "830") and field.indicator2.isdecimal() and (skip := int(field.indicator2)):
        text = without_article(text, skip)
    return _heading(SERIES, text, volume=volume, volume_sort=volume_number(volume))


def without_article(text: str, skip: int) -> str:
    """Text from its filing character on, where the count makes sense: what is left out ends before a word."""
    if 0 < skip < len(text) and not text[skip - 1].isalnum():
        return text[skip:]
    return text


def volume_number(text: str) -> float | None:
    """“Bk. 2.5” is 2.5, “v. IV” 4, “Book two” 2."""
    found = _VOLUME.search(text)
    if found is not None:
        return min(float(found.group().replace(",", ".")), 1e9)
    roman = _ROMAN.search(text)
    if roman is not None:
        values = [_ROMAN_VALUES[letter] for letter in roman.group(1)]
        return float(sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True)))
    for word in text.lower().replace(".", " ").split():
        if word in _WORDS:
            return float(_WORDS.index(word) + 1)
    return None
