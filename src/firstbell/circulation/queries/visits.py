"""On which weekdays classes come to the library."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from firstbell.circulation.models import ClassVisit
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.people.models import Person, Section


def visit_days_of(person: Person | None) -> frozenset[int]:
    """The weekdays (0 is Monday) on which the person's homeroom comes; none when it has none. One query."""
    if person is None or person.homeroom_id is None:
        return frozenset()
    return frozenset(ClassVisit.objects.filter(section_id=person.homeroom_id).values_list("weekday", flat=True))


def homerooms(actor: Actor) -> QuerySet[Section]:
    """Homerooms where the actor may enter library days, with theirs."""
    scope = actor.scope(CirculationPermission.CLASS_VISIT_EDIT)
    found = Section.objects.filter(kind=Section.Kind.HOMEROOM, closed_at=None).filter(scope.q("organisation__path"))
    visits = Prefetch("library_visits", ClassVisit.objects.order_by("weekday"))
    return found.select_related("organisation").prefetch_related(visits).order_by("organisation__name", "title", "pk")
