"""What a register says is checked out: proposed in the preview, handed out only when chosen, by circulation's rules."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from firstbell.circulation.actions import lend_item
from firstbell.circulation.actions.assignments import assign_many
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.connectors.base.people import Owners
from firstbell.connectors.base.register.known import said_of
from firstbell.connectors.base.register.register import LOANS, Register
from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.imports.source import StageContext
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Person
from firstbell.rooms.queries import zone_of

_LENT = frozenset({ItemType.Purpose.ASSIGNMENT.value, ItemType.Purpose.LOANER.value})
_END_OF_DAY = dt.time(15, 0)


class CheckedOut(NamedTuple):
    """A thing that nobody has here and a person has there. ``ref`` below zero: new in this plan; days are ISO text."""

    ref: int
    person_id: int
    organisation_id: int
    purpose: str
    lent_on: str | None
    due_on: str | None


class Checkouts:
    """Hears who has what, says who is nobody here, and collects what could be handed out."""

    def __init__(self, ctx: StageContext, register: Register, owners: Owners) -> None:
        self.ctx = ctx
        self.register = register
        self.owners = owners
        self.found: list[CheckedOut] = []

    def hear(
        self, ref: int, line: int, key: str, user: tuple[str, str, str], school: int, purpose: str,
        lent_on: str | None, due_on: str | None,
    ) -> None:  # fmt: skip
        """``user`` is (username, e-mail, number)."""
        if not any(user):
            return
        owner = self.owners.find_any(*user)
        if owner is None:
            shown = next(text for text in user if text)
            self.ctx.issues.warning(
                "user_unknown", file=self.ctx.filename[:120], line=line, value=shown, key=key, entity=LOANS,
                message=f"“{shown}” is not the username, e-mail address or number of exactly one current person.",
                todo="The thing stays nobody's. Import the roster first, or the users as provisional people.",
                group=f"Who has it in {self.register.name} is nobody here",
            )  # fmt: skip
        elif purpose in _LENT:
            self.found.append(CheckedOut(ref, owner.id, school, purpose, lent_on, due_on))

    def hear_again(self, heard: set[int]) -> None:
        """What the register said before of things that nobody has here; ``heard`` were in this file. One query."""
        rows = bulk.select(
            "SELECT i.id, r.fields, i.organisation_id, i.barcode, t.purpose FROM inventory_registerrecord r "
            "JOIN inventory_item i ON i.id = r.item_id JOIN inventory_itemtype t ON t.id = i.item_type_id "
            "JOIN people_organisation o ON o.id = i.organisation_id "
            "WHERE r.register = %s AND r.missing_since IS NULL AND i.holder_id IS NULL AND i.assigned_to_id IS NULL "
            "AND i.status IN ('available', 'loaner_available') AND o.path LIKE %s",
            [self.register.key, f"{self.ctx.org_path}%"],
        )
        for item, stored, school, barcode, purpose in rows:
            if item not in heard:
                said = said_of(stored)
                username, email, number = said.get("user") or ("", "", "")
                self.hear(
                    item, 0, barcode, (username, email, number), school, purpose, said.get("lent_on"), said.get("due_on")
                )  # fmt: skip

    def propose(self, *, is_chosen: bool) -> list[CheckedOut]:
        """What will be handed out; nothing unless chosen."""
        if not self.found:
            return []
        if is_chosen:
            for one in self.found:
                self.ctx.tally.add(LOANS, "new", one.organisation_id)
            return self.found
        self.ctx.issues.warning(
            "proposed", entity=LOANS, count=len(self.found),
            message=f"{len(self.found):,} things that nobody has here are checked out in {self.register.name} to people we know.",
            todo="Choose “make the assignments” on the preview to hand them out; otherwise they stay in stock.",
        )  # fmt: skip
        return []


def hand_out(found: list[CheckedOut], first: int, *, why: str, by: Actor) -> None:
    """Make the loans inside the caller's transaction. ``first`` is the id of the plan's first new thing.

    Own devices in bulk; loaners one by one with the day they are due. Whom the rules refuse keeps nothing: the thing
    stays in stock and is proposed again.
    """
    placed = [(one.ref if one.ref > 0 else first - one.ref - 1, one) for one in found]
    own = [(item, one.person_id) for item, one in placed if one.purpose == ItemType.Purpose.ASSIGNMENT]
    assign_many(own, why=why, by=by)
    loaners = [(item, one) for item, one in placed if one.purpose == ItemType.Purpose.LOANER]
    items = Item.objects.select_related("organisation").in_bulk([item for item, _ in loaners])
    people = Person.objects.in_bulk([one.person_id for _, one in loaners])
    for item_id, one in loaners:
        if item_id in items and one.person_id in people:
            _lend(items[item_id], people[one.person_id], one, why, by)


def _lend(item: Item, person: Person, one: CheckedOut, why: str, by: Actor) -> None:
    zone = zone_of(item.organisation)

    def moment(day: str | None, at: dt.time) -> dt.datetime | None:
        return None if day is None else dt.datetime.combine(dt.date.fromisoformat(day), at, tzinfo=zone)

    now = dt.datetime.now(zone)
    lent = moment(one.lent_on, dt.time(8, 0))
    lent = lent if lent is not None and lent < now else None
    due = moment(one.due_on, _END_OF_DAY)
    due = due if due is not None and due > (lent or now) else None
    try:
        try:
            lend_item(item, to=person, purpose=Loan.Purpose.LOANER, due=due, at=lent, by=by)
        except Invalid:
            # Later than the rules allow, and nothing else against it.
            may = by.can(CirculationPermission.LOAN_OVERRIDE, at=item.organisation.scope_path)
            lend_item(
                item, to=person, purpose=Loan.Purpose.LOANER, due=due if may else None, at=lent,
                override_reason=why if may and due is not None else "", by=by,
            )  # fmt: skip
    except (Conflict, Invalid):
        return  # the rules refuse: it stays on the shelf here, and is proposed again
