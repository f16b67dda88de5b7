"""A hold is fulfilled by lending, and waits again when that is taken back. For this folder only."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.circulation.actions._routing import arrive, lock_queue, route, told_hold
from firstbell.circulation.events import HoldFulfilled, HoldUndone
from firstbell.circulation.models import Hold, Transit
from firstbell.circulation.queries.holds import free_copies, related
from firstbell.core.actor import Actor
from firstbell.core.events import Change
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation

State = Hold.State


def fulfil(
    unit: Change, hold: Hold | None, item: Item, *, took_from: Hold | None, where: Organisation, by: Actor
) -> dict[str, Any] | None:
    """The borrower has what they waited for; another copy that was set aside for them goes to the next.

    ``took_from`` is whose copy it was instead: they wait again. What was on its way travels no further. Gives what undo
    needs, None when nobody waited and nothing travelled.
    """
    travelled = arrive(unit, item, where, by) if getattr(item, "is_travelling", True) else None
    held = _fulfil(unit, hold, item, took_from, by) if hold is not None or took_from is not None else None
    if held is not None:
        return {"hold": held.pk}
    return {"travelled": travelled.pk} if travelled is not None else None


def _fulfil(unit: Change, hold: Hold | None, item: Item, took_from: Hold | None, by: Actor) -> Hold | None:
    lock_queue(item.product_id)
    if took_from is not None:
        Hold.objects.filter(pk=took_from.pk, copy=item).update(
            copy=None, state=State.WAITING, ready_on=None, keep_until=None
        )
    held = related().open().filter(pk=hold.pk).first() if hold is not None else None
    if held is None:
        return None
    other = held.copy if held.copy_id != item.pk else None
    held.state, held.copy, held.ended_at, held.ended_by = State.FULFILLED, None, timezone.now(), by.name[:200]
    held.save(update_fields=["state", "copy", "ended_at", "ended_by"])
    unit.publish(HoldFulfilled(**told_hold(held), hold_id=held.pk))
    if other is not None:
        copy = Item.objects.select_related("organisation", "item_type", "product", "place").get(pk=other.pk)
        route(unit, copy, at=held.organisation, by=by)
    return held


def unfulfil(unit: Change, payload: dict[str, Any] | None, item: Item, *, by: Actor) -> None:
    """They wait again at their old place, and the copy that came back is theirs, if nobody is before them; what was lent
    on its way for nobody who waited for it travels again."""
    if not payload:
        return
    if "travelled" in payload:
        if not Transit.objects.open().filter(item=item).exists():
            Transit.objects.filter(pk=payload["travelled"]).update(ended_at=None, ended_by="")
        return
    held = related().filter(pk=payload["hold"], state=State.FULFILLED).first()
    if held is None:
        return
    lock_queue(held.product_id)
    if Hold.objects.open().filter(person_id=held.person_id, product_id=held.product_id).exists():
        return
    held.state, held.ended_at, held.ended_by = State.WAITING, None, ""
    held.save(update_fields=["state", "ended_at", "ended_by"])
    unit.publish(HoldUndone(**told_hold(held)))
    copy = free_copies(held.product_id).filter(pk=item.pk).select_related("product", "place").first()
    if copy is not None:
        route(unit, copy, at=held.organisation, by=by)
