"""Changes to who is whose guardian."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.people.events import GuardianLinked, GuardianUnlinked
from firstbell.people.models import Guardianship, Person
from firstbell.people.permissions import PeoplePermission


def link_guardian(guardian: Person, student: Person, *, relationship: str = "", by: Actor) -> Guardianship:
    """``guardian`` cares for ``student``. Raises Forbidden, Invalid (wrong kinds), Conflict when known already."""
    by.require(PeoplePermission.PERSON_EDIT, at=student.organisation.scope_path)
    if guardian.kind == Person.Kind.STUDENT:
        raise Invalid(f"{guardian} is a student.", remedy="Choose or enter an adult as guardian.", field="guardian")
    if student.kind != Person.Kind.STUDENT:
        raise Invalid(f"{student} is not a student.", remedy="Guardians belong to students.", field="student")
    with change(by) as unit:
        link, is_new = Guardianship.objects.get_or_create(
            guardian=guardian, student=student, defaults={"relationship": relationship.strip()[:40]}
        )
        if not is_new:
            raise Conflict(f"{guardian} is {student}'s guardian already.", remedy="Nothing to do.", field="guardian")
        unit.publish(
            GuardianLinked(
                subject=student.ref,
                about=(guardian.ref,),
                org_path=student.organisation.scope_path,
                changes={"guardian": (None, guardian.name)},
            )
        )
    return link


def unlink_guardian(link: Guardianship, *, by: Actor) -> None:
    """The two no longer belong together. Raises Forbidden."""
    student, guardian = link.student, link.guardian
    by.require(PeoplePermission.PERSON_EDIT, at=student.organisation.scope_path)
    with change(by) as unit:
        link.delete()
        unit.publish(
            GuardianUnlinked(
                subject=student.ref,
                about=(guardian.ref,),
                org_path=student.organisation.scope_path,
                changes={"guardian": (guardian.name, None)},
            )
        )
