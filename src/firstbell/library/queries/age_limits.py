"""Whose students somebody teaches, for exceptions from age limits."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.library.models import AgeException
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Enrollment, Membership, Person
from firstbell.people.queries import standing


def students_of(actor: Actor) -> QuerySet[Person]:
    """Current students of the classes the actor teaches."""
    mine = Enrollment.objects.filter(standing(), person_id=actor.person_id or 0, role=Membership.Role.TEACHER)
    theirs = Enrollment.objects.filter(standing(), section__in=mine.values("section_id"), role=Membership.Role.STUDENT)
    found = Person.objects.current().filter(pk__in=theirs.order_by().values("person_id"), merged_into=None)
    return found.select_related("organisation").order_by("sort_name", "pk")


def is_student_of(person: Person, actor: Actor) -> bool:
    return students_of(actor).filter(pk=person.pk).exists()


def exceptions_to_show(actor: Actor) -> QuerySet[AgeException]:
    """Standing and coming ones that the actor gave, or whose rules they keep."""
    found = AgeException.objects.visible_to(actor).filter(last_day__gte=timezone.localdate())
    return found.select_related("person__organisation")


def keeps_rules(actor: Actor) -> bool:
    """Whether they may except any student of their schools, not only their own."""
    return actor.can(LibraryPermission.RULE_EDIT)
