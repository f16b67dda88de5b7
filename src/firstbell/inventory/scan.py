"""A scanned asset tag or serial number is an item."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, register
from firstbell.inventory import lifecycle
from firstbell.inventory.models import Item
from firstbell.inventory.queries import RELATED, concrete, is_called, items_by_code


def resolve_item(scan: Scan, actor: Actor) -> Iterable[Match]:
    """Items with this tag or serial in one query; what has left the house comes last. ``object`` is the Device."""
    found = items_by_code(Item.objects.visible_to(actor), [scan.code]).select_related(*RELATED)
    called = [item for item in found if is_called(item, scan.code)]

    def order(one: Item) -> tuple[bool, bool, int]:
        return one.status in lifecycle.GONE, one.barcode_norm != scan.code, one.pk

    # A former code speaks only where no living one does.
    for item in sorted(called or found, key=order):
        thing = concrete(item)
        yield Match(
            kind=Item.KIND_REF,
            id=thing.pk,
            label=thing.label,
            detail=f"{thing.product} · {thing.get_status_display()}",
            url=reverse("inventory:item", args=[thing.pk]),
            icon=thing.item_type.icon,
            object=thing,
        )


register(Item.KIND_REF, resolve_item, order=20)
