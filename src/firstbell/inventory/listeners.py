"""What follows from a change of status: whose device is ready is told so."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.inventory import notices
from firstbell.inventory.events import ItemRestored, ItemStatusChanged
from firstbell.inventory.models import Item, Status
from firstbell.people.queries import person_key


@listens(ItemStatusChanged)
def tell_that_it_is_ready(event: ItemStatusChanged, by: Actor) -> None:
    """Only for things that are somebody's, and of which the holder is no secret."""
    if event.new != Status.READY_RETURN:
        return
    item = Item.objects.select_related("product", "place", "organisation", "item_type").get(pk=event.subject.id)
    if item.assigned_to_id is None or item.item_type.holder_is_private:
        return
    send_notice(
        item.ref,
        kind=notices.DEVICE_READY.key,
        to=[person_key(item.assigned_to_id)],
        occasion=item.status_since.isoformat(timespec="seconds"),
        values={
            "device": f"{item.product.name} {item.barcode}".strip(),
            "place": str(item.place or ""),
            "school": item.organisation.name,
        },
        org_path=event.org_path,
        link=f"/inventory/{item.pk}/",
        by=by,
    )


@listens(ItemRestored)
def take_it_back(event: ItemRestored, by: Actor) -> None:
    """Undone within the minute: what waits to be sent is not sent."""
    withdraw_notices(event.subject, kind=notices.DEVICE_READY.key, reason="It was undone before it was sent.", by=by)
