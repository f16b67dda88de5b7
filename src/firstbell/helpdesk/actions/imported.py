"""Tickets of another help desk, written in bulk as an import brings them: history, without clocks, rules and notices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import InitVar, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.attachments import attach_file
from firstbell.core.errors import Invalid
from firstbell.core.events import Change, change
from firstbell.core.imports.spool import Spool
from firstbell.core.refs import Ref
from firstbell.core.scan import normalise
from firstbell.helpdesk.actions.clocks import run_clocks
from firstbell.helpdesk.events import TicketHistoryRenewed
from firstbell.helpdesk.models import ImportedTicket, Ticket, TicketEntry, TicketItem, TicketState, note_moved
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.imported import COMPARED, edited_since, left_hash
from firstbell.people.models import Organisation

_BLOCK = 500


class OldLine(NamedTuple):
    """A line of the conversation. ``kind`` is ``reply`` or ``note``, ``at`` ISO text; ``files``: (name, path in scratch)."""

    kind: str
    text: str
    author_key: str
    author_name: str
    at: str
    files: tuple[tuple[str, str], ...] = ()


class TicketToWrite(NamedTuple):
    """A ticket as it shall be here. ``values`` in the order of ``COMPARED``; moments are ISO text.

    ``resolved_at`` and ``closed_at`` are None for one that lands open: its clocks start when it is written.
    ``said`` is JSON-able: [label, value] pairs. ``files`` are the ticket's own, as ``OldLine.files``.
    """

    number: str
    values: tuple[Any, ...]
    opened_by: str
    opened_at: str
    resolved_at: str | None
    closed_at: str | None
    items: tuple[int, ...]
    entries: tuple[tuple[Any, ...], ...]
    files: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...]
    row_hash: int
    result_hash: int

    def lines(self) -> list[OldLine]:
        return [OldLine(*one) for one in self.entries]


@dataclass
class TicketsPlan:
    """A compared export. ``folder`` is where the rows wait to be written.

    - ``new``: :class:`TicketToWrite`
    - ``changed``: (ticket id, ((entry id, kind, text), ...), :class:`TicketToWrite`)
    - ``seen``: (ticket id, row hash): nothing is different, only written otherwise
    """

    system: str
    system_name: str
    origin_id: int
    root_path: str
    with_talk: bool
    folder: InitVar[Path]

    def __post_init__(self, folder: Path) -> None:
        self.new = Spool(folder / "new-tickets")
        self.changed = Spool(folder / "changed-tickets")
        self.seen = Spool(folder / "seen-tickets")

    @property
    def writes(self) -> int:
        return sum(map(len, (self.new, self.changed, self.seen)))


def write_tickets(plan: TicketsPlan, *, run_id: int, by: Actor) -> None:
    """Write the plan. Call it inside ``change(by)``; whoever calls publishes that it happened.

    No rule looks at these tickets, nobody is told, and only those that land open get clocks, from now on. Raises
    Forbidden (``helpdesk.ticket.work`` over the plan's whole subtree).
    """
    by.require(HelpdeskPermission.TICKET_WORK, at=plan.root_path)
    with change(by) as unit:
        _Writer(plan, run_id, unit, by).write()


class _Writer:
    def __init__(self, plan: TicketsPlan, run_id: int, unit: Change, by: Actor) -> None:
        self.plan = plan
        self.run_id = run_id
        self.unit = unit
        self.by = by
        self.now = timezone.now()
        self.paths = {pk: path or "" for pk, path in Organisation.objects.values_list("pk", "path")}

    def write(self) -> None:
        plan = self.plan
        first = bulk.reserve_ids(Ticket._meta.db_table, len(plan.new))
        for rows in plan.new.chunks():
            for start in range(0, len(rows), _BLOCK):
                some = [TicketToWrite(*row) for row in rows[start : start + _BLOCK]]
                self._create(some, first)
                first += len(some)
        for rows in plan.changed.chunks():
            for start in range(0, len(rows), _BLOCK):
                self._renew(rows[start : start + _BLOCK])
        bulk.update(
            ImportedTicket._meta.db_table, ["row_hash"], ((mark, ticket) for ticket, mark in plan.seen), key="ticket_id"
        )

    def _create(self, some: Sequence[TicketToWrite], first: int) -> None:
        tickets = [self._ticket(one, pk) for pk, one in enumerate(some, first)]
        _insert(Ticket, tickets)
        note_moved((one.organisation_id, one.is_private) for one in tickets)
        _insert(ImportedTicket, [self._imported(one, pk) for pk, one in enumerate(some, first)], without_key=True)
        links = [TicketItem(ticket_id=pk, item_id=item) for pk, one in enumerate(some, first) for item in one.items]
        _insert(TicketItem, links, without_key=True)
        self._talk([(pk, line) for pk, one in enumerate(some, first) for line in one.lines()])
        for pk, one in enumerate(some, first):
            self._attach(Ref(Ticket.KIND_REF, pk, ""), one.files, self.paths[one.values[0]])
        self._start_clocks([one.pk for one in tickets if one.is_open])
        self.unit.reindex(Ticket.KIND_REF, *(one.pk for one in tickets))

    def _start_clocks(self, ids: list[int]) -> None:
        """Of those that landed open; each is work for somebody from now on."""
        for ticket in Ticket.objects.filter(pk__in=ids).select_related("organisation", "place", "requester"):
            run_clocks(ticket, by=self.by)

    def _ticket(self, one: TicketToWrite, pk: int) -> Ticket:
        values = dict(zip(COMPARED, one.values, strict=True))
        opened, closed = dt.datetime.fromisoformat(one.opened_at), _moment(one.closed_at)
        since = closed or self.now
        return Ticket(
            pk=pk, **values, origin=Ticket.Origin.IMPORT, opened_by=one.opened_by, opened_at=opened, state_since=since,
            up_at=since, resolved_at=_moment(one.resolved_at), closed_at=closed,
        )  # fmt: skip

    def _imported(self, one: TicketToWrite, ticket_id: int) -> ImportedTicket:
        return ImportedTicket(
            ticket_id=ticket_id, system=self.plan.system, system_name=self.plan.system_name, origin_id=self.plan.origin_id,
            number=one.number, number_norm=normalise(one.number), said=[list(pair) for pair in one.said],
            with_talk=self.plan.with_talk, row_hash=one.row_hash, result_hash=one.result_hash,
            left_hash=left_hash(one.values, len(one.entries), one.items), import_run=self.run_id, imported_at=self.now,
        )  # fmt: skip

    def _talk(self, lines: list[tuple[int, OldLine]]) -> None:
        """Entries of several tickets, with their files."""
        first = bulk.reserve_ids(TicketEntry._meta.db_table, len(lines))
        _insert(TicketEntry, [_entry(pk, ticket, line) for pk, (ticket, line) in enumerate(lines, first)])
        with_files = [(pk, ticket, line) for pk, (ticket, line) in enumerate(lines, first) if line.files]
        schools = dict(
            Ticket.objects.filter(pk__in={ticket for _, ticket, _ in with_files}).values_list("pk", "organisation_id")
        )
        for pk, ticket, line in with_files:
            self._attach(Ref(TicketEntry.KIND_REF, pk, f"T-{ticket}"), line.files, self.paths[schools[ticket]])

    def _attach(self, owner: Ref, files: Iterable[tuple[str, str]], path: str) -> None:
        """Looked at before the transaction; what still cannot be kept is left out, the ticket lands."""
        for name, stored in files:
            try:
                attach_file(owner, SimpleUploadedFile(name, Path(stored).read_bytes()), org_path=path, by=self.by)
            except Invalid:
                continue

    def _renew(self, rows: list[tuple[Any, ...]]) -> None:
        """What the old system says otherwise now; never a ticket that somebody touched here meanwhile."""
        touched = edited_since([row[0] for row in rows])
        wanted = {row[0]: (row[1], TicketToWrite(*row[2])) for row in rows if row[0] not in touched}
        tickets = Ticket.objects.select_related("organisation").in_bulk(list(wanted))
        imported = {one.ticket_id: one for one in ImportedTicket.objects.filter(ticket_id__in=list(wanted))}
        fresh: list[tuple[int, OldLine]] = []
        for pk, (known, one) in wanted.items():
            lines = one.lines()
            self._rewrite(known, lines)
            fresh += [(pk, line) for line in lines[len(known) :]]
            self._save(tickets[pk], imported[pk], one, entries=max(len(known), len(lines)))
        self._talk(fresh)
        self.unit.reindex(Ticket.KIND_REF, *wanted)

    @staticmethod
    def _rewrite(known: Sequence[tuple[int, str, str]], lines: Sequence[OldLine]) -> None:
        """A line that was there keeps its place and its files; only other words are written."""
        for (pk, kind, text), line in zip(known, lines, strict=False):
            if (kind, text) != (line.kind, line.text):
                TicketEntry.objects.filter(pk=pk).update(
                    kind=line.kind, text=line.text, author_key=line.author_key, author_name=line.author_name
                )

    def _save(self, ticket: Ticket, imported: ImportedTicket, one: TicketToWrite, *, entries: int) -> None:
        was_open, old_state = ticket.is_open, ticket.get_state_display()
        for name, value in zip(COMPARED, one.values, strict=True):
            setattr(ticket, name, value)
        ticket.opened_at, ticket.opened_by = dt.datetime.fromisoformat(one.opened_at), one.opened_by
        ticket.resolved_at, ticket.closed_at = _moment(one.resolved_at), _moment(one.closed_at)
        if was_open != ticket.is_open:
            ticket.state_since = ticket.up_at = ticket.closed_at or self.now
        ticket.save()
        TicketItem.objects.filter(ticket=ticket).exclude(item_id__in=one.items).delete()
        TicketItem.objects.bulk_create(
            [TicketItem(ticket=ticket, item_id=item) for item in one.items], ignore_conflicts=True
        )
        fresh = self._imported(one, ticket.pk)
        fresh.pk, fresh.left_hash = imported.pk, left_hash(one.values, entries, one.items)
        fresh.save()
        if was_open or ticket.is_open:
            run_clocks(ticket, by=self.by)
        new_state = TicketState(ticket.state).label
        self.unit.publish(
            TicketHistoryRenewed(
                subject=ticket.ref,
                org_path=self.paths[ticket.organisation_id],
                changes={"state": (old_state, new_state)} if old_state != new_state else {},
                note=f"Import {self.run_id}: {self.plan.system_name}",
            )
        )


def _entry(pk: int, ticket_id: int, line: OldLine) -> TicketEntry:
    at = dt.datetime.fromisoformat(line.at)
    return TicketEntry(
        pk=pk, ticket_id=ticket_id, kind=line.kind, text=line.text, author_key=line.author_key,
        author_name=line.author_name, at=at,
    )  # fmt: skip


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def _insert(model: type[models.Model], rows: Sequence[models.Model], *, without_key: bool = False) -> None:
    """All columns of the model, so that one added later has its default here as well; one statement."""
    if not rows:
        return
    fields = [one for one in model._meta.concrete_fields if not (without_key and one.primary_key)]

    def values() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            yield tuple(one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields)

    bulk.insert(model._meta.db_table, [str(one.column) for one in fields], values())
