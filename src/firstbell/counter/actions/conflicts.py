"""A person decides between what a station recorded and what the books say."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from firstbell.circulation.actions import check_in, lend_item, renew_loan, return_item
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.counter.actions._reader import forget_reader
from firstbell.counter.events import ScanConflictDecided
from firstbell.counter.models import Scan, ScanConflict
from firstbell.counter.queries.accessories import to_lend
from firstbell.counter.queries.sides import right_to_decide
from firstbell.inventory.models import Item
from firstbell.people.models import Person

WHY = "Decided between station and books"


def decide_conflict(
    conflict: ScanConflict,
    *,
    decision: str,
    note: str = "",
    person: Person | None = None,
    item: Item | None = None,
    by: Actor,
) -> ScanConflict:
    """Settle it: keep the books; enter what the station recorded; or enter that ``item`` went to ``person``.

    "Something else" without a person and an item only closes the question, and needs a ``note`` that says what
    was found out. What is entered goes through lending and returning as at any desk, with the decision as the
    reason for an override. One of a class visit is for those who may know who has which book; its reader is forgotten.
    Raises Forbidden (``counter.conflict.decide`` or, for a class visit, ``circulation.library_loan.view``, and what
    the parts need), Conflict when it was decided before or the books cannot take it, Invalid.
    """
    with change(by) as unit:
        held = _locked(conflict)
        by.require(right_to_decide(held), at=held.organisation.scope_path)
        if held.decided_at is not None:
            raise Conflict(f"{held.decided_by} has decided this already.", remedy="Nothing more to do.")
        if decision == ScanConflict.Decision.STATION:
            _enter_station(held, by=by)
        elif decision == ScanConflict.Decision.OTHER:
            _enter_other(person, item, note, by=by)
        elif decision != ScanConflict.Decision.BOOKS:
            raise Invalid(f"“{decision}” is not a decision.", remedy="Choose one of the three.", field="decision")
        # What somebody writes may name the reader.
        held.decision, held.note = decision, "" if held.is_private else note.strip()[:300]
        held.decided_at, held.decided_by = timezone.now(), by.name
        if held.is_private:
            forget_reader(held)
        held.save(update_fields=["decision", "note", "decided_at", "decided_by", "reader"])
        involved = (held.scan.item, item) if held.is_private else (held.scan.person, held.scan.item, person, item)
        about = tuple(thing.ref for thing in involved if thing is not None)
        unit.publish(
            ScanConflictDecided(
                subject=held.ref,
                org_path=held.organisation.scope_path,
                about=tuple(dict.fromkeys(about)),
                decision=held.get_decision_display(),
                note=held.note,
            )
        )
    return held


def _enter_station(conflict: ScanConflict, *, by: Actor) -> None:
    """Make the books say what the station recorded, as of now."""
    scan = conflict.scan
    if scan.item is None:
        raise Conflict("The device is not known here.", remedy="Enter it under “something else”.")
    if conflict.is_private:
        _enter_visit(conflict, scan.item, by=by)
    elif scan.kind == Scan.Kind.HANDOUT:
        if scan.person is None:
            raise Conflict("The student is not known here.", remedy="Enter them under “something else”.")
        pieces = to_lend(scan.details.get("along", ()), scan.campaign, scan.item)
        _give(scan.item, scan.person, [code for code, _ in pieces], by=by)
    elif scan.kind in {Scan.Kind.COLLECTION, Scan.Kind.SWAP_RETURN}:
        loan = _open_loan(scan.item)
        if loan is None:
            raise Conflict(f"{scan.item.label} is lent to nobody.", remedy="Keep the books: it is back.")
        return_item(loan, condition=scan.details.get("condition", "good"), by=by)
    else:
        raise Conflict(
            "A swap has too many parts to be entered by one button.",
            remedy="Make it at the counter as it was, then keep the books here.",
        )


def _enter_visit(conflict: ScanConflict, item: Item, *, by: Actor) -> None:
    if conflict.scan.kind == Scan.Kind.TAKEN_IN:
        check_in(item, organisation=conflict.organisation, by=by)
    elif conflict.reader is None:
        raise Conflict("The reader is not known here.", remedy="Enter them under “something else”.")
    elif conflict.scan.kind == Scan.Kind.RENEWED and (loan := _loan_of(conflict.reader, item)) is not None:
        renew_loan(loan, override_reason=WHY, by=by)
    else:
        _give(item, conflict.reader, (), by=by)


def _enter_other(person: Person | None, item: Item | None, note: str, *, by: Actor) -> None:
    if person is not None and item is not None:
        _give(item, person, (), by=by)
    elif person is not None or item is not None:
        raise Invalid("A student and a device belong together.", remedy="Give both codes, or none.", field="item_code")
    elif not note.strip():
        raise Invalid("Nothing says what was found out.", remedy="Write a note, or give both codes.", field="note")


def _give(item: Item, person: Person, names: Sequence[str], *, by: Actor) -> None:
    """The item is this person's from now on; whoever had it by the books no longer has it."""
    loan = _open_loan(item)
    if loan is not None and loan.borrower_id == person.pk:
        return
    if loan is not None:
        return_item(loan, by=by)
    lend_item(item, to=person, accessories=names, override_reason=WHY, by=by)


def _loan_of(person: Person, item: Item) -> Loan | None:
    return Loan.objects.open().filter(item_id=item.pk, borrower=person).first()


def _open_loan(item: Item) -> Loan | None:
    return Loan.objects.open().filter(item_id=item.pk).first()


def _locked(conflict: ScanConflict) -> ScanConflict:
    found = (
        ScanConflict.objects.select_for_update(of=("self",))
        .select_related("organisation", "reader", "scan__person", "scan__item", "scan__organisation", "scan__campaign")
        .filter(pk=conflict.pk)
        .first()
    )
    if found is None:
        raise NotFound("This conflict does not exist.")
    return found
