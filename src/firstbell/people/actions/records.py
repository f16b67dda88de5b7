"""A person's record in one file, handed out on request and written into the disclosure log first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from firstbell.core.actor import Actor
from firstbell.core.disclosures import Basis, disclose
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.models import DisclosureGround
from firstbell.core.permissions import CorePermission
from firstbell.core.record import gather, write_record
from firstbell.people.events import RecordAccessEdited, RecordHandedOut
from firstbell.people.models import Person, RecordAccess
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.records import record_access, right_to_record


def hand_out_record(person: Person, *, to: str, purpose: str, basis: str, by: Actor) -> IO[bytes]:
    """The whole record, notes included, for a named recipient. Raises Forbidden, or Invalid without the three."""
    by.require(PeoplePermission.RECORD_HAND_OUT, at=person.organisation.scope_path)
    if not to.strip() or not purpose.strip():
        raise Invalid("Say who gets it and why.", field="purpose" if to.strip() else "to")
    if not DisclosureGround.objects.filter(key=basis, is_offered=True).exists():
        raise Invalid("Choose the ground on which it is handed out.", field="basis")
    return _file(person, to=to.strip(), purpose=purpose.strip(), basis=basis, internal=True, by=by)


def take_record(person: Person, *, by: Actor) -> IO[bytes]:
    """One's own record, or one's child's, by the rule of who may. Raises Forbidden."""
    right = right_to_record(person, by)
    if right is None:
        raise Forbidden(PeoplePermission.RECORD_HAND_OUT, person.organisation.scope_path)
    basis = Basis.SELF if right == "self" else Basis.GUARDIAN
    return _file(person, to=by.name, purpose="Taken by the person entitled to it", basis=basis, internal=False, by=by)


def edit_record_access(values: Mapping[str, Any], *, by: Actor) -> RecordAccess:
    """Change who may take a record alone."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    rule = record_access()
    changes = {name: (getattr(rule, name), value) for name, value in values.items() if getattr(rule, name) != value}
    with change(by) as unit:
        for name, value in values.items():
            setattr(rule, name, value)
        rule.save()
        unit.publish(RecordAccessEdited(subject=rule.ref, org_path="", changes=changes))
    return rule


def _file(person: Person, *, to: str, purpose: str, basis: str, internal: bool, by: Actor) -> IO[bytes]:
    path = person.organisation.scope_path
    with change(by) as unit:
        record = gather(person, internal=internal)
        disclose(
            "people.record",
            title=f"Record of {person.name}",
            elements=record.elements,
            people=[person.pk],
            rows=record.rows,
            to=to,
            purpose=purpose,
            basis=basis,
            by=by,
            org_path=path,
        )
        unit.publish(RecordHandedOut(subject=person.ref, org_path=path, note=f"To {to}: {purpose}"))
        return write_record(record, purpose=purpose, to=to)
