"""What the librarian reads of families' wishes: which students have some, what stands for one, what to choose from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value

from firstbell.circulation.models import Hold, Loan, QuietOverride
from firstbell.core.actor import Actor
from firstbell.core.search import fold
from firstbell.library.models import FamilyRequest, FamilyWish, Heading, Title, TitleHeading
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.finding import narrowed
from firstbell.library.queries.guards import matching_wishes, says_no
from firstbell.people.models import Guardianship, Person

About = FamilyWish.About
MOST_CHOICES = 30
MOST_STUDENTS = 200
#: Of what a student has out, and waits for.
MOST_LOOKED_AT = 20
_KINDS = {
    About.AUTHOR: (Heading.Kind.PERSON, Heading.Kind.BODY),
    About.SERIES: (Heading.Kind.SERIES,),
    About.SUBJECT: (Heading.Kind.SUBJECT, Heading.Kind.GENRE, Heading.Kind.PLACE),
}
_LAST = "\U0010ffff"


def students_with_wishes(actor: Actor, *, today: dt.date) -> list[Person]:
    """Each with ``wishes``, how many stand; by name, at most :data:`MOST_STUDENTS`."""
    standing = FamilyWish.objects.visible_to(actor).standing(today)
    ids = standing.order_by().values("person_id")
    counted = Count("family_wishes", filter=Q(family_wishes__in=standing))
    found = Person.objects.filter(pk__in=ids).select_related("organisation").annotate(wishes=counted)
    return list(found.order_by("sort_name", "pk")[:MOST_STUDENTS])


def students_named(actor: Actor, text: str) -> list[Person]:
    """Current students of the actor's schools whose name begins so, or with that number."""
    folded = fold(text.strip())
    if not folded:
        return []
    scope = actor.scope(LibraryPermission.FAMILY_WISH_EDIT).q("organisation__path")
    students = Person.objects.visible_to(actor).current().filter(scope, kind=Person.Kind.STUDENT)
    begins = Q(sort_name__gte=folded, sort_name__lt=folded + _LAST) | Q(given_name__istartswith=text.strip())
    found = students.filter(begins | Q(identifier=text.strip())).select_related("organisation")
    return list(found.order_by("sort_name", "pk")[:MOST_CHOICES])


def open_requests(actor: Actor) -> QuerySet[FamilyRequest]:
    """Letters that wait for the librarian."""
    scope = actor.scope(LibraryPermission.FAMILY_WISH_EDIT).q("person__organisation__path")
    asked = FamilyRequest.objects.visible_to(actor).filter(scope, state=FamilyRequest.State.ASKED)
    return asked.select_related("person__organisation", "guardian")


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept for one student. ``passed`` are open loans made all the same, with the reason; ``out`` and ``waits`` what
    they have or wait for that falls under a wish."""

    standing: Sequence[FamilyWish]
    ended: Sequence[FamilyWish]
    passed: Sequence[QuietOverride]
    out: Sequence[Loan]
    waits: Sequence[Hold]


def kept_for(person: Person, actor: Actor, *, today: dt.date) -> Kept:
    """Six statements, however much there is."""
    visible = FamilyWish.objects.visible_to(actor).filter(person=person)
    standing = list(visible.standing(today).select_related("title"))
    ended = list(visible.exclude(pk__in=[one.pk for one in standing]).order_by("-ended_at", "-pk")[:50])
    overrides = QuietOverride.objects.filter(
        permission=LibraryPermission.FAMILY_WISH_EDIT, loan__borrower=person, loan__returned_at=None
    )
    loans = Loan.objects.visible_to(actor).open().filter(borrower=person)
    holds = Hold.objects.visible_to(actor).open().filter(person=person)
    passed = list(overrides.filter(loan__in=loans).select_related("loan__item__product").order_by("-at"))
    known = {one.loan_id for one in passed}
    out = list(loans.exclude(pk__in=known).select_related("item__product")[:MOST_LOOKED_AT]) if standing else []
    waits = list(holds.select_related("product")[:MOST_LOOKED_AT]) if standing else []
    against = _against(
        visible.standing(today), {*(one.item.product_id for one in out), *(one.product_id for one in waits)}
    )
    return Kept(
        standing=standing,
        ended=ended,
        passed=passed,
        out=[one for one in out if one.item.product_id in against],
        waits=[one for one in waits if one.product_id in against],
    )


def _against(wishes: QuerySet[FamilyWish], products: set[int]) -> set[int]:
    """Which of these products a wish speaks against: one statement."""
    parts = [
        matching_wishes(wishes, pk)
        .order_by()
        .values_list(Value(pk, output_field=IntegerField()), "about", "is_welcome")
        for pk in sorted(products)
    ]
    if not parts:
        return set()
    said: dict[int, list[tuple[str, bool]]] = {}
    for pk, about, is_welcome in parts[0].union(*parts[1:], all=True):
        said.setdefault(pk, []).append((about, is_welcome))
    return {pk for pk, wishes_of_it in said.items() if says_no(wishes_of_it)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something of the catalogue that a wish can be about: ``of`` is its key, ``titles`` how many it reaches."""

    of: int
    text: str
    detail: str = ""
    titles: int = 1


def choices(about: str, text: str, actor: Actor) -> list[Choice]:
    """What the catalogue has by these words: titles by number, barcode or beginning; headings by beginning or a word in them."""
    text = text.strip()[:200]
    if not text:
        return []
    if about == About.TITLE:
        found = narrowed(Title.objects.visible_to(actor), text)[:MOST_CHOICES]
        return [Choice(one.pk, one.name, ", ".join(filter(None, (one.author, one.year_text)))) for one in found]
    kinds = _KINDS.get(About(about)) if about in About.values else None
    if kinds is None:
        return []
    used = Heading.objects.filter(kind__in=kinds).filter(Exists(TitleHeading.objects.filter(heading=OuterRef("pk"))))
    folded = fold(text)
    ranked = used.filter(norm__contains=folded).annotate(titles=Count("uses")).order_by("-titles", "norm")
    rows = sorted(ranked[: 3 * MOST_CHOICES], key=lambda one: (not one.norm.startswith(folded), -one.titles))
    return [Choice(one.pk, one.text, one.get_kind_display(), one.titles) for one in rows[:MOST_CHOICES]]


def chosen(about: str, of: int | None, actor: Actor) -> Title | Heading | None:
    """The title or heading with this key, where a wish may be about it."""
    if of is None or about not in About.values:
        return None
    if about == About.TITLE:
        return Title.objects.visible_to(actor).filter(pk=of).first()
    return Heading.objects.filter(pk=of, kind__in=_KINDS.get(About(about), ())).first()


# --- guardians ---


def is_child_of(person: Person, guardian_id: int | None) -> bool:
    """Whether the roster or the office names this guardian for the student, who is here."""
    links = Guardianship.objects.filter(guardian_id=guardian_id or 0, student_id=person.pk)
    return links.filter(student__withdrawn_on=None, student__merged_into=None).exists()


def children_of(actor: Actor) -> list[Person]:
    """The actor's own children who are students here."""
    links = Guardianship.objects.filter(guardian_id=actor.person_id or 0).order_by().values("student_id")
    mine = Person.objects.filter(pk__in=links, withdrawn_on=None, merged_into=None, kind=Person.Kind.STUDENT)
    return list(mine.select_related("organisation").order_by("sort_name", "pk")[:20])
