"""Questions at a kiosk: whose badge is this, whose class is that."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.kiosk.models import Kiosk
from firstbell.people.models import Person, PersonIdentifier, Section
from firstbell.people.queries import teachers_by_section


def student_of_badge(kiosk: Kiosk, badge: str) -> Person | None:
    """The current student of the kiosk's school (or district) with that live badge; a number or a name is no badge."""
    found = (
        PersonIdentifier.objects.filter(code=Scan.of(badge).code, retired_at=None, kind=PersonIdentifier.Kind.BADGE)
        .filter(
            person__kind=Person.Kind.STUDENT,
            person__withdrawn_on=None,
            person__organisation__path__startswith=kiosk.organisation.scope_path,
        )
        .select_related("person__organisation")
        .first()
    )
    return found.person if found is not None else None


def is_own_section(section: Section, actor: Actor) -> bool:
    """Whether the actor teaches it."""
    teachers = teachers_by_section([section.pk]).get(section.pk, [])
    return actor.person_id is not None and any(teacher.pk == actor.person_id for teacher in teachers)
