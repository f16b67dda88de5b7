"""This room on other rooms' pages: what a person has, what is in a place."""

from __future__ import annotations

from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.attachments import register_owner
from firstbell.core.panels import Panel, register
from firstbell.inventory import lifecycle
from firstbell.inventory.models import Item, ItemType, KitPart
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import cart_contents, concrete, held_by, without_library
from firstbell.people.models import Person
from firstbell.rooms.models import Place

SHOWN = 20


def person_items(person: Person, actor: Actor) -> dict[str, Any] | None:
    items = held_by(person, actor)
    is_self = actor.person_id == person.pk
    if not items and not is_self and not actor.can(InventoryPermission.ITEM_VIEW):
        return None
    can_label = actor.can(InventoryPermission.LABEL_PRINT, at=person.organisation.scope_path)
    return {"person": person, "items": items, "can_label": can_label}


def place_items(place: Place, actor: Actor) -> dict[str, Any] | None:
    can_label = actor.can(InventoryPermission.LABEL_PRINT, at=place.organisation.scope_path)
    if place.kind == Place.Kind.CART:
        return {"place": place, "cart": cart_contents(place, actor), "can_label": can_label}
    here = (
        without_library(Item.objects.visible_to(actor).filter(place=place))
        .exclude(status__in=lifecycle.GONE)
        .select_related("product", "device", "item_type")
        .order_by("barcode_norm", "pk")
    )
    items = [concrete(item) for item in here[: SHOWN + 1]]
    return {"place": place, "items": items[:SHOWN], "has_more": len(items) > SHOWN, "can_label": can_label}


def item_kit(item: Item, actor: Actor) -> dict[str, Any] | None:
    """What lies in a kit, or in which kit it lies; nothing for all the rest."""
    if item.item_type.purpose != ItemType.Purpose.KIT:
        line = KitPart.objects.filter(part_id=item.pk).select_related("kit").first()
        return None if line is None else {"kit_of": line}
    parts = list(KitPart.objects.filter(kit_id=item.pk).select_related("part__product", "part__device"))
    for line in parts:
        line.part = concrete(line.part)
    may_edit = actor.can(InventoryPermission.ITEM_EDIT, at=item.organisation.scope_path)
    return {"item": item, "parts": parts, "may_edit": may_edit}


def may_see_item(item_id: int, actor: Actor) -> bool:
    return Item.objects.visible_to(actor).filter(pk=item_id).exists()


register(Panel("people.person", "inventory.items", "inventory/panel_person.html", person_items, order=20))
register(
    Panel(
        "rooms.place", "inventory.items", "inventory/panel_place.html", place_items, InventoryPermission.ITEM_VIEW, 20
    )
)
register(Panel("inventory.item", "inventory.kit", "inventory/panel_kit.html", item_kit, order=10))
register_owner(Item.KIND_REF, may_see_item)
