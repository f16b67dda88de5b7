"""What speaks against lending one thing to one person, and what to know: found out without writing anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import Standing
from firstbell.circulation.queries.holds import HoldTerms, may_see_hold
from firstbell.circulation.queries.kits import IN_STOCK, is_kit, kit_lines
from firstbell.circulation.queries.loans import label_for, may_name, may_tell_apart
from firstbell.circulation.queries.policies import EffectiveRules
from firstbell.circulation.queries.reservations import LendingPromise
from firstbell.core.actor import Actor
from firstbell.core.calendars import SchoolDays
from firstbell.inventory.models import Device, DeviceModel, Item, KitPart, Status
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import zone_of

TO_ITS_OWNER = (Status.READY_RETURN, Status.STORED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason against lending, or a warning. ``code`` is stable; ``overridable`` needs right and reason.

    ``passed_by`` is the permission that passing takes where a room above says so (``queries.guards``); empty for
    ``circulation.loan.override``.
    """

    code: str
    text: str
    remedy: str = ""
    overridable: bool = False
    passed_by: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known about one wish to lend; says what speaks against it."""

    item: Item
    person: Person | None
    by: Actor
    where: Organisation
    now: dt.datetime
    today: dt.date
    rules: EffectiveRules
    days: SchoolDays
    loans: Sequence[Loan]
    standing: Standing | None
    promise: LendingPromise
    terms: HoldTerms

    def blocks(self) -> Iterator[Finding]:
        lent = next((loan for loan in self.loans if loan.item_id == self.item.pk), None)
        if lent is not None:
            yield self.already_lent(lent)
        elif not self._is_in_stock():
            status = self.item.get_status_display()
            text = f"{self.item.label} cannot be lent: {status.lower()}."
            yield Finding("not_lendable", text, "Scan another one, or change its status on its page first.")
        if not self.rules.flag("may_be_lent"):
            text = f"{self.item.item_type.name} is not lent ({self.rules.because('may_be_lent')})."
            yield Finding("not_for_loan", text, "Use it here, or lend it all the same with a reason.", overridable=True)
        yield from self._of_kit()
        if self.promise.broken is not None:
            remedy = "Take another one, or lend it all the same with a reason."
            yield Finding("reserved", self.promise.why, remedy, overridable=True)
        yield from self._of_holds()
        if self.person is not None and self.standing is not None:
            yield from self._of_person(self.person, self.standing)

    def _of_holds(self) -> Iterator[Finding]:
        """Somebody else waits for it, named only to those who may see the hold; or it is on its way elsewhere.

        What has arrived, or travels for the borrower, is in the right hands: no scan at return is asked for first.
        """
        transit, other = self.terms.transit, self.terms.other
        whose = ""
        if other is not None:
            whose = f"{other.person.name}, hold {other.pk}" if may_see_hold(other, self.by) else f"hold {other.pk}"
        is_theirs = self.terms.mine is not None and self.terms.mine.copy_id == self.item.pk
        if transit is not None and not is_theirs and (transit.target_id != self.where.pk or self.terms.is_set_aside):
            for_whom = f" for {whose}" if self.terms.is_set_aside else ""
            text = f"{self.item.label} is on its way to {transit.target.name}{for_whom}."
            remedy = "Scan it at return to be told where it goes, or lend it with a reason: then it travels no further."
            yield Finding("in_transit", text, remedy, overridable=True)
            return
        mine = self.promise.mine
        is_collected = mine is not None and mine.item_id == self.item.pk
        if other is None or (is_collected and not self.terms.is_set_aside):
            return  # what the borrower reserved for today is not somebody's who waits
        if self.terms.is_set_aside:
            text = f"{self.item.label} lies on the pick-up shelf for {whose}."
            yield Finding("on_hold_shelf", text, "Lend another one, or this one with a reason.", overridable=True)
        else:
            text = f"{self.item.label} is wanted: {whose}; no other free copy is left for it."
            yield Finding(
                "on_hold", text, "Scan it at return to set it aside, or lend with a reason.", overridable=True
            )

    def _of_kit(self) -> Iterator[Finding]:
        """A part goes only with its kit, a kit only with all its parts."""
        part = _kit_part(self.item)
        if part is not None:
            text = f"{self.item.label} is part of {part.kit.label}."
            yield Finding("in_kit", text, "Lend the kit, or take this out of it on the kit's page first.")
        if is_kit(self.item):
            for line in kit_lines(self.item):
                if not line.is_free:
                    remedy = "Take it back first, or take it out of the kit on the kit's page."
                    yield Finding("part_missing", line.why_not(self.by), remedy)

    def already_lent(self, loan: Loan) -> Finding:
        """Who has it, since when, from whom; the name only for those who may see the loan."""
        since = _since(loan.lent_at, self.now, self.where)
        is_theirs = self.person is not None and loan.borrower_id == self.person.pk
        if self.person is not None and is_theirs and may_tell_apart(loan, self.by):
            text = f"{self.person.name} already has {self.item.label} since {since}."
            return Finding("already_lent_to_same", text, "Renew the loan instead.")
        whom = f" to {loan.borrower or loan.place}" if may_name(loan, self.by) else ""
        text = f"{self.item.label} is already lent{whom} since {since} by {loan.lent_by}."
        return Finding("already_lent", text, "Take it back first if it lies in front of you, or scan another one.")

    def _is_in_stock(self) -> bool:
        if self.item.status in TO_ITS_OWNER:
            return self.person is not None and self.item.assigned_to_id == self.person.pk
        return self.item.status in IN_STOCK

    def _of_person(self, person: Person, standing: Standing) -> Iterator[Finding]:
        if person.withdrawn_on is not None:
            text = f"{person.name} left on {person.withdrawn_on:%b %-d, %Y}."
            yield Finding("withdrawn", text, "Lend to somebody who is still here.", overridable=True)
        elif standing.last_day is not None and standing.last_day < self.today:
            text = f"{person.name}'s membership ended on {standing.last_day:%b %-d, %Y}."
            yield Finding("membership_ended", text, "Ask the office whether they are still here.", overridable=True)
        if standing.block_reason:
            text = f"{person.name} is blocked: {standing.block_reason}."
            yield Finding("blocked", text, "Lift the block, or override it with a reason.", overridable=True)
        yield from self._limits(person)
        yield from self._fees(person, standing)
        yield from self._overdue(person)

    def _named(self, loans: Sequence[Loan]) -> str:
        names = dict.fromkeys(label_for(loan, self.by) for loan in loans)
        return ", ".join(list(names)[:3]) + (" and more" if len(names) > 3 else "")

    def _mine(self) -> list[Loan]:
        """The person's other open loans; neither what is lost or stolen nor what they say came back."""
        gone = (Status.LOST, Status.STOLEN)
        mine = [loan for loan in self.loans if self.person is not None and loan.borrower_id == self.person.pk]
        mine = [loan for loan in mine if not getattr(loan, "is_claimed", False)]
        mine = [loan for loan in mine if loan.item.status not in gone]
        # What may not be told of the thing itself must not be told by a limit either.
        return [loan for loan in mine if loan.item_id != self.item.pk or not may_tell_apart(loan, self.by)]

    def _counting(self) -> list[Loan]:
        """Those that count against limits: a kit and a cart are one."""
        return [loan for loan in self._mine() if loan.part_of_id is None and loan.cart_loan_id is None]

    def _limits(self, person: Person) -> Iterator[Finding]:
        counting = self._counting()
        same = [loan for loan in counting if loan.item.item_type_id == self.item.item_type_id]
        limit = self.rules.number("max_open_of_type")
        if limit is not None and len(same) >= limit:
            has = self._named(same) or "none"
            text = f"{person.name} already has {has}; {self.item.item_type.name}: at most {limit}."
            yield Finding("max_open_of_type", text, "Take one back first, or override with a reason.", overridable=True)
        total = self.rules.number("max_open_total")
        if total is not None and len(counting) >= total:
            text = f"{person.name} has {len(counting)} open loans; at most {total} are allowed."
            yield Finding("max_open_total", text, "Take something back first, or override.", overridable=True)

    def _fees(self, person: Person, standing: Standing) -> Iterator[Finding]:
        limit = self.rules.number("fee_block_cents")
        if limit is None or standing.balance_cents <= 0 or standing.balance_cents < limit:
            return
        may_see = self.by.can(CirculationPermission.FEE_VIEW, at=self.where.scope_path)
        owes = f"owes ${standing.balance_cents / 100:.2f}" if may_see else "has unpaid fees"
        yield Finding("fees", f"{person.name} {owes}.", "Take a payment, or override with a reason.", overridable=True)

    def _overdue(self, person: Person) -> Iterator[Finding]:
        limit = self.rules.number("overdue_block")
        if not limit:
            return
        kits = {loan.pk for loan in self._mine()}
        late = [loan for loan in self._mine() if loan.part_of_id not in kits and self._is_late(loan)]
        if len(late) >= limit:
            text = f"{person.name} has overdue: {self._named(late)}."
            yield Finding("overdue", text, "Take it back or renew it first, or override.", overridable=True)

    def _is_late(self, loan: Loan) -> bool:
        """Past its due date by more school days than the grace."""
        if loan.due_at is None or loan.due_at >= self.now:
            return False
        due = loan.due_at.astimezone(zone_of(self.where)).date()
        passed = self.days.open_between(due + dt.timedelta(days=1), self.today)
        grace = self.rules.number("grace_days") or 0
        return passed > grace or (due == self.today and not grace)

    # --- warnings ----------------------------------------------------------------------------------

    def warnings(self) -> Iterator[Finding]:
        if self.item.reserved_for:
            text = f"{self.item.label} is reserved for {self.item.reserved_for}."
            yield Finding("reserved", text, "Take another one if there is one.")
        owner = self.item.assigned_to
        if owner is not None and (self.person is None or owner.pk != self.person.pk):
            yield Finding("assigned_to_other", f"{self.item.label} belongs to {owner.name}.", "Check that it is meant.")
        end = updates_end(self.item)
        if end is not None and end < self.today and self.rules.flag("warn_update_end"):
            text = f"Automatic updates of {self.item.label} ended on {end:%b %-d, %Y}."
            yield Finding("updates_ended", text, "Take a newer one if there is one.")
        yield from self._unseen()

    def _unseen(self) -> Iterator[Finding]:
        limit, seen = self.rules.number("warn_unseen_days"), last_seen(self.item)
        if limit is None or seen is None:
            return
        passed = (self.now - seen).days
        if passed > limit:
            text = f"{self.item.label} was last seen {passed} days ago."
            yield Finding("unseen", text, "Start it and let it update, or take another one.")


def updates_end(item: Item) -> dt.date | None:
    """The day a device's automatic updates end: its own date, else its model's. None for other things."""
    device = _device(item)
    if device is not None and device.aue_date is not None:
        return device.aue_date
    try:
        return item.product.devicemodel.aue_date
    except DeviceModel.DoesNotExist:
        return None


def last_seen(item: Item) -> dt.datetime | None:
    """The latest sign of life: a scan, or what a console read from it (``annotated as console_seen``)."""
    signs = [item.last_seen_at, getattr(item, "console_seen", None)]
    return max((sign for sign in signs if sign is not None), default=None)


def _device(item: Item) -> Device | None:
    if isinstance(item, Device):
        return item
    try:
        return item.device
    except Device.DoesNotExist:
        return None


def _kit_part(item: Item) -> KitPart | None:
    try:
        return item.kit_part
    except KitPart.DoesNotExist:
        return None


def _since(lent_at: dt.datetime, now: dt.datetime, where: Organisation) -> str:
    zone = zone_of(where)
    local = lent_at.astimezone(zone)
    clock = f"{local.hour}:{local:%M}"
    return clock if local.date() == now.astimezone(zone).date() else f"{local:%a} {local:%b} {local.day}, {clock}"
