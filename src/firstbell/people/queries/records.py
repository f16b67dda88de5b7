"""Who may take a person's record alone."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.people.models import Guardianship, Person, RecordAccess


def record_access() -> RecordAccess:
    """The rule; made with its defaults when there is none."""
    return RecordAccess.objects.get_or_create(pk=1)[0]


def right_to_record(person: Person, actor: Actor) -> Literal["self", "guardian"] | None:
    """On which right this actor may take the record; None when they have to ask the office."""
    if actor.person_id is None:
        return None
    rule = record_access()
    if actor.person_id == person.pk:
        if person.is_student:
            return "self" if person.grade in rule.grades else None
        return "self" if rule.staff or person.kind == Person.Kind.GUARDIAN else None
    # A student who holds the right alone holds it instead of the parents (34 CFR 99.5).
    if not rule.guardians or (person.is_student and person.grade in rule.grades):
        return None
    is_guardian = Guardianship.objects.filter(guardian_id=actor.person_id, student=person).exists()
    return "guardian" if is_guardian else None


def records_in_reach(actor: Actor) -> list[Person]:
    """Oneself and one's children, as far as the rule lets their records be taken."""
    if actor.person_id is None:
        return []
    children = Guardianship.objects.filter(guardian_id=actor.person_id).values("student_id")
    people = Person.objects.select_related("organisation").filter(pk__in=[actor.person_id]) | Person.objects.filter(
        pk__in=children
    ).select_related("organisation")
    return [person for person in people if right_to_record(person, actor) is not None]


def record_filename(person: Person) -> str:
    """What the file of a record is called today."""
    return f"record-{person.identifier or person.pk}-{timezone.localdate().isoformat()}.zip"
