"""What the end of a school year means for a library: what is cleared, what people settle first, which dates are missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from firstbell.circulation.models import (
    CirculationRule,
    Claim,
    ClassVisit,
    Hold,
    Loan,
    NamedDueDate,
    SectionTextbook,
    YearEnd,
)
from firstbell.circulation.queries.policies import named_due_date
from firstbell.circulation.queries.textbooks import counts_of
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import ids_on

#: From September on it is the next year that will be closed; who is late in July or August still closes the last one.
_TURNS = 9
_LIBRARY = ItemType.Purpose.LIBRARY
NO_GRADE = "no grade"


@dataclass(frozen=True, slots=True)
class YearPreview:
    """``clears`` is what closing does, ``settle`` what people look at first (by words), ``by_grade`` what is still out."""

    school_year: int
    done: YearEnd | None
    clears: dict[str, int]
    settle: dict[str, int]
    by_grade: dict[str, int]
    seniors: int
    dates_missing: tuple[str, ...]


def school_year_to_end(today: dt.date) -> int:
    """Named by the calendar year it ends in."""
    return today.year + 1 if today.month >= _TURNS else today.year


def year_preview(organisation: Organisation, *, today: dt.date) -> YearPreview:
    """Numbers only, in constant queries; nobody is named."""
    year = school_year_to_end(today)
    out = Loan.objects.open().filter(organisation=organisation, item__item_type__purpose=_LIBRARY)
    grades = (
        out.filter(borrower__kind=Person.Kind.STUDENT).order_by().values_list("borrower__grade").annotate(Count("pk"))
    )
    by_grade = {grade.lstrip("0") or NO_GRADE: count for grade, count in sorted(grades)}
    totals = out.aggregate(
        staff=Count("pk", filter=~Q(borrower__kind=Person.Kind.STUDENT)),
        lost=Count("pk", filter=Q(billed_on__isnull=False)),
        seniors=Count("pk", filter=Q(borrower__grade="12")),
    )
    claims = Claim.objects.open().filter(organisation=organisation, loan__item__item_type__purpose=_LIBRARY).count()
    return YearPreview(
        school_year=year,
        done=YearEnd.objects.filter(organisation=organisation, school_year=year).first(),
        clears={
            "holds": holds_to_end(organisation).count(),
            "library days": ClassVisit.objects.filter(section__organisation=organisation).count(),
            "textbook plans": len(plans_to_drop(organisation)),
        },
        settle={
            "lent to students": sum(by_grade.values()),
            "lent to staff and rooms": totals["staff"],
            "said to be returned": claims,
            "count as lost": totals["lost"],
        },
        by_grade=by_grade,
        seniors=totals["seniors"],
        dates_missing=_dates_missing(organisation, year),
    )


def holds_to_end(organisation: Organisation) -> QuerySet[Hold]:
    """Open holds on library material that would be picked up there; those with a copy last, so that none gets one now."""
    found = Hold.objects.open().filter(organisation=organisation, product__item_type__purpose=_LIBRARY)
    return found.order_by(F("copy").asc(nulls_first=True), "pk")


def plans_to_drop(organisation: Organisation) -> list[SectionTextbook]:
    """Of classes whose copies are all back; where something is out, the page still says who lacks what."""
    rows = SectionTextbook.objects.filter(section__organisation=organisation)
    plans = list(rows.select_related("section__organisation", "product__item_type").order_by("pk"))
    counts = counts_of(plans) if plans else {}
    return [one for one in plans if counts[one.pk].out == 0]


def _dates_missing(organisation: Organisation, year: int) -> tuple[str, ...]:
    """Named due dates that rules here point at and that have no day in the next school year yet."""
    here = Q(organisation=None) | Q(organisation_id__in=ids_on(organisation.scope_path))
    codes = set(
        CirculationRule.objects.filter(here, name="named_due_date").exclude(value="").values_list("value", flat=True)
    )
    start = dt.date(year, _TURNS, 1)
    missing = []
    for code in sorted(codes):
        found = named_due_date(code, organisation, start)
        if found is None or found.date < start:
            missing.append(found.name if found is not None else _name_of(code))
    return tuple(missing)


def _name_of(code: str) -> str:
    return NamedDueDate.objects.filter(code=code).values_list("name", flat=True).first() or code
