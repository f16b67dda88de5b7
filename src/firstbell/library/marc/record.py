"""One MARC record in memory: leader, fields, and what was noticed while it was read.

A light model: a field keeps its body as one string (indicators, then subfields between U+001F), so that reading ten thousand
records makes strings and little else. Words: *tag*, *indicator*, *subfield code* are the standard's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

SUBFIELD = "\x1f"
FIELD_END = "\x1e"
RECORD_END = "\x1d"
BLANK_LEADER = "00000nam a2200000 a 4500"


class Form(StrEnum):
    """The forms in which a record is written down. The first three are also kept as they came."""

    ISO2709 = "iso2709"
    MARCXML = "marcxml"
    JSON = "json"
    MRK = "mrk"
    ALEPH = "aleph"


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found in a record: which field, what is wrong, what to do. ``position``: place in a fixed field."""

    code: str
    message: str
    todo: str = ""
    field: str = ""
    severity: Severity = Severity.WARNING
    occurrence: int = 0
    position: int | None = None

    def as_dict(self) -> dict[str, str]:
        """For JSON columns and answers."""
        # PostgreSQL's JSON has no zero character.
        message = self.message.replace("\0", "\ufffd")
        kept = {"code": self.code, "message": message, "severity": str(self.severity)}
        if self.todo:
            kept["todo"] = self.todo
        if self.field:
            kept["field"] = self.field.replace("\0", "\ufffd")
        return kept


def strange_code(tag: str, code: str) -> Remark:
    """Of a subfield of a text form whose code is not one sign."""
    words = f"has {len(code)} signs: “{code[:20]}”" if code else "is missing"
    return Remark(
        "bad_code", f"The code of a subfield of {tag[:20]} {words}.", "Give it the code it should have.", tag[:3]
    )


class Unreadable(ValueError):
    """There is no record to be had from these bytes. Says what is wrong and what to do."""

    def __init__(self, code: str, message: str, todo: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.todo = todo or "Ask whoever made the file for this record again."
        self.field = field


class Field:
    """One field. ``body`` is the data of a control field (00X), else two indicators and the subfields."""

    __slots__ = ("body", "tag")

    def __init__(self, tag: str, body: str) -> None:
        self.tag = tag
        self.body = body

    @classmethod
    def of(cls, tag: str, indicators: str = "  ", *subfields: tuple[str, str]) -> Field:
        """A data field from its parts: ``Field.of("245", "10", ("a", "Hatchet /"), ("c", "Gary Paulsen."))``."""
        return cls(tag, indicators + "".join(f"{SUBFIELD}{code}{text}" for code, text in subfields))

    @property
    def is_control(self) -> bool:
        return self.tag[:2] == "00"

    @property
    def indicator1(self) -> str:
        return self.body[:1] or " "

    @property
    def indicator2(self) -> str:
        head = self.body[:2]
        return head[1] if len(head) == 2 and head[1] != SUBFIELD else " "

    @property
    def subfields(self) -> list[tuple[str, str]]:
        """(code, text) in order; of a control field none. An empty subfield has the code ``""``."""
        if self.tag[:2] == "00":
            return []
        return [(part[:1], part[1:]) for part in self.body.split(SUBFIELD)[1:]]

    def all(self, codes: str) -> list[str]:
        """The texts of all subfields with one of these codes, in the order of the field."""
        return [part[1:] for part in self.body.split(SUBFIELD)[1:] if part and part[0] in codes]

    def first(self, code: str) -> str:
        """The first subfield with this code, stripped; ``""`` when there is none."""
        at = self.body.find(SUBFIELD + code)
        if at < 0:
            return ""
        end = self.body.find(SUBFIELD, at + 1)
        return (self.body[at + 2 :] if end < 0 else self.body[at + 2 : end]).strip()

    def text(self, codes: str = "", between: str = " ") -> str:
        """The subfields with these codes (all but the numbered ones when none are named), joined."""
        parts = self.body.split(SUBFIELD)[1:]
        if codes:
            return between.join(part[1:].strip() for part in parts if part and part[0] in codes)
        return between.join(part[1:].strip() for part in parts if part and part[0].isalpha())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.tag == other.tag and self.body == other.body

    def __hash__(self) -> int:
        return hash((self.tag, self.body))

    def __repr__(self) -> str:
        return f"Field({self.tag!r}, {self.body!r})"

    def __str__(self) -> str:
        """As people read it: ``245 10 $a Hatchet / $c Gary Paulsen.``"""
        if self.is_control:
            return f"{self.tag} {self.body}"
        marks = (self.indicator1 + self.indicator2).replace(" ", "_")
        return f"{self.tag} {marks} " + " ".join(f"${code} {text}" for code, text in self.subfields)


@dataclass(slots=True)
class Record:
    """A record: ``leader`` is 24 characters, ``fields`` in the order in which they stand.

    ``encoding`` is what its bytes were read as; ``was_salvaged``: its directory was wrong and the fields were taken in order.
    """

    leader: str = BLANK_LEADER
    fields: list[Field] = field(default_factory=list)
    encoding: str = "utf-8"
    was_salvaged: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def all(self, *tags: str) -> list[Field]:
        return [one for one in self.fields if one.tag in tags]

    def first(self, tag: str) -> Field | None:
        for one in self.fields:
            if one.tag == tag:
                return one
        return None

    def control(self, tag: str) -> str:
        """The data of a control field, ``""`` when there is none."""
        one = self.first(tag)
        return one.body if one is not None else ""

    def value(self, tag: str, code: str) -> str:
        """The first subfield ``code`` in the fields ``tag``."""
        for one in self.fields:
            if one.tag == tag and (found := one.first(code)):
                return found
        return ""

    def without(self, tags: Iterable[str]) -> list[Field]:
        gone = frozenset(tags)
        return [one for one in self.fields if one.tag not in gone]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


def composed(text: str) -> str:
    """Text as it is compared and shown: NFC, halves of a ligature (U+FE20, U+FE21) as the one mark U+0361."""
    if text.isascii():
        return text
    if "\ufe20" in text:
        text = text.replace("\ufe20", "\u0361").replace("\ufe21", "")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
