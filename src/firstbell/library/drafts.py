"""What a load makes of one record before it looks into the catalogue: all its rows, and what is needed to decide about them.

Pure, and made of plain values both ways: a large file's records are drafted by several processes (``core.imports.crew``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from firstbell.library.documents import Columns, words_of
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.headings import Use
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
_AS_TITLE = attrgetter(*TITLE_COLUMNS)
_AS_HEADING = itemgetter(
    *map(Use._fields.index, ("norm", "kind", "list", "text", "is_main", "role", "volume", "volume_sort"))
)
_AS_USE = itemgetter(*map(Use._fields.index, ("kind", "norm", "role")))
_AS_WORDS = attrgetter(*Columns._fields)
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
    headings = tuple(map(_AS_HEADING, said.headings))
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
        _AS_TITLE(said),
        tuple(map(tuple, said.numbers)),
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
    levels = [(one.scheme, one.low, one.high) for one in said.levels]
    return words_of(Columns._make(_AS_WORDS(said)), map(_AS_USE, said.headings), levels)


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


_RECORD_AT = TitleRow._fields.index("record")
_DIGEST_AT = 3  # in the record part of a title's row
_TOGETHER = 100
"""Records that are drafted step by step together."""


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
        for start in range(0, len(block), _TOGETHER):
            _draft([Source(*source) for source in block[start : start + _TOGETHER]], plan, answers, rows)
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


def _draft(sources: list[Source], plan: Plan, answers: list[tuple[Any, ...]], rows: list[tuple[Any, ...]]) -> None:
    """Each step for all records before the next: what a step needs stays at hand, which spares a fifth of the time."""
    rules = plan.rules
    records = [_record_or_refusal(source) for source in sources]
    titles = [(source, record) for source, record in zip(sources, records, strict=True) if isinstance(record, Record)]
    said = [derived(record) for _, record in titles]
    remarks = [[*record.remarks, *check_record(record)] for _, record in titles]
    keys = [tuple(map(tuple, keys_of(one, rules))) for one in said]
    copies = [tuple(map(tuple, copies_in(record, rules.items))) for _, record in titles]
    kept = [prepared(record, rules) for _, record in titles]
    first = len(rows)
    for (source, record), one, told, own, keeps in zip(titles, said, remarks, copies, kept, strict=True):
        if keeps is record:
            stored = kept_form(source.data, source.form, record, plan.profile)
        else:
            stored = written(keeps, plan.profile)
        kind = plan.type_id(type_code(rules, one.format, one.audience, str(own[0][2]) if own else ""))
        row = row_of(stored, record, one if keeps is record else derived(keeps), told, title_id=0, item_type_id=kind)
        rows.append(tuple(row))
    at = iter(range(first, len(rows)))
    drafts = (
        _as_plain(one, own_keys, own, told, record, rows[place][_RECORD_AT][_DIGEST_AT])
        for place, (_, record), one, told, own_keys, own in zip(
            range(first, len(rows)), titles, said, remarks, keys, copies, strict=True
        )
    )
    for one_read in records:
        answers.append((tuple(one_read), None) if isinstance(one_read, Refused) else (next(drafts), next(at)))


def _record_or_refusal(source: Source) -> Record | Refused:
    try:
        record = read_source(source)
    except Unreadable as problem:
        return Refused(problem.code, problem.message, problem.todo, "Records that cannot be read")
    if (reason := _no_title_for(record)) is not None:
        code, message, todo = reason
        return Refused(code, message, todo, message)
    return record


def _as_plain(
    said: Derived,
    keys: tuple[tuple[Key, ...], ...],
    copies: tuple[tuple[Any, ...], ...],
    remarks: list[Remark],
    record: Record,
    digest: bytes,
) -> tuple[Any, ...]:
    """A :class:`Draft` of plain tuples."""
    told: tuple[Any, ...] = ()
    is_damaged = record.was_salvaged
    if remarks:
        told = tuple(
            [
                (one.code, one.field, one.message, one.todo, ALWAYS_TOLD.get(one.code, one.message))
                for one in remarks
                if one.severity is not Severity.NOTE or one.code in ALWAYS_TOLD
            ]
        )
        is_damaged = is_damaged or any(one.code == "bad_bytes" for one in remarks)
    return (
        said.name, said.author, said.format, said.audience, said.control_number, said.control_source,
        tuple(said.former_numbers), keys, copies, told, is_damaged, digest,
    )  # fmt: skip


def _is_seen(text: str) -> bool:
    """Whether anybody would see it: zeros and control signs are no title."""
    return any(sign.isprintable() and not sign.isspace() for sign in text)


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
    if title is not None and any(_is_seen(text) for _, text in title.subfields):
        return None
    if any(one.tag == "200" for one in record.fields):
        return (
            "unimarc",
            "There is no title in 245, but a field 200: this looks like UNIMARC.",
            "Ask for the file in MARC 21.",
        )
    return "no_title", "The record has no title (field 245).", "Ask for the whole record, or catalogue it by hand."
