"""Lending. One item is lent once: the item's row is locked, and the database keeps the promise besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from firstbell.circulation.actions._accessories import hand_out_lines, planned, restore_items
from firstbell.circulation.actions._fulfil import fulfil, unfulfil
from firstbell.circulation.actions._kept_apart import keep_apart
from firstbell.circulation.actions._parts import lend_parts
from firstbell.circulation.actions._reserved import collect, uncollect
from firstbell.circulation.actions._together import undo_lend_together
from firstbell.circulation.actions._told import due_text, exception_note, holder_name, told, unnamed
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.events import ItemLent, LendUndone
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.desks import at_desk, desk_for
from firstbell.circulation.queries.lending import Finding, LendingCheck, check_lending, lendable_items
from firstbell.circulation.queries.overrides import require_override
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.actions import hand_out_item, restore_item
from firstbell.inventory.models import Item, ItemType
from firstbell.inventory.models.items import ItemQuerySet
from firstbell.inventory.queries import state_of
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of

#: Stands on the loan where the reason itself is kept in ``models.QuietOverride``.
KEPT_APART = "Kept by the library"
PURPOSE_OF_TYPE = {
    ItemType.Purpose.ASSIGNMENT: Loan.Purpose.ASSIGNMENT,
    ItemType.Purpose.LOANER: Loan.Purpose.LOANER,
}


class LendingRefused(Conflict):
    """Lending, or renewing for what a room above says, is not all right; ``findings`` are the reasons, ``code`` that of the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        message = " ".join(finding.text for finding in findings)
        super().__init__(message, remedy=first.remedy, code=first.code)
        self.findings = tuple(findings)
        self.is_overridable = all(finding.overridable for finding in findings)


def lend_item(
    item: Item,
    *,
    to: Person | Place,
    purpose: str | None = None,
    due: dt.datetime | None = None,
    stands_in_for: Item | None = None,
    override_reason: str = "",
    accessories: Iterable[str] = (),
    organisation: Organisation | None = None,
    has_happened: bool = False,
    by: Actor,
    at: dt.datetime | None = None,
) -> Loan:
    """Lend ``item`` to a person (or put it out to a place), due by the rules, and offer undo. A kit takes its parts.

    ``purpose`` is a ``Loan.Purpose``, by default what the item's type is for. ``due`` (aware) replaces
    the rules' date; a later one than theirs counts as an override. ``organisation`` is where it is lent,
    by default the item's school, or that of the district whose desk the actor serves (``queries.desks``). ``at`` is the moment of lending, never in the future. ``accessories`` are
    codes of what goes along with the model (``queries.accessories.expected_for``), barcodes, or free names.
    ``has_happened``: it was handed out while nobody could be asked; what rooms above say against it is written down only.

    Raises Forbidden (``circulation.loan.lend``; ``circulation.loan.override`` with an override reason that
    is needed), LendingRefused with every reason, among them that somebody else has it already, Invalid.
    """
    with change(by) as unit:
        held = _held(item)
        where = organisation or desk_for(held, by, CirculationPermission.LOAN_LEND)
        by.require(CirculationPermission.LOAN_LEND, at=where.scope_path)
        now = _moment(at)
        person = to if isinstance(to, Person) else None
        asked_by, by = by, unnamed(unit, at_desk(by, held, where), held.item_type, person)
        check = check_lending(held, person, by=by, organisation=where, at=now)
        due_at, explain = _due(check, due, now, where, by)
        is_later = _is_later(due_at, check.due_at)
        quiet, reason = _passed(check, held, is_later, override_reason, has_happened=has_happened, by=by, where=where)
        before = state_of(held)
        lines = planned(held, accessories)
        loan = Loan(
            item=held,
            borrower=person,
            place=to if isinstance(to, Place) else None,
            organisation=where,
            purpose=_purpose(purpose, held),
            lent_at=now,
            lent_by=by.name[:200],
            due_at=due_at,
            due_explain=list(explain),
            override_reason=reason,
            stands_in_for=stands_in_for,
            reservation=check.reservation,
            accessories=[line.name for line in lines],
        )
        _store(loan)
        keep_apart(loan, quiet, "" if has_happened else override_reason, at=now, by=by)
        collect(loan.reservation, now)
        waited = fulfil(unit, check.hold, held, took_from=check.took_from, where=where, by=by)
        hand_out_item(held, to_person=person, to_place=loan.place, purpose=loan.purpose, by=by)
        _keep_in_step(item, held)
        with_it, parts = hand_out_lines(loan, lines, by=by), lend_parts(unit, loan, by=by)
        unit.publish(ItemLent(**told(loan), to=holder_name(loan), due=due_text(loan), note=_note(loan, check)))
        payload = {"loan": loan.pk, "before": before, "status": held.status, "with": with_it, "parts": parts}
        offer_undo(undo_lend, payload | {"waited": waited}, label=_label(loan), by=asked_by)
    return loan


@undo_handler
def undo_lend(payload: dict[str, Any], *, by: Actor) -> None:
    """Take a lending back as if it had not been: the loan row goes, the item is as before.

    Raises Conflict when the loan or the item has moved on since.
    """
    with change(by) as unit:
        loan = (
            Loan.objects.select_for_update(of=("self",))
            .select_related(
                "item__item_type", "item__organisation", "borrower", "place", "organisation", "stands_in_for"
            )
            .filter(pk=payload["loan"])
            .first()
        )
        if loan is None or not loan.is_open:
            remedy = "There is nothing left to take back; the item's page tells what happened."
            raise Conflict("This loan has ended since.", remedy=remedy)
        if loan.renewals or loan.fee_entries.exists():
            raise Conflict("This loan has moved on since.", remedy="Take the item back on the loan's page instead.")
        by.require(CirculationPermission.LOAN_LEND, at=loan.organisation.scope_path)
        by = unnamed(unit, at_desk(by, loan.item, loan.organisation), loan.item.item_type, loan.borrower)
        event = LendUndone(**told(loan))
        undo_lend_together(unit, payload.get("parts", []), by=by)
        restore_items(payload.get("with", []), by=by)
        restore_item(loan.item, state=payload["before"], expected=payload["status"], by=by)
        loan.delete()
        uncollect(loan.reservation_id)
        unfulfil(unit, payload.get("waited"), loan.item, by=by)
        unit.publish(event)


def _label(loan: Loan) -> str:
    name = holder_name(loan)
    return f"Lent {loan.item.label}" + (f" to {name}" if name else "")


def _held(item: Item) -> Item:
    """The item as it is now, locked until the transaction ends: who comes second waits here."""
    held = prepared.row(_locked, timezone.localdate(), item=item.pk)
    if held is None:
        raise NotFound("This item does not exist any more.")
    return held


def _locked(today: dt.date, item: int) -> ItemQuerySet:
    return lendable_items(today).select_for_update(of=("self",)).filter(pk=item).order_by()[:1]


def _moment(at: dt.datetime | None) -> dt.datetime:
    now = timezone.now()
    if at is not None and at > now:
        raise Invalid("A loan cannot begin in the future.", remedy="Lend it when it is handed out.", field="at")
    return at or now


def _due(
    check: LendingCheck, due: dt.datetime | None, now: dt.datetime, where: Organisation, by: Actor
) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """The rules' due date, or the one chosen by hand with the rules' kept in the explanation."""
    if due is None:
        return check.due_at, check.explain
    if due <= now:
        raise Invalid("The due date is in the past.", remedy="Choose a day from today on.", field="due")
    day = due.astimezone(zone_of(where)).date()
    return due, (f"Due {day_text(day, now.date())}: chosen by {by.name}.", f"By the rules: {check.explain[0]}")


def _is_later(due: dt.datetime | None, by_rules: dt.datetime | None) -> bool:
    return due is not None and by_rules is not None and due > by_rules


def _passed(
    check: LendingCheck,
    item: Item,
    is_later: bool,
    reason: str,
    *,
    has_happened: bool,
    by: Actor,
    where: Organisation,
) -> tuple[list[Finding], str]:
    """What rooms above said and was passed, and the reason as the loan keeps it. Raises as :func:`_pass_blocks` does."""
    kind = item.item_type
    quiet = [one for one in check.blocks if one.passed_by]
    others = [one for one in check.blocks if not one.passed_by]
    if has_happened and quiet:
        require_override(by, kind, at=where.scope_path)
    _pass_blocks(others if has_happened else check.blocks, is_later, reason, kind, by, where)
    if not others and not is_later:
        return quiet, ""
    return quiet, KEPT_APART if quiet else reason.strip()[:300]


def _pass_blocks(
    blocks: Sequence[Finding], is_later: bool, reason: str, kind: ItemType, by: Actor, where: Organisation
) -> None:
    """Stop unless nothing stands against it, or all that does may be overridden, by this actor, with a reason.

    What a room above says is overridable only for whoever may: it has looked at the actor already.
    """
    hard = [finding for finding in blocks if not finding.overridable]
    if hard:
        raise LendingRefused(hard)
    if not blocks and not is_later:
        return
    if not reason.strip():
        if blocks:
            raise LendingRefused(blocks)
        raise Invalid("This is later than the rules allow.", remedy="Give a reason, or an earlier date.", field="due")
    if is_later or any(not finding.passed_by for finding in blocks):
        require_override(by, kind, at=where.scope_path)


def _purpose(purpose: str | None, item: Item) -> str:
    if purpose is None:
        return PURPOSE_OF_TYPE.get(ItemType.Purpose(item.item_type.purpose), Loan.Purpose.CHECKOUT)
    if purpose not in Loan.Purpose.values:
        known = ", ".join(Loan.Purpose.values)
        raise Invalid(f"“{purpose}” is not a purpose.", remedy=f"Use one of: {known}.", field="purpose")
    return purpose


def _store(loan: Loan) -> None:
    try:
        loan.save(force_insert=True)
    except IntegrityError:
        # Only a writer that did not lock the item can get here; the transaction is spent, so nobody can be named.
        text = f"{loan.item.label} was lent to somebody else at this very moment."
        raise LendingRefused([Finding("already_lent", text, "Scan it again to see who has it.")]) from None


def _keep_in_step(item: Item, held: Item) -> None:
    """The caller's copy shows what was written."""
    for name in Item.STATE_FIELDS:
        setattr(item, name, getattr(held, name))


def _note(loan: Loan, check: LendingCheck) -> str:
    """What the audit keeps besides: why it was overridden, what was warned of, what went along."""
    parts = []
    if loan.override_reason:
        passed = [finding.code for finding in check.blocks if not finding.passed_by] or ["due date"]
        parts.append(exception_note(passed, loan.override_reason, loan.item))
    if loan.accessories:
        parts.append(f"With: {', '.join(loan.accessories)}")
    return " · ".join(parts)
