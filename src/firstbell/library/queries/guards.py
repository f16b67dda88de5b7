"""Whether a family's wish or an age limit speaks against lending: one statement for both, whatever there is.

What is found out here is said to nobody: staff and machines hear that the librarian is to be asked, and no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import GreaterThanOrEqual

from firstbell.circulation.queries.guards import Asked
from firstbell.core import prepared
from firstbell.library.models import (
    AgeException,
    AgeLimit,
    Copy,
    FamilyWish,
    Heading,
    Title,
    TitleDocument,
    TitleHeading,
)
from firstbell.people.models import Person
from firstbell.rooms.queries import ids_on

FAMILY_ASKED, AGE_LIMIT = "family_asked", "age_limit"
#: Codes of refusals that readers hear in one and the same words.
KEPT_BACK = frozenset({FAMILY_ASKED, AGE_LIMIT})
About = FamilyWish.About
Kind = Heading.Kind

#: 008/22 in grades, where a record says no interest level (MARC 21: pre-adolescent is 9 to 13 years or grades 4 to 8,
#: adolescent 14 to 17 years or grades 9 to 12). Adults' comes after grade 12.
GRADE_OF_AUDIENCE = {"c": 4, "d": 9, "e": 13}
_KINDS = {
    About.AUTHOR: (Kind.PERSON, Kind.BODY),
    About.SERIES: (Kind.SERIES,),
    About.SUBJECT: (Kind.SUBJECT, Kind.GENRE, Kind.PLACE),
}
#: The more particular wish counts: a family that says no to an author may say yes to one title.
_RANK = {about: rank for rank, about in enumerate(reversed(About))}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``is_asked``: a wish of the family says no. ``limits`` are the lowest grades of the age limits that apply."""

    is_asked: bool
    limits: tuple[int, ...]


def verdict_on(asked: Asked) -> Verdict:
    """One statement. Only students have wishes and limits: for everybody else nothing is asked."""
    if asked.person.kind != Person.Kind.STUDENT:
        return Verdict(is_asked=False, limits=())
    item = asked.item
    at = ids_on(asked.where.scope_path)
    rows = (
        prepared.rows(
            _of_copy, asked.today, at,
            person=asked.person.pk, product=asked.product_id, copy=item.pk, kind=item.item_type_id,
        )
        if item is not None
        else prepared.rows(_of_any_copy, asked.today, at, person=asked.person.pk, product=asked.product_id)
    )  # fmt: skip
    wishes = [(about, is_welcome) for about, is_welcome, grade in rows if about]
    limits = tuple(grade for about, _, grade in rows if not about and grade is not None)
    return Verdict(says_no(wishes), limits)


def says_no(wishes: Iterable[tuple[str, bool]]) -> bool:
    """The most particular one counts; of two alike, the no."""
    ranked = [(_RANK[About(about)], is_welcome) for about, is_welcome in wishes]
    best = max((rank for rank, _ in ranked), default=None)
    return any(not is_welcome for rank, is_welcome in ranked if rank == best)


def matching_wishes(wishes: QuerySet[FamilyWish], product_id: int) -> QuerySet[FamilyWish]:
    """Of these, the ones that speak of this title."""
    here = Title.objects.filter(pk=product_id)
    uses = TitleHeading.objects.filter(title_id=product_id)
    same = here.filter(sort_title=OuterRef("norm"), author_sort=OuterRef("author_norm"))
    named = Q(about=About.TITLE) & (Q(title_id=product_id) | Q(Exists(same)))
    for about, kinds in _KINDS.items():
        begins = Q(heading__norm__startswith=Concat(OuterRef("norm"), Value(_BELOW[about])))
        use = uses.filter(Q(heading__norm=OuterRef("norm")) | begins, heading__kind__in=kinds)
        named |= Q(about=about) & Q(Exists(use))
    older = meant_for(product_id, OuterRef("grade_from"))
    named |= Q(about=About.LEVEL) & Q(Exists(older))
    return wishes.filter(named | Q(about=About.EVERYTHING))


#: What follows a heading that is a narrower form of the same: dates behind a name, subdivisions behind a subject.
_BELOW = {About.AUTHOR: ", ", About.SERIES: " (", About.SUBJECT: " -- "}


def meant_for(product_id: int, grade: OuterRef) -> QuerySet[TitleDocument]:
    """The title's document, if it is meant for readers from this grade on or later; none where nothing says so."""
    audiences = [When(audience=code, then=Value(lowest)) for code, lowest in GRADE_OF_AUDIENCE.items()]
    by_audience = Case(*audiences, default=None, output_field=SmallIntegerField())
    meant = GreaterThanOrEqual(Coalesce("interest_low", by_audience), grade)
    return TitleDocument.objects.filter(meant, title_id=product_id)


def _of_copy(
    today: dt.date, at: Sequence[int], person: int, product: int, copy: int, kind: int
) -> QuerySet[FamilyWish, tuple[str, bool, int | None]]:
    there = Exists(Copy.objects.filter(pk=copy, shelving_place=OuterRef("shelving_place")))
    said = Q(item_type_id=kind) | (Q(shelving_place__isnull=False) & Q(there))
    return _wishes(today, person, product).union(_limits(at, product, said), all=True)


def _of_any_copy(
    today: dt.date, at: Sequence[int], person: int, product: int
) -> QuerySet[FamilyWish, tuple[str, bool, int | None]]:
    said = Q(item_type__products=product)
    return _wishes(today, person, product).union(_limits(at, product, said), all=True)


def _wishes(today: dt.date, person: int, product: int) -> QuerySet[FamilyWish, Any]:
    standing = FamilyWish.objects.standing(today).filter(person_id=person)
    found = matching_wishes(standing, product).order_by()
    return found.values_list("about", "is_welcome", Coalesce("grade_from", Value(0), output_field=IntegerField()))


def _limits(at: Sequence[int], product: int, said: Q) -> QuerySet[AgeLimit, Any]:
    """That count here: at this place, for this type, or by what the record says. Of a hold on any copy only the last two."""
    meant = Exists(meant_for(product, OuterRef("interest_from")))
    said |= Q(interest_from__isnull=False) & Q(meant)
    here = Q(organisation=None) | Q(organisation_id__in=at)
    found = AgeLimit.objects.filter(said, here, is_on=True).order_by()
    return found.values_list(
        Value(""), Value(value=False), Coalesce(F("lowest_grade"), Value(0), output_field=IntegerField())
    )


def grade_number(person: Person) -> int | None:
    """ "KG" is 0, "PK" −1, "03" 3; None where the roster says nothing that counts."""
    grade = person.grade.strip().upper()
    known = {"KG": 0, "K": 0, "TK": 0, "PK": -1, "PR": -1, "IT": -1}
    return known[grade] if grade in known else int(grade) if grade.isdecimal() else None


def has_exception(person: Person, today: dt.date) -> bool:
    return AgeException.objects.standing(today).filter(person=person).exists()


def may_have(person: Person, limits: Sequence[int], today: dt.date) -> bool:
    """Whether no age limit keeps it back: the grade is high enough, unknown, or somebody made an exception."""
    grade = grade_number(person)
    if not limits or grade is None or grade >= max(limits):
        return True
    return has_exception(person, today)


def grade_words(grade: int | Person) -> str:
    """ "grade 6", "kindergarten": as staff read it."""
    number = grade_number(grade) if isinstance(grade, Person) else grade
    if number is None:
        return "no grade"
    return {0: "kindergarten", -1: "preschool"}.get(
        number, f"grade {number}" if number <= HIGHEST_GRADE else "after school"
    )


HIGHEST_GRADE = 12
