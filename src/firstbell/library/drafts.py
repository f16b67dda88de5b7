"""What a load makes of one record before it looks into the catalogue: all its rows, and what is needed to decide about them.

Pure, and made of plain values both ways: a large file's records are drafted by several processes (``core.imports.crew``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from firstbell.library.documents import Columns, words_of
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Form, Record, Remark, Severity, Unreadable
from firstbell.library.marc.saying import Derived, derived
from firstbell.library.marc.writing import TooLong, write_iso2709, write_record
from firstbell.library.matching import CopyFound, Key, Rules, copies_in, keys_of, prepared, read_rules, type_code

TITLE_COLUMNS = (
    "full_title", "sort_title", "responsibility", "author", "author_sort", "edition", "published_at", "publisher", "year",
    "year_text", "extent", "language", "format", "audience", "is_fiction", "summary", "contents", "dewey",
    "control_number", "control_source",
)  # fmt: skip
#: Remarks that are told whatever their severity, and what they are gathered under.
ALWAYS_TOLD = {
    "salvaged": "Records whose directory was wrong", "bad_bytes": "Fields with bytes that are no letters",
    "encoding": "Records in another encoding than they say", "wrong_length": "Records that tell a wrong length",
    "repaired": "Records that were put right",
}  # fmt: skip
_AUTHORITY = frozenset("z")
_HOLDINGS = frozenset("uvxy")


# --- rows --------------------------------------------------------------------------------------------------------------


class TitleRow(NamedTuple):
    """One title to be written. ``title_id`` 0 is a new one; the rest is plain, in the order of the tables' columns.

    ``words``: what the catalogue finds a new title by (``documents.words_of``); of one that is here the database knows more.
    """

    title_id: int
    item_type_id: int
    name: str
    columns: tuple[Any, ...]
    numbers: tuple[tuple[Any, ...], ...]
    headings: tuple[tuple[Any, ...], ...]
    levels: tuple[tuple[Any, ...], ...]
    record: tuple[Any, ...]
    words: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """The bytes of a record, as they are kept."""

    data: bytes
    form: str
    encoding: str
    source: str = ""


def row_of(
    stored: Stored, record: Record, said: Derived, remarks: Sequence[Remark], *, title_id: int, item_type_id: int
) -> TitleRow:
    """All rows of one record as plain values."""
    headings = tuple(
        [
            (use.norm, use.kind, use.list, use.text, use.is_main, use.role, use.volume, use.volume_sort)
            for use in said.headings
        ]
    )
    levels = tuple(
        [
            (one.scheme, one.low, one.high, one.text[:60], one.code, one.points, one.quiz, one.field)
            for one in said.levels
        ]
    )
    return TitleRow(
        title_id,
        item_type_id,
        said.name,
        tuple([getattr(said, name) for name in TITLE_COLUMNS]),
        tuple([(one.kind, one.value, one.text, one.is_valid, one.is_other_form) for one in said.numbers]),
        headings,
        levels,
        (
            stored.data,
            stored.form,
            stored.encoding,
            sha256(stored.data).digest(),
            stored.source[:60],
            record.was_salvaged,
            json.dumps([one.as_dict() for one in remarks], ensure_ascii=False) if remarks else "[]",
        ),
        () if title_id else _words(said),
    )


def _words(said: Derived) -> tuple[Any, ...]:
    """By the folded headings, which is what the headings' words are made of."""
    columns = Columns(*[getattr(said, name) for name in Columns._fields])
    uses = [(use.kind, use.norm, use.role) for use in said.headings]
    return words_of(columns, uses, [(one.scheme, one.low, one.high) for one in said.levels])


def kept_form(data: bytes, form: str, record: Record, source: str) -> Stored:
    """What is kept: the bytes as they came; records that came as lines are kept in ISO 2709, or MARCXML if too long."""
    if form in (Form.ISO2709, Form.MARCXML, Form.JSON):
        return Stored(data, str(form), record.encoding, source)
    return written(record, source)


def written(record: Record, source: str) -> Stored:
    """A record written anew, in UTF-8."""
    try:
        return Stored(write_iso2709(record), str(Form.ISO2709), "utf-8", source)
    except TooLong:
        return Stored(write_record(record, Form.MARCXML), str(Form.MARCXML), "utf-8", source)


# --- drafts ------------------------------------------------------------------------------------------------------------


class Refused(NamedTuple):
    """Why a record can be no title."""

    code: str
    message: str
    todo: str
    group: str


class Told(NamedTuple):
    """A remark that whoever loads the file is told."""

    code: str
    field: str
    message: str
    todo: str
    group: str


class Draft(NamedTuple):
    """What is decided by; as :class:`~firstbell.library.marc.saying.Derived` where the names are the same."""

    name: str
    author: str
    format: str
    audience: str
    control_number: str
    control_source: str
    former_numbers: tuple[str, ...]
    keys: tuple[tuple[Key, ...], ...]
    """What to look for, by the profile's rules in their order."""
    copies: tuple[CopyFound, ...]
    told: tuple[Told, ...]
    is_damaged: bool
    """Whether something of it was guessed or lost; such a record never takes another's place."""
    digest: bytes


class Source(NamedTuple):
    """A record as it came. ``encoding``: the profile's, where the bytes do not decide; ``repaired`` as of its frame."""

    data: bytes
    form: str
    encoding: str | None
    repaired: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How a load drafts: ``profile`` is kept as the records' source, ``types`` are item types by code and by name."""

    profile: str
    rules: Rules
    types: Mapping[str, int]
    usual_type: int

    def as_plain(self) -> tuple[Any, ...]:
        return self.profile, self.rules.as_json(), dict(self.types), self.usual_type

    def type_id(self, code: str) -> int:
        """The circulation type with this code; the usual one when there is none."""
        return self.types.get(code) or self.types.get(code.casefold()) or self.usual_type


def drafter(setup: tuple[Any, ...]) -> Callable[[list[tuple[Any, ...]]], tuple[list[tuple[Any, ...]], list[Any]]]:
    """From :meth:`Plan.as_plain` to a function that drafts a block of :class:`Source`.

    It answers, for each record, either a :class:`Refused` and None or a :class:`Draft` and where among the rows its row is;
    :func:`unpacked` makes them of the plain tuples again.
    """
    profile, rules, types, usual_type = setup
    plan = Plan(profile, read_rules(rules), types, usual_type)

    def work(block: list[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[Any]]:
        answers: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        for source in block:
            draft, row = _drafted(Source(*source), plan)
            if row is None:
                answers.append((tuple(draft), None))
            else:
                answers.append((draft, len(rows)))
                rows.append(tuple(row))
        return answers, rows

    return work


def unpacked(answer: tuple[Any, ...]) -> tuple[Refused, None] | tuple[Draft, int]:
    """One answer of :func:`drafter`."""
    values, at = answer
    if at is None:
        return Refused(*values), None
    draft = Draft(*values)
    if draft.copies or draft.told:
        draft = draft._replace(
            copies=tuple(CopyFound(*one) for one in draft.copies),
            told=tuple(Told(*one) for one in draft.told),
        )
    return draft, at


def read_source(source: Source) -> Record:
    """The record with what was noticed on the way. Raises :class:`Unreadable`."""
    record = read_record(source.data, source.form, source.encoding)
    if source.repaired:
        record.remarks.insert(0, Remark("repaired", source.repaired, "Nothing to do if the record is right.", "LDR"))
    return record


def _drafted(source: Source, plan: Plan) -> tuple[Refused, None] | tuple[tuple[Any, ...], TitleRow]:
    try:
        record = read_source(source)
    except Unreadable as problem:
        return Refused(problem.code, problem.message, problem.todo, "Records that cannot be read"), None
    if (reason := _no_title_for(record)) is not None:
        code, message, todo = reason
        return Refused(code, message, todo, message), None
    said = derived(record)
    rules = plan.rules
    remarks = [*record.remarks, *check_record(record)]
    copies = tuple([tuple(one) for one in copies_in(record, rules.items)])
    kept = prepared(record, rules)
    if kept is record:
        stored = kept_form(source.data, source.form, record, plan.profile)
    else:
        stored = written(kept, plan.profile)
    kind = type_code(rules, said.format, said.audience, copies[0][2] if copies else "")
    row = row_of(
        stored, record, said if kept is record else derived(kept), remarks, title_id=0, item_type_id=plan.type_id(kind)
    )
    told = tuple(
        [
            (one.code, one.field, one.message, one.todo, ALWAYS_TOLD.get(one.code, one.message))
            for one in remarks
            if one.severity is not Severity.NOTE or one.code in ALWAYS_TOLD
        ]
    )
    is_damaged = record.was_salvaged or any(one.code == "bad_bytes" for one in remarks)
    draft = (
        said.name, said.author, said.format, said.audience, said.control_number, said.control_source,
        tuple(said.former_numbers), tuple(map(tuple, keys_of(said, rules))), copies, told, is_damaged, row.record[3],
    )  # fmt: skip
    return draft, row


def _no_title_for(record: Record) -> tuple[str, str, str] | None:
    """Why a readable record is no title of ours."""
    kind = record.leader[6:7]
    if record.leader[5:6] == "d":
        return (
            "deleted",
            "The record says that it was deleted.",
            "Look whether you still have the title. A load deletes nothing.",
        )
    if kind in _AUTHORITY:
        return "authority", "This is an authority record, not one of a title.", "Authority records are not loaded here."
    title = record.first("245")
    if kind in _HOLDINGS and title is None:
        return (
            "holdings",
            "This is a holdings record without its title.",
            "Export the titles with their copies in them.",
        )
    if title is not None and any(text.strip() for _, text in title.subfields):
        return None
    if any(one.tag == "200" for one in record.fields):
        return (
            "unimarc",
            "There is no title in 245, but a field 200: this looks like UNIMARC.",
            "Ask for the file in MARC 21.",
        )
    return "no_title", "The record has no title (field 245).", "Ask for the whole record, or catalogue it by hand."
