"""Changes to the further codes that name a person: badges, library cards."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scan import Scan
from firstbell.people.events import BadgeAdded, BadgeRetired
from firstbell.people.models import Person, PersonIdentifier
from firstbell.people.permissions import PeoplePermission

SHORTEST = 3


def add_badge(
    person: Person, *, value: str, kind: str = PersonIdentifier.Kind.BADGE, replace: bool = False, by: Actor
) -> PersonIdentifier:
    """A code that from now on names this person; ``replace`` retires the earlier ones of its kind.

    Whoever may enter a person by hand may give that provisional person a badge. Raises Forbidden,
    Invalid (too short), Conflict when the code is somebody's already.
    """
    needed = PeoplePermission.PERSON_ADD_PROVISIONAL if person.is_provisional else PeoplePermission.PERSON_EDIT
    by.require(needed, at=person.organisation.scope_path)
    scan = Scan.of(value)
    if not SHORTEST <= len(scan.code) <= 100:
        raise Invalid(
            f"A code has {SHORTEST} to 100 characters; “{scan.text[:40]}” has {len(scan.code)}.",
            remedy="Scan the badge again.",
            field="value",
        )
    if kind not in PersonIdentifier.Kind.values:
        raise Invalid(f"“{kind}” is not a kind of code.", remedy="Choose one of the list.", field="kind")
    _refuse_taken(scan.code, person, by)
    with change(by) as unit:
        if replace:
            for old in person.identifiers.filter(kind=kind, retired_at=None):
                retire_badge(old, by=by)
        try:
            with transaction.atomic():
                badge = PersonIdentifier.objects.create(person=person, kind=kind, value=scan.text, code=scan.code)
        except IntegrityError:
            _refuse_taken(scan.code, person, by)
            raise
        unit.publish(
            BadgeAdded(
                subject=person.ref,
                org_path=person.organisation.scope_path,
                changes={badge.get_kind_display(): (None, badge.value)},
            )
        )
        unit.reindex(Person.KIND_REF, person.pk)
    return badge


def retire_badge(badge: PersonIdentifier, *, by: Actor) -> PersonIdentifier:
    """The code is no longer good; scanned, it still says whose it was. Raises Forbidden, Conflict."""
    by.require(PeoplePermission.PERSON_EDIT, at=badge.person.organisation.scope_path)
    if badge.retired_at is not None:
        raise Conflict("This code is retired already.", remedy="Nothing to do.")
    with change(by) as unit:
        badge.retired_at = timezone.now()
        badge.save(update_fields=["retired_at"])
        unit.publish(
            BadgeRetired(
                subject=badge.person.ref,
                org_path=badge.person.organisation.scope_path,
                changes={badge.get_kind_display(): (badge.value, None)},
            )
        )
        unit.reindex(Person.KIND_REF, badge.person_id)
    return badge


def _refuse_taken(code: str, person: Person, by: Actor) -> None:
    holder = PersonIdentifier.objects.filter(code=code, retired_at=None).select_related("person").first()
    if holder is None:
        return
    if holder.person_id == person.pk:
        raise Conflict(f"This is {person}'s code already.", remedy="Nothing to do.", field="value")
    may_know = Person.objects.visible_to(by).filter(pk=holder.person_id).exists()
    raise Conflict(
        f"This code is {holder.person}'s." if may_know else "This code names somebody else in the district.",
        remedy="Retire it there first, or use another badge.",
        field="value",
    )
