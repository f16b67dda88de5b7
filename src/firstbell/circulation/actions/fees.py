"""The fee ledger: charge, pay, waive, reverse. Lines are only ever added; amounts are integer cents."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation.actions._told import UNNAMED
from firstbell.circulation.events import FeeEntered, QuietlyEntered
from firstbell.circulation.models import FeeEntry, Loan, LoanAccessory, LoanCharge
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.fees import balance_of, right_to_reverse
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person

LARGEST_CENTS = 1_000_000


def charge_fee(
    person: Person,
    *,
    cents: int,
    reason: str,
    item: Item | None = None,
    loan: Loan | None = None,
    organisation: Organisation | None = None,
    kind: str = LoanCharge.Kind.DAMAGED,
    by: Actor,
) -> FeeEntry:
    """``person`` owes ``cents`` more. ``kind`` says what for, where there is a loan (``LoanCharge.Kind``).

    Of private item types the ledger says no more than “Library material: Damaged” and the day; the thing and ``reason``
    stand in a row of their own, which goes with the link to the reader. Raises Forbidden (``circulation.fee.charge``;
    for library material ``circulation.library_fee.charge`` will do), Invalid.
    """
    where = organisation or person.organisation
    thing = item or (loan.item if loan is not None else None)
    is_library = thing is not None and thing.item_type.holder_is_private
    if not (is_library and by.can(CirculationPermission.LIBRARY_FEE_CHARGE, at=where.scope_path)):
        by.require(CirculationPermission.FEE_CHARGE, at=where.scope_path)
    return enter_charge(person, cents=cents, reason=reason, item=item, loan=loan, where=where, kind=kind, by=by)


def enter_charge(
    person: Person,
    *,
    cents: int,
    reason: str,
    item: Item | None,
    loan: Loan | None,
    where: Organisation,
    kind: str,
    by: Actor,
) -> FeeEntry:
    """The same for what the rules charge by themselves: whoever takes the thing back need not be allowed to charge."""
    _check(cents, reason)
    entry = FeeEntry(person=person, organisation=where, kind=FeeEntry.Kind.CHARGE, cents=cents)
    thing = item or (loan.item if loan is not None else None)
    is_quiet = thing is not None and thing.item_type.holder_is_private
    if is_quiet and loan is None:
        loan = Loan.objects.filter(item=thing, borrower=person).order_by("-lent_at").first()
    with change(by):
        if is_quiet:
            _enter(entry, f"{UNNAMED}: {LoanCharge.Kind(kind).label.lower()}", by, is_quiet=True)
        else:
            entry.item, entry.loan = item, loan
            _enter(entry, reason, by)
        if loan is not None:
            LoanCharge.objects.create(loan=loan, entry=entry, kind=kind, note=reason.strip()[:200])
    return entry


def enter_credit(entry: FeeEntry, *, cents: int, loan: Loan, by: Actor) -> FeeEntry:
    """Give back up to what a charge was for: a lost thing was found. Whoever took it back need not be allowed to waive.

    To whom the loan belongs by now: where two entries of a person were merged, what they owe went over as well.
    """
    is_quiet = loan.item.item_type.holder_is_private
    credit = FeeEntry(
        person=loan.borrower or entry.person, organisation=entry.organisation, kind=FeeEntry.Kind.WAIVER,
        cents=-min(cents, entry.cents),
    )  # fmt: skip
    if not is_quiet:
        credit.item, credit.loan = loan.item, loan
    return _enter(credit, f"{UNNAMED}: found" if is_quiet else f"{loan.item.label} was found", by, is_quiet=is_quiet)


def take_payment(
    person: Person, *, cents: int, reason: str = "Payment", organisation: Organisation | None = None, by: Actor
) -> FeeEntry:
    """``person`` paid ``cents``, at most what is owed. Raises Forbidden (``circulation.fee.pay``), Invalid."""
    where = organisation or person.organisation
    by.require(CirculationPermission.FEE_PAY, at=where.scope_path)
    return _reduce(FeeEntry.Kind.PAYMENT, person, cents, reason, where, by)


def waive_fee(
    person: Person, *, cents: int, reason: str, organisation: Organisation | None = None, by: Actor
) -> FeeEntry:
    """Forgive ``cents``, at most what is owed. Raises Forbidden (``circulation.fee.waive``), Invalid."""
    where = organisation or person.organisation
    by.require(CirculationPermission.FEE_WAIVE, at=where.scope_path)
    return _reduce(FeeEntry.Kind.WAIVER, person, cents, reason, where, by)


def reverse_entry(entry: FeeEntry, *, reason: str, by: Actor) -> FeeEntry:
    """Take a line back by its mirror image; once. Charges and payments need their own permission, waivers theirs.

    Raises Forbidden, Conflict when it was reversed already or is a reversal itself, Invalid.
    """
    by.require(right_to_reverse(entry), at=entry.organisation.scope_path)
    if entry.kind == FeeEntry.Kind.REVERSAL:
        raise Conflict("A reversal cannot be reversed.", remedy="Enter the charge or payment again.")
    if entry.kind == FeeEntry.Kind.TRANSFER:
        raise Conflict("A transfer belongs to two entries.", remedy="Take the two persons apart on their page.")
    if not reason.strip():
        raise Invalid("A reversal needs a reason.", remedy="Say what was wrong.", field="reason")
    return mirror_entry(entry, reason=reason, by=by)


def mirror_entry(entry: FeeEntry, *, reason: str, by: Actor) -> FeeEntry:
    """The reversal itself, also for undoing what charged by itself. Raises Conflict when it was reversed already."""
    mirror = FeeEntry(
        person=entry.person,
        organisation=entry.organisation,
        kind=FeeEntry.Kind.REVERSAL,
        cents=-entry.cents,
        item=entry.item,
        loan=entry.loan,
        reverses=entry,
    )
    try:
        with transaction.atomic():
            # What a reversed charge was for is owed again.
            LoanAccessory.objects.filter(fee=entry).update(state=LoanAccessory.State.MISSING, fee=None)
            is_quiet = entry.reason.startswith(UNNAMED)
            return _enter(mirror, f"{UNNAMED}: taken back" if is_quiet else reason, by, is_quiet=is_quiet)
    except IntegrityError:
        raise Conflict("This line was already reversed.", remedy="Nothing more to do.") from None


def _reduce(kind: str, person: Person, cents: int, reason: str, where: Organisation, by: Actor) -> FeeEntry:
    _check(cents, reason)
    with change(by):
        # Two desks taking the same payment: the second waits here and then sees the smaller balance.
        Person.objects.select_for_update().get(pk=person.pk)
        owed = balance_of(person)
        if cents > owed:
            raise Invalid(
                f"{person.name} owes ${max(owed, 0) / 100:.2f}; ${cents / 100:.2f} is more than that.",
                remedy="Enter at most what is owed.",
                field="amount",
            )
        return _enter(FeeEntry(person=person, organisation=where, kind=kind, cents=-cents), reason, by)


def _check(cents: int, reason: str) -> None:
    if not 0 < cents <= LARGEST_CENTS:
        raise Invalid("That is not an amount.", remedy=f"From $0.01 to ${LARGEST_CENTS / 100:,.2f}.", field="amount")
    if not reason.strip():
        raise Invalid("A reason is needed.", remedy="Say what it is for.", field="reason")


def _enter(entry: FeeEntry, reason: str, by: Actor, *, is_quiet: bool = False) -> FeeEntry:
    with change(by) as unit:
        entry.reason, entry.at, entry.by = reason.strip()[:200], timezone.now(), by.name[:200]
        if is_quiet:  # the minute would tell which return it belongs to
            entry.at = dt.datetime.combine(timezone.localdate(), dt.time.min, tzinfo=timezone.get_current_timezone())
        entry.save(force_insert=True)
        told = QuietlyEntered if is_quiet else FeeEntered
        about = (entry.item.ref,) if entry.item is not None and not entry.item.item_type.holder_is_private else ()
        unit.publish(
            told(
                subject=entry.person.ref,
                org_path=entry.organisation.scope_path,
                about=about,
                entry_id=entry.pk,
                kind=entry.get_kind_display(),
                cents=entry.cents,
                note=entry.reason,
            )
        )
    return entry
