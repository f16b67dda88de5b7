"""What keeps everything about somebody from being let go."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.core.models import LegalHold
from firstbell.core.models.merges import one_with
from firstbell.people.models import Person


def standing_holds(person: Person) -> QuerySet[LegalHold]:
    """On this entry, or on one that was made one with it."""
    return LegalHold.objects.standing().filter(person_id__in=one_with(Person.KIND_REF, [person.pk]))
