"""Questions about classes: who teaches, who sits in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from firstbell.people.models import Enrollment, Membership, Person, Section


def standing(day: dt.date | None = None) -> Q:
    """Enrollments that are not over on that day (today when not said); ``end_date`` is exclusive."""
    return Q(closed_at=None) & (Q(end_date=None) | Q(end_date__gt=day or timezone.localdate()))


def teachers_by_section(sections: Iterable[int]) -> dict[int, list[Person]]:
    """Teachers of each section, the primary one first, in one query."""
    found: dict[int, list[Person]] = {}
    rows = (
        Enrollment.objects.filter(standing(), section_id__in=list(sections), role=Membership.Role.TEACHER)
        .select_related("person")
        .order_by("-is_primary", "person__sort_name")
    )
    for row in rows:
        found.setdefault(row.section_id, []).append(row.person)
    return found


def classes_of(person: Person) -> list[tuple[Enrollment, list[Person]]]:
    """The person's standing enrollments with the section's teachers: two queries."""
    rows = list(
        person.enrollments.filter(standing()).select_related("section__organisation").order_by("section__title", "pk")
    )
    teachers = teachers_by_section(row.section_id for row in rows)
    return [(row, teachers.get(row.section_id, [])) for row in rows]


def homeroom_members_of(section: Section) -> QuerySet[Person]:
    """Current people whose homeroom this is, also those without an enrollment in it."""
    return section.homeroom_members.current().select_related("organisation").order_by("sort_name", "pk")


def members_of(section: Section) -> QuerySet[Enrollment]:
    """Standing enrollments with their people, teachers first."""
    return (
        section.enrollments.filter(standing(), person__merged_into=None)
        .select_related("person__organisation")
        .order_by("-role", "person__sort_name", "pk")
    )
