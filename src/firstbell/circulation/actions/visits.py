"""The library days of a homeroom."""

from __future__ import annotations

from collections.abc import Collection

from firstbell.circulation.events import ClassVisitsChanged
from firstbell.circulation.models import ClassVisit
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.people.models import Section
from firstbell.rooms.queries import WEEKDAYS


def set_class_visits(section: Section, weekdays: Collection[int], *, by: Actor) -> bool:
    """The homeroom comes on these weekdays (0 is Monday) from now on; whether that is a change. Loans made already keep their
    due date.

    Raises Forbidden (``circulation.class_visit.edit``), Invalid.
    """
    by.require(CirculationPermission.CLASS_VISIT_EDIT, at=section.organisation.scope_path)
    if not set(weekdays) <= set(range(7)):
        raise Invalid("That is no weekday.", remedy="0 is Monday, 6 is Sunday.", field="weekdays")
    with change(by) as unit:
        old = set(ClassVisit.objects.filter(section=section).values_list("weekday", flat=True))
        if old == set(weekdays):
            return False
        ClassVisit.objects.filter(section=section).exclude(weekday__in=list(weekdays)).delete()
        ClassVisit.objects.bulk_create(ClassVisit(section=section, weekday=day) for day in set(weekdays) - old)
        subject = Ref(ClassVisit.KIND_REF, section.pk, str(section))
        path, told = section.organisation.scope_path, (_named(old), _named(weekdays))
        unit.publish(ClassVisitsChanged(subject=subject, org_path=path, changes={"Library days": told}))
    return True


def _named(weekdays: Collection[int]) -> str:
    return ", ".join(WEEKDAYS[day].capitalize() for day in sorted(weekdays)) or "none"
