"""Things come in: one by one, or a whole box by scanning its serial numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError, Invalid
from firstbell.core.events import Change, change
from firstbell.core.scan import Scan, normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.actions.tags import LONGEST, TagCheck
from firstbell.inventory.events import ItemAdded
from firstbell.inventory.models import (
    Condition,
    Device,
    DeviceModel,
    FundingSource,
    Item,
    ItemType,
    Product,
    Status,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

Made = TypeVar("Made", bound=Item)
AT_REST = "at_rest"
START = (Status.ORDERED.value, Status.RECEIVED.value, Status.STAGING.value, AT_REST)
"""Where a new thing may begin; ``at_rest`` is wherever its type waits."""
MOST_LINES = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """What is the same for all that come in together. ``start`` is one of :data:`START`; cost in cents."""

    organisation: Organisation
    item_type: ItemType | None = None
    start: str = AT_REST
    condition: str = Condition.NEW
    place: Place | None = None
    home: Place | None = None
    home_slot: str = ""
    funding_source: FundingSource | None = None
    purchased_on: dt.date | None = None
    cost_cents: int | None = None
    order_number: str = ""
    warranty_until: dt.date | None = None
    notes: str = ""

    def values(self, product: Product) -> dict[str, Any]:
        kind = self.item_type or product.item_type
        at_rest = lifecycle.rest_status(kind, has_home=self.home is not None)
        return {
            "product": product,
            "item_type": kind,
            "organisation": self.organisation,
            "status": at_rest if self.start == AT_REST else Status(self.start),
            "status_since": timezone.now(),
            "condition": self.condition,
            "place": self.place or (self.home if self.start == AT_REST else None),
            "home": self.home,
            "home_slot": self.home_slot,
            "funding_source": self.funding_source,
            "purchased_on": self.purchased_on,
            "cost_cents": self.cost_cents,
            "order_number": self.order_number,
            "warranty_until": self.warranty_until,
            "notes": self.notes,
        }


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a scan list that did not land: its number, what was scanned, why and what to do."""

    number: int
    text: str
    message: str
    remedy: str


@dataclass(slots=True)
class ScannedIn:
    """The outcome of a scan list; the good lines are stored."""

    added: list[Device] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)


def add_device(model: DeviceModel, *, serial: str, barcode: str = "", intake: Intake, by: Actor) -> Device:
    """Take in one device. Raises Conflict naming the other item when serial or tag are known, Invalid, Forbidden."""
    with change(by) as unit:
        _require(intake, by)
        return _add_device(unit, model, serial, barcode, intake, TagCheck.current())


def add_item(product: Product, *, barcode: str, intake: Intake, by: Actor) -> Item:
    """Take in something without a serial number, e.g. a charger; it needs a tag. Raises as ``add_device``."""
    return add_made_item(product, barcode=barcode, intake=intake, make=Item, by=by)


def add_made_item(product: Product, *, barcode: str, intake: Intake, make: Callable[..., Made], by: Actor) -> Made:
    """As :func:`add_item`, for a room above: ``make`` makes its own kind of item (a copy of a title) of an item's values."""
    with change(by) as unit:
        _require(intake, by)
        if not barcode.strip():
            raise Invalid("What has no serial number needs a tag.", remedy="Scan its label.", field="barcode")
        tag = TagCheck.current().accepted(barcode, item_id=None)
        item = make(barcode=tag.text, **intake.values(product))
        _save(item, "barcode", tag.text)
        _tell(unit, item)
        return item


def add_scanned_devices(model: DeviceModel, *, lines: Sequence[str], intake: Intake, by: Actor) -> ScannedIn:
    """A box of devices of one model: every line is a serial number, or serial and tag with a space, tab or comma.

    Good lines land even when others are refused; each refused line says why. Raises Invalid for an empty list
    or more than ``MOST_LINES``, Forbidden.
    """
    scanned = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not scanned:
        raise Invalid("There is no serial number.", remedy="Scan at least one device.", field="lines")
    if len(scanned) > MOST_LINES:
        raise Invalid(
            f"{len(scanned):,} lines are too many at once.", remedy=f"Scan at most {MOST_LINES:,}.", field="lines"
        )
    outcome = ScannedIn()
    with change(by) as unit:
        _require(intake, by)
        check = TagCheck.current()
        for number, line in scanned:
            serial, _, barcode = line.replace(",", " ").replace("\t", " ").replace(";", " ").partition(" ")
            try:
                outcome.added.append(_add_device(unit, model, serial, barcode.strip(), intake, check))
            except FirstbellError as refused:
                outcome.refused.append(RefusedLine(number, line, refused.message, refused.remedy))
    return outcome


def _require(intake: Intake, by: Actor) -> None:
    by.require(InventoryPermission.ITEM_ADD, at=intake.organisation.scope_path)
    if intake.start not in START:
        raise Invalid(f"A new thing cannot begin as “{intake.start}”.", remedy=f"One of: {', '.join(START)}.")
    if intake.condition not in Condition.values:
        raise Invalid(f"“{intake.condition}” is not a condition.", remedy=f"One of: {', '.join(Condition.values)}.")


def _add_device(unit: Change, model: DeviceModel, serial: str, barcode: str, intake: Intake, check: TagCheck) -> Device:
    code = normalise(serial)
    if not code or len(serial.strip()) > LONGEST:
        raise Invalid(
            "The serial number is missing." if not code else "This is too long to be a serial number.",
            remedy="It is on the underside of the device, often with a bar code.",
            field="serial",
        )
    other = Device.objects.filter(serial_norm=code).select_related("product", "organisation").first()
    if other is not None:
        raise _known_serial(other, serial)
    tag = check.accepted(barcode, item_id=None) if barcode else Scan("", "")
    device = Device(serial=Scan.of(serial).text, barcode=tag.text, **intake.values(model))
    _save(device, "serial", serial)
    _tell(unit, device)
    return device


def _known_serial(other: Item, serial: str) -> Conflict:
    return Conflict(
        f"Serial number {serial.strip()} is already here as {other.label}: {other.product} at "
        f"{other.organisation.short}, {other.get_status_display()}.",
        remedy="Open that device instead of adding it again.",
        field="serial",
    )


def _save(item: Item, field_name: str, value: str) -> None:
    """Insert it; somebody who was quicker by a moment is a conflict, not a crash."""
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError:
        raise Conflict(
            f"{value} was added by somebody else at this moment.", remedy="Scan it again.", field=field_name
        ) from None


def _tell(unit: Change, item: Item) -> None:
    unit.publish(
        ItemAdded(
            subject=item.ref,
            org_path=item.organisation.scope_path,
            changes={"Status": (None, item.get_status_display()), "Model": (None, item.product.name)},
        )
    )
    unit.reindex(Item.KIND_REF, item.pk)
