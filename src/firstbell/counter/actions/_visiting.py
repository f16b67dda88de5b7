"""What a scan at a class visit does: lends, takes back, renews, by the actions of any desk. For this folder only.

The record of a scan is never rewritten, and what a child reads must be forgotten: so it keeps the thing and never the
child. Nothing here may put a name into ``Applied.message``, ``details`` or the message of an error that is stored; what
is said at the desk goes out with the answer (:func:`quiet`), and for a question to decide the child waits in
``ScanConflict.reader``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from firstbell.circulation.actions import check_in, lend_item
from firstbell.circulation.actions.loans import LendingRefused
from firstbell.circulation.actions.renewals import renew_loan, undo_renewal
from firstbell.circulation.models import Loan
from firstbell.circulation.queries.loans import due_of
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.events import current_change
from firstbell.core.models import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.counter.actions._applying import Applied, Case
from firstbell.counter.models import Scan
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.places import clock, day_words
from firstbell.counter.queries.visit_looks import item_by_code, lender, lent_elsewhere, library_items
from firstbell.counter.queries.visits import due_day, is_library, may_override, reader_in, sees_titles, visitable
from firstbell.inventory.models import Item
from firstbell.people.models import Person, Section

#: What a scan that was refused says for ever: the reason without the child. What rooms above say has other codes.
SAID = {
    "already_lent": "is lent already",
    "already_lent_to_same": "is lent already",
    "out_to_other": "is lent already",
    "has_it": "is lent already",
    "not_lendable": "cannot be lent as it stands",
    "not_for_loan": "is not lent",
    "in_kit": "belongs to a kit",
    "part_missing": "lacks a part",
    "reserved": "is promised to somebody",
    "in_transit": "is on its way to another school",
    "on_hold_shelf": "waits for somebody on the pick-up shelf",
    "on_hold": "is wanted by somebody",
    "blocked": "was not lent: the reader is blocked",
    "max_open_of_type": "was not lent: the limit is reached",
    "max_open_total": "was not lent: the limit is reached",
    "overdue": "was not lent: something is overdue",
    "fees": "was not lent: fees are owed",
    "withdrawn": "was not lent: the reader has left",
    "membership_ended": "was not lent: the reader has left",
    "came_back_later": "came back after it was scanned",
    "lent_later": "was lent again after it was scanned",
    "unknown_item": "is not known here",
    "unknown_person": "was not lent: the reader is not of this class",
    "is_back": "came back already",
}
SAME_VISIT = dt.timedelta(hours=6)
SAID_OF_RENEWING = {
    "no_checkout": "is not lent to this reader",
    "item_denied_renewal": "cannot be renewed",
    "too_many": "was renewed as often as it may be",
    "restriction": "was not renewed: the reader is blocked",
    "overdue": "was not renewed: it is overdue",
    "recalled": "was not renewed: somebody waits for it",
    "on_reserve": "was not renewed: somebody waits for it",
    "reserved": "was not renewed: it is reserved",
    "withdrawn": "was not renewed: the reader has left",
    "too_soon": "was not renewed: it is too early",
    "not_later": "was not renewed: it is too early",
    "came_back_later": "came back after it was scanned",
    "lent_later": "was lent again after it was scanned",
    "unknown_item": "is not known here",
    "unknown_person": "was not renewed: the reader is not of this class",
}


def lend_in_visit(case: Case) -> Applied:
    """The book goes to the child; ``return_first`` among the sure: whoever had it gives it back in the same act."""
    section, school = _section(case), case.station.organisation
    by = lender(case.by, section)
    person, item = _reader(case, section), _item(case, section)
    at = case.at if case.entry.confirmed else None
    loan = _open_loan(item)
    # Who may not know whose it is gets the same answers for every child (and may take it back and lend it anew).
    knows = sees_titles(case.by, section)
    if loan is not None and knows and loan.borrower_id == person.pk:
        raise Conflict(f"{person.name} has it already.", remedy="Renew it, or take it back.", code="has_it")
    if loan is not None and "return_first" not in case.entry.sure:
        raise Conflict(f"{item.label} is out.", remedy="Take it back first.", code="out_to_other")
    if loan is not None:
        _require_before(loan, case)
        check_in(item, organisation=school, by=by, at=at)
    elif at is not None:
        _require_not_back_since(item, case)
    reason = case.entry.reason if may_override(case.by, section) else ""
    lent = lend_item(item, to=person, organisation=school, override_reason=reason, by=by, at=at)
    return Applied(f"“{_title(item)}” is lent{_due(lent)}.", None, item, undo_parts=_offers())


def take_in_at_visit(case: Case) -> Applied:
    """The book comes back from whoever had it; what was not lent was read here."""
    section = _section(case)
    item = _item(case, section)
    loan = _open_loan(item)
    if loan is not None:
        _require_before(loan, case)
    elif case.entry.confirmed and _back_since(item, case.at) is not None:
        return Applied(f"“{_title(item)}” came back already.", None, item, undo_parts=[])
    at = case.at if case.entry.confirmed and loan is not None else None
    came = check_in(item, organisation=case.station.organisation, by=lender(case.by, section), at=at)
    word = "is back" if came.loan is not None else "was not out" + (", read in the house" if came.used_in_house else "")
    where = "" if came.next_step.kind == "shelf" else f" {came.next_step.text}"
    return Applied(f"“{_title(item)}” {word}.{where}", None, item, undo_parts=_offers())


def renew_in_visit(case: Case) -> Applied:
    """The child keeps it; counted anew by the rules, from when it was scanned. What two desks
    renewed without network is renewed once."""
    section = _section(case)
    person, item = _reader(case, section), _item(case, section)
    if not sees_titles(case.by, section):
        raise Conflict("Renewing is for the library.", remedy="Take it back and lend it anew.", code="not_told")
    loan = _open_loan(item)
    if loan is not None:
        _require_before(loan, case)
    elif case.entry.confirmed:
        _require_not_back_since(item, case)
    if loan is None or loan.borrower_id != person.pk:
        raise Conflict(f"{item.label} is not lent to this reader.", remedy="Scan it again.", code="no_checkout")
    before = due_of(loan)
    reason = case.entry.reason if may_override(case.by, section) else ""
    at = case.at if case.entry.confirmed else None
    if at is not None and _was_renewed(item, loan, at):
        return Applied(f"“{_title(item)}” is renewed already{_due(loan)}.", None, item, undo_parts=[])
    renew_loan(loan, override_reason=reason, by=lender(case.by, section), at=at)
    part = {"renewed": loan.pk, "before": before, "after": due_of(loan)}
    return Applied(f"“{_title(item)}” is renewed{_due(loan)}.", None, item, undo_parts=[part])


def take_back_visit_scan(target: Scan, *, by: Actor) -> None:
    """Undo what the scan did, the last part first; the offers stand in core for their minute and end there."""
    for part in reversed(target.undo_parts):
        if isinstance(part, dict):
            loan = Loan.objects.get(pk=part["renewed"])
            undo_renewal(loan, before=part["before"], after=part["after"], by=_undoer(target, by))
        else:
            use_undo(UUID(part), by=_undoer(target, by))


def quiet(case: Case, error: FirstbellError) -> str:
    """What the record keeps of a refusal: what was scanned and why not, never for whom."""
    name = case.entry.item_code[:60] or f"Item {case.entry.item}"
    code = error.code
    if isinstance(error, LendingRefused) and any(one.code == "already_lent" for one in error.findings):
        code = "already_lent"
    if case.entry.kind == Scan.Kind.RENEWED:
        return f"{name} {SAID_OF_RENEWING.get(code, 'was not renewed')}."
    return f"{name} {SAID.get(code, 'was not lent or taken back')}."


def reader_of(case: Case) -> Person | None:
    """Whom a question is about, as far as that can be told."""
    try:
        return _reader(case, _section(case)) if case.entry.kind != Scan.Kind.TAKEN_IN else None
    except FirstbellError:
        return None


def thing_of(case: Case) -> Item | None:
    try:
        return _item(case, _section(case))
    except FirstbellError:
        return None


def _section(case: Case) -> Section:
    """The class, if the actor may serve it; its school is the station's."""
    wanted = visitable(case.by).filter(pk=case.entry.section or 0, organisation=case.station.organisation_id)
    found = wanted.first()
    if found is None:
        raise Conflict("This class is not within your reach.", remedy="Choose it anew.", code="unknown_class")
    return found


def _reader(case: Case, section: Section) -> Person:
    people = reader_in(section, case.entry.person, case.by).select_related("organisation", "homeroom")
    person = people.first()
    if person is None:
        raise Conflict("This child is not of this class.", remedy="Choose them anew.", code="unknown_person")
    return person


def _item(case: Case, section: Section) -> Item:
    entry = case.entry
    if entry.item is not None:
        here, elsewhere = library_items(section, case.by), lent_elsewhere(section, case.by)
        item: Item | None = here.filter(pk=entry.item).first() or elsewhere.filter(pk=entry.item).first()
    else:
        item = item_by_code(section, entry.item_code, case.by)
    if item is None:
        raise Conflict(
            f"Nothing here has the code “{entry.item_code[:60]}”.", remedy="Type it by hand.", code="unknown_item"
        )
    if not is_library(item):
        raise Conflict(f"{item.label} is not library material.", remedy="Lend it at the counter.", code="not_library")
    return item


def _require_before(loan: Loan, case: Case) -> None:
    """What was confirmed without network must not end a loan that began after it."""
    if case.entry.confirmed and loan.lent_at > case.at:
        since = clock(loan.lent_at, case.station.organisation)
        raise Conflict(f"It was lent again at {since}.", remedy="Which of both is true?", code="lent_later")


def _require_not_back_since(item: Item, case: Case) -> None:
    later = _back_since(item, case.at)
    if later is not None:
        came = clock(later, case.station.organisation)
        raise Conflict(f"It came back only at {came}.", remedy="Which of both is true?", code="came_back_later")


def _back_since(item: Item, at: dt.datetime) -> dt.datetime | None:
    """When it came back after ``at``, by a loan or by the hand of another visit that did not know it was out."""
    loan = Loan.objects.filter(item_id=item.pk, returned_at__gt=at).order_by("-returned_at").first()
    if loan is not None:
        return loan.returned_at
    scans = Scan.objects.standing().filter(item_id=item.pk, kind=Scan.Kind.TAKEN_IN, at__gt=at)
    return scans.order_by("-at").values_list("at", flat=True).first()


def _was_renewed(item: Item, loan: Loan, at: dt.datetime) -> bool:
    """Whether another desk at a visit of this half day did it."""
    near = (max(at - SAME_VISIT, loan.lent_at), at + SAME_VISIT)
    return Scan.objects.standing().filter(item_id=item.pk, kind=Scan.Kind.RENEWED, at__range=near).exists()


def _open_loan(item: Item) -> Loan | None:
    related = ("organisation", "item__item_type", "borrower")
    return Loan.objects.open().filter(item_id=item.pk).select_related(*related).first()


def _undoer(target: Scan, by: Actor) -> Actor:
    """Who serves only the own classes has the desk's rights here as well."""
    path = target.organisation.scope_path
    if by.can(CounterPermission.VISIT_SCAN_ALL, at=path):
        return by
    section = visitable(by).filter(organisation=target.organisation).first()
    return lender(by, section) if section is not None else by


def _offers() -> list[Any]:
    """The offers of undo that this change made so far. They stay where they are: while they stand, the loan stays linked."""
    unit = current_change()
    assert unit is not None
    tokens = UndoOffer.objects.filter(change_id=unit.id).order_by("created_at").values_list("token", flat=True)
    return [str(token) for token in tokens]


def _title(item: Item) -> str:
    return item.product.name


def _due(loan: Loan) -> str:
    day = day_words(due_day(loan))
    return f", due {day}" if day else ""
