"""Textbooks of classes: plan, hand out, class sets, collect, count as lost."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.circulation.actions import (
    bill_loss,
    collect_textbook,
    drop_textbook,
    issue_textbook,
    lend_class_set,
    plan_textbook,
    return_class_set,
)
from firstbell.circulation.api.loans import shown
from firstbell.circulation.models import Loan, SectionTextbook
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.textbooks import RELATED, lines_of, teachers_of
from firstbell.circulation.schemas import LoanOut
from firstbell.circulation.schemas.textbooks import (
    CollectIn,
    CollectOut,
    TextbookIn,
    TextbookIssueIn,
    TextbookLineOut,
    TextbookOut,
    TextbookSetIn,
    TextbookSetOut,
)
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Forbidden, Invalid
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for

router = Router()


@router.get("/textbooks", response=Page[TextbookOut])
def list_textbooks(request: ApiRequest, paging: Query[Paging], section_id: int | None = None) -> Any:
    """Which class is to have which textbook."""
    request.actor.require(May.TEXTBOOK_EDIT)
    rows = SectionTextbook.objects.visible_to(request.actor)
    return paginate(rows.filter(section=section_id) if section_id is not None else rows, paging)


@router.post("/textbooks", response={201: TextbookOut})
def create_textbook(request: ApiRequest, body: TextbookIn) -> Any:
    """Plan one for a class; said again, it is changed."""
    request.actor.require(May.TEXTBOOK_EDIT)
    sections = Section.objects.filter(organisation__in=schools_for(request.actor, May.TEXTBOOK_EDIT), closed_at=None)
    section = found(sections.select_related("organisation"), body.section_id)
    return created(
        plan_textbook(section, _product(request, body), kind=body.kind, wanted=body.wanted, by=request.actor)
    )


@router.get("/textbooks/{int:pk}", response=list[TextbookLineOut])
def read_textbook(request: ApiRequest, pk: int) -> Any:
    """Who of the class has one and who lacks one; of a class set, each copy of the teacher. For the library."""
    textbook = _textbook(request, pk)
    return [
        {
            "person_id": line.person.pk,
            "loan_id": line.loan.pk if line.loan is not None else None,
            "item_id": line.loan.item_id if line.loan is not None else None,
            "due_at": line.loan.due_at if line.loan is not None else None,
            "is_lost": line.loan is not None and line.loan.billed_on is not None,
        }
        for line in lines_of(textbook)
    ]


@router.delete("/textbooks/{int:pk}", response={204: None})
def delete_textbook(request: ApiRequest, pk: int) -> Any:
    """The class does not have it any more; what is lent stays lent."""
    request.actor.require(May.TEXTBOOK_EDIT)
    rows = SectionTextbook.objects.visible_to(request.actor).select_related(*RELATED)
    drop_textbook(found(rows, pk), by=request.actor)
    return Status(204, None)


@router.post("/textbooks/{int:pk}/issue", response={201: LoanOut})
def issue_one_textbook(request: ApiRequest, pk: int, body: TextbookIssueIn) -> Any:
    """One copy to one student of the class. 409: ``other_title``, ``not_in_class``, ``has_it``, and what lending refuses."""
    textbook = _textbook(request, pk)
    item = found(
        Item.objects.visible_to(request.actor).select_related("item_type", "product", "organisation"), body.item_id
    )
    person = found(Person.objects.visible_to(request.actor), body.person_id)
    loan = issue_textbook(textbook, item, to=person, override_reason=body.override_reason, by=request.actor)
    return created(shown(loan))


@router.post("/textbooks/{int:pk}/class-set", response={201: TextbookSetOut})
def lend_one_class_set(request: ApiRequest, pk: int, body: TextbookSetIn) -> Any:
    """A class set to its teacher as one act."""
    textbook = _textbook(request, pk)
    teacher = _teacher(textbook, body.teacher_id)
    loans = lend_class_set(
        textbook, teacher=teacher, count=body.count, items=_items(request, body.item_ids),
        override_reason=body.override_reason, by=request.actor,
    )  # fmt: skip
    return created({"count": len(loans)})


@router.post("/textbooks/{int:pk}/class-set/return", response=TextbookSetOut)
def return_one_class_set(request: ApiRequest, pk: int, body: TextbookSetIn) -> Any:
    """All of it when the count is right; else what came."""
    textbook = _textbook(request, pk)
    scanned = _items(request, body.item_ids) or None
    teacher = _teacher(textbook, body.teacher_id)
    return {"count": return_class_set(textbook, teacher=teacher, count=body.count, scanned=scanned, by=request.actor)}


@router.post("/collected-textbooks", response=CollectOut)
def collect_one_textbook(request: ApiRequest, body: CollectIn) -> Any:
    """Take one in, and hear whether it is somebody else's."""
    request.actor.require(May.LIBRARY_LOAN_VIEW)
    school = found(
        Organisation.objects.filter(library_scope(request.actor).q("path"), closed_at=None), body.organisation_id
    )
    people = Person.objects.visible_to(request.actor)
    who = found(people, body.brought_by_id) if body.brought_by_id is not None else None
    item = found(Item.objects.visible_to(request.actor), body.item_id)
    done = collect_textbook(item, organisation=school, brought_by=who, by=request.actor)
    return {
        "was_lent": done.was_lent,
        "swapped_from_id": done.swapped_from.pk if done.swapped_from is not None else None,
        "still_out": [loan.item_id for loan in done.still_out],
    }


@router.post("/loans/{int:pk}/lost", response=LoanOut)
def count_one_loan_as_lost(request: ApiRequest, pk: int) -> Any:
    """Count library material as lost now, and charge its price."""
    request.actor.require(May.LIBRARY_FEE_CHARGE)
    loans = Loan.objects.visible_to(request.actor).open().private()
    loan = found(loans.select_related("item__item_type", "item__product", "borrower", "organisation"), pk)
    return shown(bill_loss(loan, by=request.actor))


def _textbook(request: ApiRequest, pk: int) -> SectionTextbook:
    request.actor.require(May.TEXTBOOK_EDIT)
    textbook = found(SectionTextbook.objects.visible_to(request.actor).select_related(*RELATED), pk)
    path = textbook.section.organisation.scope_path
    if not library_scope(request.actor).covers(path):
        raise Forbidden(May.LIBRARY_LOAN_VIEW, path)
    return textbook


def _product(request: ApiRequest, body: TextbookIn) -> Product:
    if body.product_id is not None:
        return found(Product.objects.select_related("item_type"), body.product_id)
    if body.item_id is None:
        raise Invalid("Which textbook?", remedy="Give product_id, or item_id of any copy.", field="product_id")
    items = Item.objects.visible_to(request.actor).select_related("product__item_type")
    return found(items, body.item_id).product


def _teacher(textbook: SectionTextbook, pk: int) -> Person:
    teacher = next((one for one in teachers_of(textbook) if one.pk == pk), None)
    if teacher is None:
        raise Invalid("That is no teacher of the class.", remedy="Use one of its teachers.", field="teacher_id")
    return teacher


def _items(request: ApiRequest, ids: list[int]) -> list[Item]:
    items = Item.objects.visible_to(request.actor)
    return [found(items, pk) for pk in ids]
