"""Blocks set by hand: lending to somebody is refused until the block is lifted or runs out."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.events import BlockLifted, BlockSet
from firstbell.circulation.models import Block
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import zone_of


def set_block(
    person: Person,
    *,
    reason: str,
    until: dt.date | None = None,
    organisation: Organisation | None = None,
    by: Actor,
) -> Block:
    """Block ``person`` from borrowing, through ``until`` (included) or until lifted.

    ``organisation`` is who blocks, by default the person's school. Raises Forbidden
    (``circulation.block.edit``), Invalid without a reason or with a day that is over.
    """
    where = organisation or person.organisation
    by.require(CirculationPermission.BLOCK_EDIT, at=where.scope_path)
    if not reason.strip():
        raise Invalid("A block needs a reason.", remedy="Say why, in words the person may read.", field="reason")
    if until is not None and until < timezone.now().astimezone(zone_of(where)).date():
        raise Invalid(f"{until} is over.", remedy="Choose a day from today on, or none.", field="until")
    with change(by) as unit:
        block = Block.objects.create(
            person=person, organisation=where, reason=reason.strip()[:200], until=until, created_by=by.name[:200]
        )
        changes = {"Until": (None, until)} if until is not None else {}
        unit.publish(BlockSet(subject=person.ref, org_path=where.scope_path, note=block.reason, changes=changes))
    return block


def lift_block(block: Block, *, by: Actor) -> Block:
    """End a block now. Raises Forbidden (``circulation.block.edit``), Conflict when it was lifted already."""
    by.require(CirculationPermission.BLOCK_EDIT, at=block.organisation.scope_path)
    with change(by) as unit:
        lifted = Block.objects.filter(pk=block.pk, lifted_at=None).update(
            lifted_at=timezone.now(), lifted_by=by.name[:200]
        )
        if not lifted:
            raise Conflict("This block was already lifted.", remedy="Nothing more to do.")
        unit.publish(BlockLifted(subject=block.person.ref, org_path=block.organisation.scope_path, note=block.reason))
    block.refresh_from_db(fields=["lifted_at", "lifted_by"])
    return block
