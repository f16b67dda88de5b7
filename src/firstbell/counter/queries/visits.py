"""A class in the library: which classes may be served, who sits in one, how many each has out. Constant queries.

What is out of the library is counted here; which titles they are is told by :mod:`visit_looks`, to those who may know.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from firstbell.circulation.models import Block, ClassVisit, Loan
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Enrollment, Membership, Organisation, Person, Section
from firstbell.people.models.persons import PersonQuerySet
from firstbell.people.queries.classes import standing
from firstbell.people.queries.photos import photo_of, with_photos
from firstbell.rooms.queries import WEEKDAYS, zone_of

Told = dict[str, Any]
MAY_SCAN = (CounterPermission.CAMPAIGN_SCAN, CounterPermission.VISIT_SCAN)
_BIG = frozenset({"PK", "KG", "01", "02"})


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A class that may be served: how many sit in it, on which weekdays it comes, whether today is one."""

    section: Section
    people: int
    days: str
    is_today: bool


def may_scan(actor: Actor, at: str) -> bool:
    """Whether the actor works at some kind of station there."""
    return any(actor.can(permission, at=at) for permission in MAY_SCAN)


def scanning_schools(actor: Actor) -> QuerySet[Organisation]:
    """Where the actor works at some kind of station."""
    scopes = [actor.scope(permission) for permission in MAY_SCAN]
    schools = Organisation.objects.filter(closed_at=None)
    if any(scope.is_everywhere for scope in scopes):
        return schools
    return schools.filter(reduce(or_, (scope.q("path") for scope in scopes)))


def visitable(actor: Actor) -> QuerySet[Section]:
    """Classes the actor may serve: those of the own schools, or only those the actor teaches."""
    path = "organisation__path"
    standing_classes = Section.objects.filter(closed_at=None).select_related("organisation")
    whole = actor.scope(CounterPermission.VISIT_SCAN_ALL)
    if whole.is_everywhere:
        return standing_classes
    reach, own = whole.q(path), actor.scope(CounterPermission.VISIT_SCAN)
    if not own.is_nowhere and actor.person_id is not None:
        taught = Enrollment.objects.filter(standing(), person_id=actor.person_id, role=Membership.Role.TEACHER)
        reach |= own.q(path) & Q(pk__in=taught.values("section_id"))
    return standing_classes.filter(reach)


def serves_school(actor: Actor, section: Section) -> bool:
    """Whether the actor serves more than the own classes there, so that guests of other classes may be served, too."""
    return actor.can(CounterPermission.VISIT_SCAN_ALL, at=section.organisation.scope_path)


def visit_lines(actor: Actor, text: str = "", *, most: int = 100) -> list[VisitLine]:
    """Classes with students, those whose library day is today first; ``text`` is part of a title. Two queries.

    Without a text only homerooms and classes with a library day: a school has hundreds of other sections.
    """
    today = timezone.localdate().weekday()
    comes = ClassVisit.objects.filter(section=OuterRef("pk"))
    sections = visitable(actor).annotate(
        comes=Exists(comes), today=Exists(comes.filter(weekday=today)), people=_heads()
    )
    if text.strip():
        sections = sections.filter(title__icontains=text.strip()[:80])
    elif not actor.scope(CounterPermission.VISIT_SCAN_ALL).is_nowhere:
        sections = sections.filter(Q(kind=Section.Kind.HOMEROOM) | Q(comes=True))
    found: list[Any] = list(
        sections.filter(people__gt=0).order_by("-today", "-comes", "organisation__name", "title", "pk")[:most]
    )
    days: dict[int, list[int]] = {}
    rows = ClassVisit.objects.filter(section__in=[one.pk for one in found]).order_by("weekday")
    for section_id, weekday in rows.values_list("section_id", "weekday"):
        days.setdefault(section_id, []).append(weekday)
    return [VisitLine(one, one.people, days_text(days.get(one.pk, ())), one.today) for one in found]


def _heads() -> Any:
    """How many students sit in a section."""
    homeroom = Person.objects.filter(homeroom=OuterRef("pk"), kind=Person.Kind.STUDENT).current()
    enrolled = Enrollment.objects.filter(standing(), section=OuterRef("pk"), role=Membership.Role.STUDENT)
    return Greatest(Coalesce(_counted(homeroom, "homeroom"), 0), Coalesce(_counted(enrolled, "section"), 0))


def _counted(rows: QuerySet[Any], key: str) -> Subquery:
    return Subquery(
        rows.order_by().values(key).annotate(number=Count("pk")).values("number"), output_field=IntegerField()
    )


def days_text(days: Any) -> str:
    """ "Monday and Thursday"; empty when the class has no library day."""
    return " and ".join(WEEKDAYS[day].capitalize() for day in days)


def readers_of(section: Section) -> PersonQuerySet:
    """The students of the class: of the homeroom, or enrolled in the section."""
    enrolled = Enrollment.objects.filter(standing(), section=section, role=Membership.Role.STUDENT)
    students = Person.objects.filter(kind=Person.Kind.STUDENT, merged_into=None).current()
    return students.filter(Q(homeroom=section) | Q(pk__in=enrolled.values("person_id")))


def reader_in(section: Section, pk: int | None, actor: Actor) -> PersonQuerySet:
    """The child with this id, if it sits in the class or the actor serves the whole school."""
    if serves_school(actor, section):
        return Person.objects.visible_to(actor).filter(pk=pk or 0)
    return readers_of(section).filter(pk=pk or 0)


def with_counts(people: PersonQuerySet, section: Section) -> PersonQuerySet:
    """Each with ``out`` and ``late``: numbers of library things; ``fresh``: lent since midnight; ``stopped``: is blocked."""
    mine = Loan.objects.private().filter(borrower=OuterRef("pk"))
    now = timezone.now()
    midnight = now.astimezone(zone_of(section.organisation)).replace(hour=0, minute=0, second=0, microsecond=0)
    return people.annotate(
        out=Coalesce(_counted(mine.open(), "borrower"), 0),
        late=Coalesce(_counted(mine.open().filter(due_at__lt=now), "borrower"), 0),
        fresh=Coalesce(_counted(mine.open().filter(lent_at__gte=midnight), "borrower"), 0),
        stopped=Exists(Block.objects.standing(timezone.localdate()).filter(person=OuterRef("pk"))),
    )


def child_told(person: Any) -> Told:
    """A child as the page shows it: a name and numbers, no titles. ``person`` comes from :func:`with_counts`."""
    return {
        "id": person.pk,
        "name": person.name,
        "first": person.preferred_given_name or person.given_name,
        "last": person.preferred_family_name or person.family_name,
        "out": person.out,
        "late": person.late,
        "fresh": person.fresh,
        "blocked": bool(person.stopped),
    }


def child_shown(person: Any) -> Told:
    """The same with the address of the photo, empty without one: for the page, not for what a browser takes along."""
    return child_told(person) | {"photo": photo_of(person)}


def class_told(section: Section, actor: Actor) -> Told:
    """JSON for the page: the children by name, each with numbers and the photo the actor may see. One query."""
    people = with_photos(with_counts(readers_of(section), section), actor).order_by("sort_name", "pk")
    return {"people": [child_shown(person) for person in people]}


def way_of_showing(section: Section) -> str:
    """``big`` pictures for children who cannot read yet, ``grid`` for the rest: as most of the class."""
    grades = Counter(readers_of(section).order_by().values_list("grade", flat=True))
    most = grades.most_common(1)[0][0] if grades else ""
    return "big" if most in _BIG else "grid"


def library_day_of(section: Section) -> str:
    days = ClassVisit.objects.filter(section=section).order_by("weekday").values_list("weekday", flat=True)
    return days_text(days)


def sees_titles(actor: Actor, section: Section) -> bool:
    """Whether the actor may know which child has which title."""
    return library_scope(actor).covers(section.organisation.scope_path)


def may_override(actor: Actor, section: Section) -> bool:
    """Past a block, with a reason; what a visit lends is the library's."""
    rights = (CirculationPermission.LOAN_OVERRIDE, CirculationPermission.LIBRARY_LOAN_OVERRIDE)
    return any(actor.can(right, at=section.organisation.scope_path) for right in rights)


def is_library(item: Item) -> bool:
    """What a class visit lends: all other things go over the ordinary counter."""
    kind = item.item_type
    return kind.holder_is_private or kind.purpose == ItemType.Purpose.LIBRARY


@dataclass(frozen=True, slots=True)
class Line:
    """A child in the summary. ``loans`` are empty for those who may not know."""

    person: Any
    loans: list[Loan]


def summary_of(section: Section, actor: Actor) -> list[Line]:
    """The children by name with numbers and, for those who may know, what they have out. At most two queries."""
    people: list[Any] = list(with_counts(readers_of(section), section).order_by("sort_name", "pk"))
    loans: dict[int, list[Loan]] = {}
    if sees_titles(actor, section):
        rows = Loan.objects.private().open().filter(borrower__in=[person.pk for person in people])
        visible = rows.visible_to(actor).select_related("item__product", "organisation")
        for loan in visible.order_by(F("due_at").asc(nulls_last=True), "pk"):
            if loan.borrower_id is not None:
                loans.setdefault(loan.borrower_id, []).append(loan)
    return [Line(person, loans.get(person.pk, [])) for person in people]


def due_day(loan: Loan) -> dt.date | None:
    return loan.due_at.astimezone(zone_of(loan.organisation)).date() if loan.due_at is not None else None
