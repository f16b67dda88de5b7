"""Checking a cart: scan what is in it, see what is missing and what does not belong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.scan import Scan
from firstbell.inventory import lifecycle
from firstbell.inventory.events import CartChecked
from firstbell.inventory.models import Device, Item, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.rooms.models import Place

MOST_CODES = 500


@dataclass(slots=True)
class CartCheck:
    """``present`` belong here and were scanned; ``strangers`` belong elsewhere; ``missing`` belong here and were not
    scanned; ``elsewhere`` belong here, but are known to be with somebody or in repair; ``unknown`` are codes that
    name nothing here."""

    present: list[Item] = field(default_factory=list)
    strangers: list[Item] = field(default_factory=list)
    missing: list[Item] = field(default_factory=list)
    elsewhere: list[Item] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def check_cart(place: Place, *, codes: Iterable[str], by: Actor) -> CartCheck:
    """Record what was scanned in this cart: what was seen gets the time and this place; nothing else changes.

    What should be here and was not scanned is only listed: marking it missing is a person's decision.
    Raises Forbidden (``inventory.item.move`` at the cart's school).
    """
    by.require(InventoryPermission.ITEM_MOVE, at=place.organisation.scope_path)
    scans = list({scan.code: scan for raw in codes if (scan := Scan.of(raw)).code}.values())[:MOST_CODES]
    wanted = [scan.code for scan in scans]
    with change(by) as unit:
        visible = Item.objects.visible_to(by).exclude(status__in=lifecycle.GONE)
        found = list(
            visible.filter(Q(barcode_norm__in=wanted) | Q(device__serial_norm__in=wanted)).select_related(
                "product", "device"
            )
        )
        named = {item.barcode_norm for item in found} | {item.device.serial_norm for item in found if _has_serial(item)}
        seen = {item.pk for item in found}
        belonging = visible.filter(home=place).select_related("product", "device")
        outcome = CartCheck(
            present=[item for item in found if item.home_id == place.pk],
            strangers=[item for item in found if item.home_id != place.pk],
            unknown=[scan.text for scan in scans if scan.code not in named],
        )
        for item in belonging:
            if item.pk not in seen:
                (outcome.missing if item.status in _SHOULD_BE_HERE else outcome.elsewhere).append(item)
        now = timezone.now()
        Item.objects.filter(pk__in=seen).update(last_seen_at=now)
        Item.objects.filter(pk__in=seen, status__in=_SHOULD_BE_HERE).update(place=place)
        unit.publish(
            CartChecked(
                subject=place.ref,
                org_path=place.organisation.scope_path,
                about=tuple(item.ref for item in (*outcome.strangers, *outcome.missing)),
                note=_told(outcome),
            )
        )
    return outcome


_SHOULD_BE_HERE = frozenset({Status.PLACED, Status.AVAILABLE, Status.LOANER_AVAILABLE})


def _has_serial(item: Item) -> bool:
    return isinstance(getattr(item, "device", None), Device)


def _told(outcome: CartCheck) -> str:
    parts = [f"{len(outcome.present)} present"]
    for label, items in (("missing", outcome.missing), ("not from here", outcome.strangers)):
        if items:
            parts.append(f"{label}: {', '.join(item.label for item in items)}")
    if outcome.unknown:
        parts.append(f"unknown codes: {', '.join(outcome.unknown)}")
    return "; ".join(parts)
