"""The comparison: each old ticket judged, matched with what is here, and put into the plan; nothing is written."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from firstbell.connectors.base.cells import Unreadable, yes_no
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.texts import one_line
from firstbell.connectors.base.tickets.files import Files
from firstbell.connectors.base.tickets.known import ENTITY, Known
from firstbell.connectors.base.tickets.old import DONE, LEFT_OUT, OPEN, STATES, OldSystem, OldTicket
from firstbell.connectors.base.tickets.talk import talk_of
from firstbell.connectors.base.tickets.telling import differences, tell_all
from firstbell.connectors.base.tickets.words import URGENCIES, said_moment, state_of, urgency_of
from firstbell.core.imports.diff import row_hash, row_seed
from firstbell.core.imports.source import StageContext, Staged
from firstbell.helpdesk.actions.imported import TicketsPlan, TicketToWrite
from firstbell.helpdesk.models import TicketState
from firstbell.helpdesk.queries.imported import KnownTicket, known_tickets, row_hashes

OPEN_TICKETS = "open_tickets"
"""The option of a run: what becomes of tickets that are still open there; left out unless somebody says so."""
AS_OPEN, AS_CLOSED = "open", "closed"
BLOCK = 500
_VERSION = "1"


class TicketStage:
    """Take every ticket, then finish. Rows whose hash is known are the same and cost nothing more."""

    def __init__(self, ctx: StageContext, system: OldSystem, *, seed: str = "", files: Files | None = None) -> None:
        self.ctx = ctx
        self.system = system
        self.known = Known(ctx)
        self.files = files or Files(ctx)
        self.plan = TicketsPlan(
            system.key, system.name, ctx.organisation_id, ctx.org_path, system.with_talk, ctx.scratch
        )
        self.still_open = self.left_out = self.unmatched = self.broken_lines = self.cut_lines = self.other_way = 0
        self._choice = str(ctx.options.get(OPEN_TICKETS) or "")
        options = f"{self._choice}|{ctx.options.get('school') or ''}"
        self._seed = row_seed(system.key, _VERSION, ctx.map_version(ENTITY), options, seed)
        self._hashes = row_hashes(system.key, ctx.organisation_id)
        self._live = len(self._hashes)
        self._first: dict[str, int] = {}
        self._waiting: list[tuple[OldTicket, TicketToWrite]] = []
        self._zone = timezone.get_default_timezone()

    def take(self, old: OldTicket) -> None:
        """One ticket of the file."""
        mark = row_hash(old.mark.to_bytes(8, "little", signed=True), self._seed)
        try:
            self._refuse_twice(old)
            if mark in self._hashes:
                self.ctx.tally.add(ENTITY, "same")
                return
            wanted = self._judge(old, mark)
        except BadRow as bad:
            self.keep_aside(bad, old)
            return
        if wanted is not None:
            self._waiting.append((old, wanted))
            if len(self._waiting) >= BLOCK:
                self._settle()

    def finish(self, **meta: Any) -> Staged:
        self._settle()
        self.ctx.live(ENTITY, {0: self._live})
        tell_all(self)
        return Staged(
            writes=self.plan.writes, plan=self.plan, meta={"tickets": len(self._first), **meta}, complete=False
        )

    def keep_aside(self, bad: BadRow, old: OldTicket) -> None:
        self.ctx.issues.error(
            bad.code, file=(old.file or self.ctx.filename)[:120], line=old.line, column=bad.column, value=bad.value,
            key=old.number, entity=ENTITY, message=bad.message, todo=bad.todo, raw=old.raw, group=bad.group,
            mappable=bad.mappable, choices=bad.choices,
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "quarantined")

    # --- one ticket -----------------------------------------------------------------------------------------------

    def _refuse_twice(self, old: OldTicket) -> None:
        number = old.number
        if not number or len(number) > 60 or not number.isprintable():
            raise BadRow(
                "no_number", "number", number[:60], "The ticket has no number of at most 60 letters.",
                "The old number is how it is found again; export it as well.", "Tickets without a number",
            )  # fmt: skip
        if number in self._first:
            raise BadRow(
                "twice", "number", number,
                f"Ticket {number} stands in the file twice (first in line {self._first[number]}).",
                "Export again; if it has a row for each line of its conversation, say which column that line is.",
                "Tickets that stand in the file twice",
            )  # fmt: skip
        self._first[number] = old.line

    def _judge(self, old: OldTicket, mark: int) -> TicketToWrite | None:
        opened = self._moment(old, "opened", old.opened)
        if opened is None:
            raise BadRow(
                "no_date", "opened", old.opened, "The ticket does not say when it was opened.",
                "Export the date it was created as well.", "Tickets without the date they were opened",
            )  # fmt: skip
        if opened > self.ctx.now + dt.timedelta(days=1):
            raise BadRow(
                "future", "opened", old.opened, f"“{old.opened}” is still to come.", "Correct the date.",
                "Tickets opened in the future",
            )  # fmt: skip
        state, closed = self._state(old), self._moment(old, "closed", old.closed)
        if state == OPEN and self._choice != AS_CLOSED:
            if self._choice == AS_OPEN:
                return self._whole(old, mark, opened, None)
            self.still_open += 1
            return None
        if state == LEFT_OUT:
            self.left_out += 1
            return None
        ended = closed or self._moment(old, "updated", old.updated) or opened
        return self._whole(old, mark, opened, max(opened, ended))

    def _state(self, old: OldTicket) -> str:
        """Open, done or left out: as people mapped the word, as we know it, as the system means it, or by its end."""
        word = self.ctx.mapped(ENTITY, "state", old.state)
        state = word if word in STATES else ""
        if not state and word == old.state and old.is_done is not None:
            state = DONE if old.is_done else OPEN
        state = state or state_of(word)
        if not state and old.closed and not word:
            state = DONE
        if not state:
            raise BadRow(
                "unknown_state", "state", old.state, f"“{old.state}” does not say whether the ticket is open or done.",
                "Say what it means; you do it once, for all of them.", f"“{old.state}” is no state we know",
                mappable=bool(old.state), choices=STATES,
            )  # fmt: skip
        return state

    def _whole(self, old: OldTicket, mark: int, opened: dt.datetime, closed: dt.datetime | None) -> TicketToWrite:
        known = self.known
        requester = known.requester(old)
        school = known.school(old, requester)
        label = "" if requester else (one_line(old.requester) or one_line(old.email) or "unknown")[:200]
        if requester is None and (old.email or old.identifier):
            self.unmatched += 1
            mark = 0  # perhaps the roster brings them: look again next time
        agent = known.agent(old.agent_email, old.agent, school)
        place, items = known.place(old.place, school), known.items(old.codes)
        talk = talk_of(old, self.system, known, self.files, opened, self._zone)
        self.broken_lines += talk.broken
        self.cut_lines += talk.cut
        done = TicketState.CLOSED if closed is not None else TicketState.TRIAGED if agent else TicketState.NEW
        title = one_line(old.title)[:200] or f"{self.system.name} {old.number}"
        values = (
            school, title, talk.description, done.value, self._urgency(old), known.symptom(old.category),
            requester.id if requester else None, label, agent.pk if agent else None, place, self._is_private(old),
        )  # fmt: skip
        ended = closed.isoformat() if closed is not None else None
        said = self._said(old, agent is not None, place is not None, bool(items))
        opened_by = (one_line(old.requester) or one_line(old.email) or self.system.name)[:200]
        wanted = TicketToWrite(
            old.number, values, opened_by, opened.isoformat(), ended, ended, items,
            tuple(tuple(line) for line in talk.lines), talk.files, said, mark, 0,
        )  # fmt: skip
        return wanted._replace(result_hash=_result_hash(wanted))

    def _said(self, old: OldTicket, has_agent: bool, has_place: bool, has_items: bool) -> tuple[tuple[str, str], ...]:
        agent = old.agent if not old.agent_email or old.agent else old.agent_email
        own = [
            ("State", old.state), ("Priority", old.priority), ("Category", old.category),
            ("Worked on by", "" if has_agent else agent), ("Room", "" if has_place else old.place),
            ("Devices", "" if has_items else old.codes),
        ]  # fmt: skip
        return tuple((label[:60], one_line(text)[:500]) for label, text in (*own, *old.said) if text.strip())[:60]

    def _urgency(self, old: OldTicket) -> str:
        if not old.priority:
            return "slowed"
        word = self.ctx.mapped(ENTITY, "priority", old.priority).strip().casefold()
        found = urgency_of(word)
        if not found:
            self.known.miss("priority", old.priority)
        return found or URGENCIES[1]

    def _is_private(self, old: OldTicket) -> bool:
        try:
            return bool(yes_no(old.is_private))
        except Unreadable:
            return True  # it says something of privacy that nobody understands: rather too careful

    def _moment(self, old: OldTicket, column: str, text: str) -> dt.datetime | None:
        try:
            return said_moment(text, self._zone, day_first=self.system.day_first)
        except Unreadable:
            raise BadRow(
                "bad_date", column, text[:60], f"“{text[:60]}” is not a moment we can read safely.",
                "Export it as 2026-08-15 07:42.", "Moments that cannot be read safely",
            ) from None  # fmt: skip

    # --- many against what is here ---------------------------------------------------------------------------------

    def _settle(self) -> None:
        known = known_tickets(self.system.key, [old.number for old, _ in self._waiting])
        for old, wanted in self._waiting:
            try:
                self._place_in_plan(old, wanted, known.get(old.number, []))
            except BadRow as bad:
                self.keep_aside(bad, old)
        self._waiting = []

    def _place_in_plan(self, old: OldTicket, wanted: TicketToWrite, here: list[KnownTicket]) -> None:
        school = wanted.values[0]
        ours = next((one for one in here if one.origin_id == self.plan.origin_id), None)
        if ours is None:
            if here:
                raise BadRow(
                    "other_origin", "number", old.number,
                    f"Ticket {old.number} of {self.system.name} is here already, from an import for another organisation.",
                    "Import for the same organisation as the first time.", "Tickets of an import for another organisation",
                )  # fmt: skip
            self.plan.new.append(_flat(wanted))
            self.ctx.tally.add(ENTITY, "new", school)
        elif ours.with_talk and not self.system.with_talk:
            self.other_way += 1
            self.ctx.tally.add(ENTITY, "same", school)
        elif ours.result_hash == wanted.result_hash:
            if ours.row_hash != wanted.row_hash:
                self.plan.seen.append((ours.id, wanted.row_hash))
            self.ctx.tally.add(ENTITY, "same", school)
        elif ours.is_edited:
            raise BadRow(
                "edited_here", "number", old.number,
                f"Ticket {old.number} was worked on here since it was brought, and {self.system.name} says something else.",
                "Nothing of it is written over. Look at both, and go on here.", "Tickets that were worked on here since",
            )  # fmt: skip
        else:
            self.plan.changed.append((ours.id, tuple(ours.entries), _flat(wanted)))
            self.ctx.tally.add(ENTITY, "changed", school)
            shown = "private" if wanted.values[10] else wanted.values[1]
            self.ctx.sample(ENTITY, old.number, shown, differences(ours, wanted))


def _flat(wanted: TicketToWrite) -> tuple[Any, ...]:
    """Plain tuples, as a spool keeps them."""
    return tuple(wanted)


def _result_hash(wanted: TicketToWrite) -> int:
    """Of everything that would be written; where files lie in the scratch folder does not count."""
    entries = [[*one[:5], [name for name, _ in one[5]]] for one in wanted.entries]
    files = [name for name, _ in wanted.files]
    told = [*wanted[:7], entries, files, wanted.said]
    return row_hash(json.dumps(told).encode(), 0)
