"""Textbooks: which class has which, one to each student by scanning, a class set as one, and taking them in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation.actions._together import (
    lend_together,
    open_loans,
    return_together,
    undo_lend_together,
    undo_return_together,
)
from firstbell.circulation.actions.check_ins import check_in
from firstbell.circulation.actions.loans import LendingRefused, lend_item
from firstbell.circulation.events import (
    ClassSetLent,
    ClassSetReturned,
    ClassSetUndone,
    TextbookDropped,
    TextbookPlanned,
)
from firstbell.circulation.models import Loan, SectionTextbook
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.lending import LendingCheck, check_lending, lendable_items
from firstbell.circulation.queries.loans import may_name
from firstbell.circulation.queries.overrides import require_override
from firstbell.circulation.queries.textbooks import free_copies_of, loans_of_title, students_of, teachers_of
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import Item, ItemType, Product
from firstbell.people.models import Organisation, Person, Section

Kind = SectionTextbook.Kind
#: A class set larger than this is a slip of the finger.
MOST = 200


@dataclass(frozen=True, slots=True)
class Collected:
    """A textbook came in. ``swapped_from`` is whose it was, when somebody else brought it; ``still_out`` what that
    somebody still has of the same title."""

    item: Item
    was_lent: bool
    swapped_from: Person | None
    still_out: tuple[Loan, ...]


def plan_textbook(
    section: Section, product: Product, *, kind: str = Kind.EACH, wanted: int = 0, by: Actor
) -> SectionTextbook:
    """The class is to have this textbook: one for each student, or a set of ``wanted`` that the teacher holds.

    Said again, it is changed. Raises Forbidden (``circulation.textbook.edit`` at the school), Invalid.
    """
    by.require(CirculationPermission.TEXTBOOK_EDIT, at=section.organisation.scope_path)
    if kind not in Kind.values:
        raise Invalid(
            f"“{kind}” is not a way to have textbooks.", remedy=f"Use one of: {', '.join(Kind.values)}.", field="kind"
        )
    if product.item_type.purpose != ItemType.Purpose.LIBRARY:
        raise Invalid(f"{product} is not library material.", remedy="Scan a copy of the textbook.", field="product")
    if kind == Kind.SET and not 1 <= wanted <= MOST:
        raise Invalid("How many belong to the set?", remedy=f"From 1 to {MOST}.", field="wanted")
    with change(by) as unit:
        row = SectionTextbook.objects.select_for_update().filter(section=section, product=product).first()
        old = _plan_text(row) if row is not None else None
        row = row or SectionTextbook(section=section, product=product)
        row.kind, row.wanted = kind, wanted if kind == Kind.SET else 0
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Conflict("Somebody added it at this moment.", remedy="Load the page again.") from None
        path = section.organisation.scope_path
        unit.publish(TextbookPlanned(subject=row.ref, org_path=path, changes={"Plan": (old, _plan_text(row))}))
    return row


def drop_textbook(textbook: SectionTextbook, *, by: Actor) -> None:
    """The class no longer has it; what is lent stays lent. Raises Forbidden (``circulation.textbook.edit``)."""
    path = textbook.section.organisation.scope_path
    by.require(CirculationPermission.TEXTBOOK_EDIT, at=path)
    with change(by) as unit:
        unit.publish(
            TextbookDropped(subject=textbook.ref, org_path=path, changes={"Plan": (_plan_text(textbook), None)})
        )
        SectionTextbook.objects.filter(pk=textbook.pk).delete()


def issue_textbook(textbook: SectionTextbook, item: Item, *, to: Person, override_reason: str = "", by: Actor) -> Loan:
    """One copy to one student of the class, by the rules; offers undo.

    Raises what ``lend_item`` raises; Conflict: ``other_title``, ``not_in_class``, ``has_it``.
    """
    if item.product_id != textbook.product_id:
        raise Conflict(
            f"{item.label} is another title.", remedy=f"Scan a copy of {textbook.product}.", code="other_title"
        )
    if to.pk not in {one.pk for one in students_of(textbook.section)}:
        text = f"{to.name} is not a student of {textbook.section.title}."
        raise Conflict(text, remedy="Scan somebody of the class, or lend it at the desk.", code="not_in_class")
    if loans_of_title(textbook, [to]):
        raise Conflict(f"{to.name} has one already.", remedy="Choose the next student.", code="has_it")
    return lend_item(item, to=to, override_reason=override_reason, organisation=textbook.section.organisation, by=by)


def lend_class_set(
    textbook: SectionTextbook,
    *,
    teacher: Person,
    count: int | None = None,
    items: Sequence[Item] = (),
    override_reason: str = "",
    by: Actor,
) -> list[Loan]:
    """A class set to its teacher as one act: the scanned ``items``, or ``count`` of those on the shelf. Offers one undo.

    Without either, what is lacking of the set. Raises Forbidden (``circulation.loan.lend``), LendingRefused by the rules
    (for the teacher and the first copy), Conflict: ``not_in_class``, ``too_few``, ``not_free``; Invalid.
    """
    where = textbook.section.organisation
    by.require(CirculationPermission.LOAN_LEND, at=where.scope_path)
    if teacher.pk not in {one.pk for one in teachers_of(textbook)}:
        text = f"{teacher.name} does not teach {textbook.section.title}."
        raise Conflict(text, remedy="Choose a teacher of the class.", code="not_in_class")
    with change(by) as unit:
        chosen = _chosen(textbook, teacher, count, items)
        check = check_lending(chosen[0], teacher, by=by, organisation=where)
        _pass(check, len(chosen), chosen[0].item_type, override_reason, where, by)
        now = timezone.now()
        loans = [
            Loan(
                item=item, borrower=teacher, organisation=where, purpose=Loan.Purpose.CHECKOUT, lent_at=now,
                lent_by=by.name[:200], due_at=check.due_at, due_explain=list(check.explain),
                override_reason=override_reason.strip()[:300] if check.blocks else "",
            )
            for item in chosen
        ]  # fmt: skip
        parts = lend_together(unit, loans, by=by)
        unit.publish(ClassSetLent(subject=textbook.ref, org_path=where.scope_path, count=len(loans)))
        payload = {"textbook": textbook.pk, "parts": parts}
        offer_undo(undo_lend_class_set, payload, label=f"Lent {len(loans)} of {textbook}"[:200], by=by)
    return loans


def return_class_set(
    textbook: SectionTextbook,
    *,
    teacher: Person,
    count: int | None = None,
    scanned: Iterable[Item] | None = None,
    by: Actor,
) -> int:
    """The set comes back: all of it when the ``count`` is right, else what was ``scanned``; the rest stays lent.

    Returns how many came. Offers one undo. Raises Forbidden (``circulation.loan.return``), Conflict when nothing of it is
    lent (``no_checkout``), Invalid when the count does not fit (then the copies are scanned, so that it is known which
    are missing) or a copy is not of this set.
    """
    where = textbook.section.organisation
    by.require(CirculationPermission.LOAN_RETURN, at=where.scope_path)
    with change(by) as unit:
        ids = [loan.pk for loan in loans_of_title(textbook, [teacher]) if loan.billed_on is None]
        loans = open_loans(Loan.objects.filter(pk__in=ids))
        if not loans:
            raise Conflict(f"{teacher.name} has none of it.", remedy="Nothing to do.", code="no_checkout")
        if scanned is not None:
            loans = _those_scanned(loans, list(scanned))
        elif count != len(loans):
            text = f"{len(loans)} are lent, {count or 0} were counted."
            raise Invalid(text, remedy="Scan what is here, so that it is known which are missing.", field="count")
        parts = return_together(unit, loans, timezone.now(), by=by)
        unit.publish(ClassSetReturned(subject=textbook.ref, org_path=where.scope_path, count=len(loans)))
        payload = {"textbook": textbook.pk, "parts": parts}
        offer_undo(undo_return_class_set, payload, label=f"Took back {len(loans)} of {textbook}"[:200], by=by)
    return len(loans)


@undo_handler
def undo_lend_class_set(payload: dict[str, Any], *, by: Actor) -> None:
    """As if the set had not gone. Raises Conflict when one has moved on since."""
    _undo(payload, CirculationPermission.LOAN_LEND, by, lending=True)


@undo_handler
def undo_return_class_set(payload: dict[str, Any], *, by: Actor) -> None:
    """The teacher has the set again. Raises Conflict when one was lent since."""
    _undo(payload, CirculationPermission.LOAN_RETURN, by, lending=False)


def collect_textbook(
    item: Item, *, organisation: Organisation, brought_by: Person | None = None, by: Actor
) -> Collected:
    """Take in a textbook at the end of the year; whoever brings it, the loan that ends is that of whose copy it is.

    Says whether it was somebody else's, and what whoever brought it still has of the title: that is what a swap is.
    Raises Forbidden (``circulation.loan.return``), and what ``check_in`` raises.
    """
    done = check_in(item, organisation=organisation, by=by)
    owner = done.loan.borrower if done.loan is not None and may_name(done.loan, by) else None
    swapped = owner if brought_by is not None and owner is not None and owner.pk != brought_by.pk else None
    still: list[Loan] = []
    if brought_by is not None:
        mine = Loan.objects.open().visible_to(by).filter(borrower=brought_by, item__product_id=item.product_id)
        still = list(mine.select_related("item__product", "item__item_type").order_by("pk"))
    return Collected(done.item, done.loan is not None, swapped, tuple(still))


def _chosen(textbook: SectionTextbook, teacher: Person, count: int | None, items: Sequence[Item]) -> list[Item]:
    """Locked copies that are free."""
    free = free_copies_of(textbook)
    if items:
        wanted = list(dict.fromkeys(item.pk for item in items))
        found = list(
            lendable_items().select_for_update(of=("self",)).filter(pk__in=free.filter(pk__in=wanted).values("pk"))
        )
        missing = [item.label for item in items if item.pk not in {one.pk for one in found}]
        if missing:
            text = f"Not free, or another title: {', '.join(missing[:5])}."
            raise Conflict(text, remedy="Put them aside and take others.", code="not_free")
        return found
    number = count if count is not None else textbook.wanted - len(loans_of_title(textbook, [teacher]))
    if not 1 <= number <= MOST:
        raise Invalid("How many?", remedy=f"From 1 to {MOST}.", field="count")
    keys = list(free.values_list("pk", flat=True)[:number])
    found = list(lendable_items().select_for_update(of=("self",)).filter(pk__in=keys).order_by("barcode", "pk"))
    if len(found) < number:
        text = f"{len(found)} of {number} are on the shelf."
        raise Conflict(text, remedy="Lend those, or take some in first.", code="too_few")
    return found


def _pass(check: LendingCheck, number: int, kind: ItemType, reason: str, where: Organisation, by: Actor) -> None:
    """The rules for the teacher, and the limit for all copies together."""
    limit = check.rules.number("max_open_of_type")
    has = sum(1 for loan in check.open_loans if loan.item.item_type_id == kind.pk)
    too_many = limit is not None and has + number > limit
    if not check.blocks and not too_many:
        return
    if check.blocks and (not check.is_overridable or not reason.strip()):
        raise LendingRefused(check.blocks)
    if not reason.strip():
        text = f"{has + number} of {kind.name} would be lent to one person; at most {limit}."
        raise Conflict(text, remedy="Change the rule for staff, or give a reason.", code="max_open_of_type")
    require_override(by, kind, at=where.scope_path)


def _those_scanned(loans: list[Loan], scanned: list[Item]) -> list[Loan]:
    by_item = {loan.item_id: loan for loan in loans}
    strange = [item.label for item in scanned if item.pk not in by_item]
    if strange:
        text = f"Not of this set: {', '.join(strange[:5])}."
        raise Invalid(text, remedy="Take those in one by one under Collect.", field="codes")
    keys = dict.fromkeys(item.pk for item in scanned)
    if not keys:
        raise Invalid("Nothing was scanned.", remedy="Scan at least one copy.", field="codes")
    return [by_item[key] for key in keys]


def _undo(payload: dict[str, Any], permission: str, by: Actor, *, lending: bool) -> None:
    with change(by) as unit:
        textbook = (
            SectionTextbook.objects.select_related("section__organisation", "product")
            .filter(pk=payload["textbook"])
            .first()
        )
        if textbook is None:
            raise Conflict("The class does not have this textbook any more.", remedy="Take them in one by one.")
        path = textbook.section.organisation.scope_path
        by.require(permission, at=path)
        (undo_lend_together if lending else undo_return_together)(unit, payload["parts"], by=by)
        unit.publish(ClassSetUndone(subject=textbook.ref, org_path=path))


def _plan_text(textbook: SectionTextbook) -> str:
    return f"a set of {textbook.wanted}" if textbook.kind == Kind.SET else "one for each student"
