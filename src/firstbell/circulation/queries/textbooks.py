"""Textbooks of classes: who has one, who lacks one, how many a teacher holds. For the library; nobody else sees names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from firstbell.circulation.models import Loan, SectionTextbook
from firstbell.circulation.queries.holds import free_copies
from firstbell.circulation.queries.loans import LoanState, states_of
from firstbell.inventory.models import Item
from firstbell.people.models import Enrollment, Membership, Person, Section
from firstbell.people.queries import homeroom_members_of, standing, teachers_by_section

RELATED = ("section__organisation", "product__item_type")


@dataclass(frozen=True, slots=True)
class TextbookLine:
    """One student or teacher of the class, with the loan of the title, if any; or one who was, and has it still."""

    person: Person
    loan: Loan | None
    state: LoanState | None
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class TextbookCount:
    """``out`` of ``wanted`` are with the class; ``free`` are on the school's shelves."""

    wanted: int
    out: int

    @property
    def lacking(self) -> int:
        return max(0, self.wanted - self.out)


def students_of(section: Section) -> list[Person]:
    """Those enrolled, and of a homeroom those whose homeroom it is, each once, by name."""
    rows = Person.objects.filter(
        pk__in=Enrollment.objects.filter(standing(), section=section, role=Membership.Role.STUDENT).values("person")
    )
    found = {one.pk: one for one in rows.filter(merged_into=None, withdrawn_on=None).select_related("organisation")}
    if section.kind == Section.Kind.HOMEROOM:
        found |= {one.pk: one for one in homeroom_members_of(section)}
    return sorted(found.values(), key=lambda one: (one.sort_name, one.pk))


def lines_of(textbook: SectionTextbook) -> list[TextbookLine]:
    """Students with theirs; of a class set the teachers, each with a line for every copy; last who left the class with one.

    Constant queries.
    """
    is_set = textbook.kind == SectionTextbook.Kind.SET
    people = teachers_of(textbook) if is_set else students_of(textbook.section)
    loans = loans_of_title(textbook, people, with_former=True)
    states = states_of(loans, now=timezone.now())
    by_person: dict[int | None, list[Loan]] = {}
    for loan in loans:
        by_person.setdefault(loan.borrower_id, []).append(loan)
    lines = []
    for person in people:
        mine = by_person.get(person.pk, [])
        lines += [TextbookLine(person, loan, states[loan.pk]) for loan in mine] or [TextbookLine(person, None, None)]
    known = {one.pk for one in people}
    former = [loan for loan in loans if loan.borrower_id not in known and loan.borrower is not None]
    former.sort(key=lambda loan: (loan.borrower.sort_name if loan.borrower is not None else "", loan.pk))
    return lines + [TextbookLine(loan.borrower, loan, states[loan.pk], True) for loan in former if loan.borrower]


def teachers_of(textbook: SectionTextbook) -> list[Person]:
    return teachers_by_section([textbook.section_id]).get(textbook.section_id, [])


def loans_of_title(textbook: SectionTextbook, people: Iterable[Person], *, with_former: bool = False) -> list[Loan]:
    """What these people have of it; ``with_former``: and who was in the class, and is in no other that has this title."""
    theirs = Q(borrower__in=[one.pk for one in people])
    if with_former:
        is_set = textbook.kind == SectionTextbook.Kind.SET
        ever = Enrollment.objects.filter(role=Membership.Role.TEACHER if is_set else Membership.Role.STUDENT)
        classes = SectionTextbook.objects.filter(product_id=textbook.product_id).values("section")
        now = ever.filter(standing(), section__in=classes, person__withdrawn_on=None)
        was = Q(borrower__in=ever.filter(section=textbook.section_id).values("person"))
        if not is_set:
            was |= Q(borrower__homeroom=textbook.section_id)
        theirs |= was & ~Q(borrower__in=now.values("person"))
    found = Loan.objects.open().filter(theirs, item__product_id=textbook.product_id)
    related = ("item__item_type", "item__product", "borrower", "organisation")
    return list(found.select_related(*related).order_by("item__barcode", "pk"))


def free_copies_of(textbook: SectionTextbook) -> QuerySet[Item]:
    """Copies on the shelves of the school of the class."""
    copies = free_copies(textbook.product_id).filter(organisation=textbook.section.organisation_id)
    return copies.order_by("barcode", "pk")


def counts_of(textbooks: Sequence[SectionTextbook]) -> dict[int, TextbookCount]:
    """By id, in constant queries; numbers only."""
    sections = [one.section_id for one in textbooks]
    members: dict[int, set[int]] = {}
    enrolled = Enrollment.objects.filter(standing(), section__in=sections, role=Membership.Role.STUDENT)
    for section_id, person_id in enrolled.filter(person__withdrawn_on=None).values_list("section_id", "person_id"):
        members.setdefault(section_id, set()).add(person_id)
    homed = Person.objects.filter(homeroom__in=sections, withdrawn_on=None, merged_into=None)
    for section_id, person_id in homed.values_list("homeroom_id", "pk"):
        if section_id is not None:
            members.setdefault(section_id, set()).add(person_id)
    teachers = {section_id: {one.pk for one in people} for section_id, people in teachers_by_section(sections).items()}
    out = Loan.objects.open().filter(
        item__product__in=[one.product_id for one in textbooks],
        organisation__in={one.section.organisation_id for one in textbooks},
    )
    held: dict[int, list[int]] = {}
    for product_id, borrower_id in out.filter(borrower__isnull=False).values_list("item__product_id", "borrower_id"):
        held.setdefault(product_id, []).append(borrower_id or 0)
    found = {}
    for one in textbooks:
        is_set = one.kind == SectionTextbook.Kind.SET
        people = (teachers if is_set else members).get(one.section_id, set())
        with_them = [pk for pk in held.get(one.product_id, []) if pk in people]
        wanted = one.wanted if is_set else len(people)
        found[one.pk] = TextbookCount(wanted, len(with_them) if is_set else len(set(with_them)))
    return found
