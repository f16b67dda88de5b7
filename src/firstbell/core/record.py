"""One person's record: everything all rooms know of somebody, in one file, on request (34 CFR 99.10).

A room says its part in a file ``record.py``::

    @record_section("circulation.loans", "Loans", covers=("circulation.Loan.borrower",))
    def loans(person: Person, internal: bool) -> Part:
        rows = Loan.objects.filter(borrower=person).order_by("lent_at")
        return Part([{"Item": loan.item.label, "Lent": loan.lent_at} for loan in rows])

``covers`` names the foreign keys to a person (or to its account) that the section answers for; a test finds keys that
nobody covers. Where a key says nothing about the person, ``not_in_record("inventory.X.person", "why")``. ``internal``
tells whether staff hand it out, notes included, or the person takes it alone. Other people appear by initials:
:func:`initials`; whoever acted for the school as "staff".
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import get_valid_filename

from firstbell.core.audit import readable
from firstbell.core.disclosures import disclosures_about
from firstbell.core.models import Attachment, AuditEntry
from firstbell.core.models.merges import PERSON, one_with

#: Of the trail and the log: enough for a school career, and a bound for a file.
MOST_ENTRIES = 5000
#: Kept in memory up to here, then on disk.
SPOOL = 8 * 1024 * 1024

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """Rows with readable names, and the files that belong to them."""

    rows: Sequence[Row]
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    part: Callable[[Any, bool], Part]
    order: int
    covers: tuple[str, ...] = ()


@dataclass
class Record:
    """What a person's file would hold, by section."""

    person: Any
    parts: list[tuple[Section, Part]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(len(part.rows) for _, part in self.parts)

    @property
    def elements(self) -> list[str]:
        """The data elements, for the disclosure log: ``Loans: Item, Lent``."""
        return [f"{section.title}: {', '.join(part.rows[0])}" for section, part in self.parts if part.rows]


_sections: dict[str, Section] = {}
_left_out: dict[str, str] = {}


def record_section(
    key: str, title: str, *, covers: tuple[str, ...] = (), order: int = 50
) -> Callable[[Callable[[Any, bool], Part]], Callable[[Any, bool], Part]]:
    """Register a room's part. ``key`` is ``room.things``."""

    def register(part: Callable[[Any, bool], Part]) -> Callable[[Any, bool], Part]:
        if key in _sections:
            raise ValueError(f"Two sections are called {key!r}")
        _sections[key] = Section(key, title, part, order, covers)
        return part

    return register


def not_in_record(key: str, reason: str) -> None:
    """A foreign key to a person that says nothing about that person, and why."""
    _left_out[key] = reason


def covered() -> dict[str, str]:
    """Every foreign key that is answered for: by which section, or why by none."""
    return {key: section.key for section in _sections.values() for key in section.covers} | _left_out


def gather(person: Any, *, internal: bool) -> Record:
    """Ask every room. Sections without rows are kept: "nothing" is an answer, too.

    Of somebody who was two entries once, also what stayed with the other one (a ledger's lines never move).
    """
    ordered = sorted(_sections.values(), key=lambda one: (one.order, one.title))
    merged = one_with(PERSON, [person.pk]) - {person.pk}
    entries = [person, *type(person)._base_manager.filter(pk__in=merged).order_by("pk")] if merged else [person]
    return Record(
        person,
        [(section, _together([section.part(entry, internal) for entry in entries])) for section in ordered],
    )


def _together(parts: Sequence[Part]) -> Part:
    """Each row and file once: what did move along is told by both."""
    if len(parts) == 1:
        return parts[0]
    rows = {repr(row): row for part in parts for row in part.rows}
    files = {name_of(file): file for part in parts for file in part.attachments}
    return Part(list(rows.values()), list(files.values()))


def write_record(record: Record, *, purpose: str, to: str) -> IO[bytes]:
    """The file: index.html to read, json/<section>.json for programs, attachments. At its beginning, ready to be sent."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 - the response closes it
    shown = [
        (section, list(part.rows[0]) if part.rows else [], [[_cell(v) for v in row.values()] for row in part.rows])
        for section, part in record.parts
    ]
    attachments = [attachment for _, part in record.parts for attachment in part.attachments]
    missing = {one.pk for one in attachments if not one.file.storage.exists(str(one.file.name))}
    context = {"person": record.person, "sections": shown, "purpose": purpose, "to": to, "now": timezone.localtime(),
               "attachments": [(one, "" if one.pk in missing else name_of(one)) for one in attachments]}  # fmt: skip
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", render_to_string("core/record/index.html", context))
        archive.writestr("record.css", render_to_string("core/record/record.css"))
        for section, part in record.parts:
            told = [{name: readable(value) for name, value in row.items()} for row in part.rows]
            archive.writestr(f"json/{section.key}.json", json.dumps(told, ensure_ascii=False, indent=1))
        for attachment in (one for one in attachments if one.pk not in missing):
            with attachment.file.open("rb") as source, archive.open(name_of(attachment), "w") as target:
                while block := source.read(1024 * 1024):
                    target.write(block)
    file.seek(0)
    return file


def name_of(attachment: Attachment) -> str:
    """Its place in the file; numbered, since two may be called the same."""
    return f"attachments/{attachment.pk}-{get_valid_filename(attachment.filename) or 'file'}"


def initials(name: str) -> str:
    """``"Gail Fields"`` → ``"G. F."``: somebody else, in a file that is not about them."""
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())


def _cell(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_cell, value))
    return str(value)


@record_section("core.attachments", "Files", order=80)
def files(person: Any, _internal: bool) -> Part:
    found = list(Attachment.objects.filter(owner_kind=PERSON, owner_id=person.pk).order_by("pk"))
    return files_as_part(found)


def files_as_part(found: Sequence[Attachment]) -> Part:
    rows = [{"File": one.filename, "Kind": one.content_type, "Bytes": one.size, "Kept since": one.created_at,
             "In this record": name_of(one)} for one in found]  # fmt: skip
    return Part(rows, found)


@record_section("core.audit", "What happened", order=90)
def trail(person: Any, internal: bool) -> Part:
    """The audit trail. Who acted stays inside the school."""
    found = AuditEntry.objects.filter(links__kind=PERSON, links__object_id=person.pk).order_by("-id")[:MOST_ENTRIES]
    return Part([{"When": one.at, "What": one.summary, "Changed": _changes(one), "Note": one.note if internal else ""}
                 for one in found])  # fmt: skip


def _changes(entry: AuditEntry) -> str:
    return "; ".join(f"{name}: {old!s} → {new!s}" for name, (old, new) in entry.changes.items())


@record_section("core.disclosures", "Who got data about this person", order=95)
def disclosed(person: Any, _internal: bool) -> Part:
    found = disclosures_about(person.pk, limit=MOST_ENTRIES)
    return Part([{"When": one.at, "What": one.title, "To": one.recipient, "Why": one.purpose, "Ground": one.basis,
                  "Data elements": list(one.elements)} for one in found])  # fmt: skip
