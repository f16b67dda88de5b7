"""Numbers that lead to a record: ISBN, ISSN, LCCN, UPC and EAN, control numbers of other systems; with their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from firstbell.library.marc.record import Field

ISBN, ISSN, LCCN, UPC, OTHER = "isbn", "issn", "lccn", "upc", "other"

_ISBN = re.compile(r"[0-9][0-9\- –]{8,15}[0-9Xx]|[0-9]{9,13}[Xx]?")
_ISSN = re.compile(r"\b([0-9]{4})[- –]?([0-9]{3}[0-9Xx])\b")
_NOT_DIGIT = re.compile(r"[^0-9Xx]")
_SYSTEM = re.compile(r"\(([^)]+)\)\s*(?:ocm|ocn|on)?0*(\S+)")


class Number(NamedTuple):
    """As ``library.models.TitleNumber``: ``value`` compares, ``text`` is as it stood there."""

    kind: str
    value: str
    text: str = ""
    is_valid: bool = True
    is_other_form: bool = False


def isbn13(text: str) -> str:
    """The thirteen digits of a valid ISBN of either length, ``""`` for anything else."""
    plain = _NOT_DIGIT.sub("", text).upper()
    if len(plain) == 13 and plain.isdigit() and plain[:3] in ("978", "979"):
        return plain if _check13(plain[:12]) == plain[12] else ""
    if len(plain) == 10 and plain[:9].isdigit():
        total = sum(map(mul, range(10, 1, -1), map(int, plain)))
        if "0123456789X"[-total % 11] == plain[9]:
            body = "978" + plain[:9]
            return body + _check13(body)
    return ""


def _check13(body: str) -> str:
    """EAN-13: weights 1 and 3 in turn."""
    return str(-(sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))) % 10)


def _isbn(text: str, is_other_form: bool) -> Number | None:
    found = _ISBN.search(text)
    if found is None:
        return None
    value = isbn13(found.group())
    if not value:
        # “0394800168 9780394800165” in one subfield, or digits of a price behind it.
        for run in re.findall(r"[0-9\-]{9,16}[0-9Xx]", text):
            value = isbn13(run)
            if value:
                break
    plain = _NOT_DIGIT.sub("", found.group()).upper()
    if not value and len(plain) < 9:
        return None
    return Number(ISBN, (value or plain)[:60], text[:120], bool(value), is_other_form)


def _issn(text: str, is_other_form: bool) -> Number | None:
    found = _ISSN.search(text)
    if found is None:
        return None
    plain = (found.group(1) + found.group(2)).upper()
    total = sum((8 - place) * int(digit) for place, digit in enumerate(plain[:7]))
    return Number(ISSN, plain, text[:120], "0123456789X"[-total % 11] == plain[7], is_other_form)


def lccn(text: str) -> str:
    """An LCCN as it compares (Library of Congress, "The LCCN Namespace"): no blanks, no suffix, six digits after a hyphen."""
    plain = text.replace(" ", "").partition("/")[0]
    head, hyphen, tail = plain.partition("-")
    if hyphen and tail.isdigit():
        plain = head + tail.rjust(6, "0")
    return plain.replace("-", "").lower()


def _upc(text: str, is_other_form: bool) -> Number:
    plain = re.sub(r"\D", "", text)
    padded = plain.rjust(13, "0")
    is_good = len(plain) in (12, 13) and _check13(padded[:12]) == padded[12]
    if is_good and padded[:3] in ("978", "979"):
        return Number(ISBN, padded, text[:120], True, is_other_form)
    return Number(UPC, (padded if is_good else plain or text)[:60], text[:120], is_good, is_other_form)


def control_number(text: str) -> str:
    """“(OCoLC)ocm00012345” and “(OCoLC)12345” are one number."""
    found = _SYSTEM.match(text)
    return f"({found.group(1)}){found.group(2)}" if found else text.strip()


def numbers_of(field: Field) -> tuple[Number, ...]:
    """The numbers of one field 010, 020, 022, 024, 035 or 776, in their order."""
    return _numbers_of(field.tag, field.body)


# What a record says and whether it is right are two walks over the same fields, one soon after the other.
@lru_cache(maxsize=256)
def _numbers_of(tag: str, body: str) -> tuple[Number, ...]:
    return tuple(_numbers_in(Field(tag, body)))


def _numbers_in(field: Field) -> Iterator[Number]:
    tag = field.tag
    for code, raw in field.subfields:
        text = raw.strip()
        if not text:
            continue
        found: Number | None = None
        if tag == "020" and code in "az":
            found = _isbn(text, code == "z")
        elif tag == "022" and code in "ayzl":
            found = _issn(text, code in "yz")
        elif tag == "010" and code in "az":
            found = Number(LCCN, lccn(text)[:60], text[:120], code == "a" and bool(lccn(text)), code == "z")
        elif tag == "024" and code in "az":
            if field.indicator1 in "13":
                found = _upc(text, code == "z")
            else:
                found = Number(OTHER, text[:60], text[:120], code == "a", code == "z")
        elif tag == "035" and code in "az":
            found = Number(OTHER, control_number(text)[:60], text[:120], code == "a", code == "z")
        elif tag == "776" and code in "zx":
            found = _isbn(text, True) if code == "z" else _issn(text, True)
        if found is not None and found.value:
            yield found


NUMBER_TAGS = frozenset(("010", "020", "022", "024", "035", "776"))
