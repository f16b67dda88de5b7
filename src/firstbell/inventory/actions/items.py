"""Changes of an item that leave its status alone: facts, place, condition, sightings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.actions.held import HeldItem
from firstbell.inventory.actions.tags import TagCheck
from firstbell.inventory.events import ItemConditionSet, ItemEdited, ItemMoved
from firstbell.inventory.models import Condition, Device, Item, ItemType, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.rooms.models import Place

ITEM_FACTS = {
    "barcode": "Asset tag", "product": "Model", "item_type": "Type", "organisation": "School", "home": "Home",
    "home_slot": "Slot", "funding_source": "Funding", "purchased_on": "Purchased", "cost_cents": "Cost in cents",
    "order_number": "Order", "warranty_until": "Warranty until", "reserved_for": "Reserved for", "notes": "Notes",
}  # fmt: skip
DEVICE_FACTS = {"serial": "Serial number", "mac_address": "MAC address", "aue_date": "Own update expiration"}
_AT_REST = frozenset({Status.AVAILABLE, Status.LOANER_AVAILABLE})


def edit_item(item: Item, *, changes: Mapping[str, Any], by: Actor) -> Item:
    """Change facts by name (``ITEM_FACTS``, for a device also ``DEVICE_FACTS``).

    Moving it to another school needs the permission at both. Stock follows its type: what becomes a loaner
    type while it is available becomes an available loaner. Raises Conflict naming the other item when a
    serial or tag is taken, Invalid, Forbidden (``inventory.item.edit``).
    """
    labels = ITEM_FACTS | (DEVICE_FACTS if isinstance(item, Device) else {})
    unknown = set(changes) - set(labels)
    if unknown:
        raise Invalid(f"There is no fact called {min(unknown)} here.", field=min(unknown))
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_EDIT, at=held.path)
        if changes.get("organisation") is not None:
            by.require(InventoryPermission.ITEM_EDIT, at=changes["organisation"].scope_path)
        before = type(item).objects.get(pk=item.pk)
        different = {name: value for name, value in changes.items() if getattr(before, name) != value}
        if not different:
            return item
        told = {labels[name]: (_shown(getattr(before, name)), _shown(value)) for name, value in different.items()}
        different |= _checked_codes(different, item)
        _follow_type(held, different)
        for name, value in different.items():
            setattr(before, name, value)
            setattr(item, name, value)
        try:
            with transaction.atomic():
                before.save(update_fields=[*different])
        except IntegrityError:
            raise Conflict("This serial number or tag was taken a moment ago.", remedy="Look it up.") from None
        unit.publish(ItemEdited(subject=item.ref, org_path=before.organisation.scope_path, changes=told))
        unit.reindex(Item.KIND_REF, item.pk)
    return item


def move_item(item: Item, *, place: Place, is_new_home: bool = False, slot: str = "", by: Actor) -> Item:
    """It is somewhere else now; with ``is_new_home`` it also belongs there, in ``slot``.

    Raises Conflict when somebody has it or it has left, Forbidden (``inventory.item.move``).
    """
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_MOVE, at=held.path)
        if held.now.status in lifecycle.WITH_SOMEBODY | lifecycle.NOT_IN_A_PLACE and not is_new_home:
            raise Conflict(
                f"{held.ref.label} is “{held.now.get_status_display()}”, so it is in no place.",
                remedy="Take it back or mark it as found first.",
            )
        if place.closed_at is not None:
            raise Invalid(f"{place} is closed.", remedy="Choose a place that is in use.", field="place")
        old, old_home = held.now.place, held.now.home
        values: dict[str, Any] = {"last_seen_at": timezone.now()}
        if held.now.status not in lifecycle.WITH_SOMEBODY | lifecycle.NOT_IN_A_PLACE:
            values["place"] = place
        if is_new_home:
            values |= {"home": place, "home_slot": slot}
        held.write(**values)
        changes: dict[str, tuple[Any, Any]] = {}
        if old != held.now.place:
            changes["Place"] = (_shown(old), _shown(held.now.place))
        if old_home != held.now.home:
            changes["Home"] = (_shown(old_home), _shown(held.now.home))
        unit.publish(ItemMoved(subject=held.ref, org_path=held.path, about=(place.ref,), changes=changes))
    return item


def set_condition(item: Item, *, condition: str, note: str = "", by: Actor) -> Item:
    """Grade it. Raises Invalid, Forbidden (``inventory.item.triage``)."""
    if condition not in Condition.values:
        raise Invalid(f"“{condition}” is not a condition.", remedy=f"One of: {', '.join(Condition.values)}.")
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_TRIAGE, at=held.path)
        old = Condition(held.now.condition)
        if old == condition:
            return item
        held.write(condition=condition)
        unit.publish(
            ItemConditionSet(
                subject=held.ref,
                org_path=held.path,
                changes={"Condition": (old.label, Condition(condition).label)},
                note=note,
            )
        )
    return item


def _checked_codes(values: dict[str, Any], item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if values.get("barcode"):
        tag = TagCheck.current().accepted(values["barcode"], item_id=item.pk)
        found |= {"barcode": tag.text, "barcode_norm": tag.code}
    elif "barcode" in values:
        found |= {"barcode": "", "barcode_norm": ""}
    if "serial" in values:
        code = normalise(values["serial"])
        if not code:
            raise Invalid("A device needs its serial number.", remedy="Scan the underside.", field="serial")
        other = Device.objects.filter(serial_norm=code).exclude(pk=item.pk).first()
        if other is not None:
            raise Conflict(
                f"Serial number {values['serial']} belongs to {other.label}.", remedy="Look it up.", field="serial"
            )
        found |= {"serial": values["serial"].strip(), "serial_norm": code}
    return found


def _follow_type(held: HeldItem, values: dict[str, Any]) -> None:
    if "item_type" not in values:
        return
    values["is_library"] = values["item_type"].purpose == ItemType.Purpose.LIBRARY
    if held.now.status in _AT_REST:
        at_rest = lifecycle.rest_status(values["item_type"], has_home=False)
        if at_rest != held.now.status:
            values |= {"status": at_rest, "status_since": timezone.now()}


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
