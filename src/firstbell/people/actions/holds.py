"""A legal hold: nothing about a person may be let go while it stands."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.models import LegalHold
from firstbell.people.events import HoldLifted, HoldSet
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.holds import standing_holds


def set_hold(person: Person, *, reason: str, by: Actor) -> LegalHold:
    """Raises Forbidden, Invalid without a reason, Conflict when one stands already."""
    by.require(PeoplePermission.HOLD_SET, at=person.organisation.scope_path)
    if not reason.strip():
        raise Invalid("Say what it is kept for.", field="reason")
    with change(by) as unit:
        if standing_holds(person).exists():
            raise Conflict(f"{person} is on hold already.", remedy="Lift the standing hold first.")
        hold = LegalHold.objects.create(
            person_id=person.pk, reason=reason.strip(), set_by=by.name, set_at=timezone.now()
        )
        unit.publish(HoldSet(subject=person.ref, org_path=person.organisation.scope_path, note=hold.reason))
    return hold


def lift_hold(person: Person, *, by: Actor) -> None:
    """Raises Forbidden, or Conflict when none stands."""
    by.require(PeoplePermission.HOLD_SET, at=person.organisation.scope_path)
    with change(by) as unit:
        if not standing_holds(person).update(lifted_by=by.name, lifted_at=timezone.now()):
            raise Conflict(f"{person} is not on hold.", remedy="Reload the page.")
        unit.publish(HoldLifted(subject=person.ref, org_path=person.organisation.scope_path))
