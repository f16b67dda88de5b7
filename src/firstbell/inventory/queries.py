"""Questions about items that other rooms and the pages of this one ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db.models import Case, Count, F, Field, Q, QuerySet, When
from django.db.models.functions import Coalesce, ExtractYear

from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.paging import keys_first
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.label_sheets import NO_ADJUSTMENT, Adjustment
from firstbell.inventory.label_sheets import Label as SheetLabel
from firstbell.inventory.models import (
    Device,
    DeviceModel,
    FormerCode,
    Item,
    ItemQuerySet,
    ItemType,
    LabelPrinter,
    LabelSize,
    Status,
)
from firstbell.people.models import Person
from firstbell.rooms.models import Place

Label = SheetLabel
"""What rooms above have printed by :func:`label_pdf`."""
RELATED = ("product", "item_type", "organisation", "holder", "assigned_to", "place", "home", "device")
SOON_DAYS = 365
"""An update expiration or warranty within a year is worth a word (“do not repair”, 5.1)."""


Rows = TypeVar("Rows", bound="QuerySet[Any]")


def without_library(queryset: Rows) -> Rows:
    """Books are items too, a hundred to a device: lists of devices leave them out, the library has its own."""
    return queryset.filter(is_library=False)


def state_of(item: Item) -> dict[str, Any]:
    """What undo needs to put the item back (``actions.restore_item``); JSON."""
    values: dict[str, Any] = {}
    for name in Item.STATE_FIELDS:
        value = getattr(item, name)
        values[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return values


def items_by_code(queryset: ItemQuerySet, codes: Iterable[str]) -> ItemQuerySet:
    """The items with one of these normalised codes as tag, serial number or former code: one query, three look-ups."""
    wanted = list(codes)
    by_tag = Item.objects.filter(barcode_norm__in=wanted).exclude(barcode_norm="").order_by().values("pk")
    by_serial = Device.objects.filter(serial_norm__in=wanted).order_by().values("pk")
    by_former = FormerCode.objects.filter(code__in=wanted).order_by().values("item_id")
    return queryset.filter(keys_first("pk", by_tag.union(by_serial, by_former)))


def is_called(item: Item, code: str) -> bool:
    """Whether its tag or serial number is this normalised code today; needs ``select_related("device")``."""
    device = device_of(item)
    return item.barcode_norm == code or (device is not None and device.serial_norm == code)


def concrete(item: Item) -> Item:
    """The device where the item is one, with what was loaded for the item; needs ``select_related("device")``."""
    device = device_of(item)
    if device is None:
        return item
    cached = {name: value for name, value in item._state.fields_cache.items() if name != "device"}
    device._state.fields_cache.update(cached)
    return device


def device_of(item: Item) -> Device | None:
    """The item's device part, without a query when ``device`` was selected with it."""
    if isinstance(item, Device):
        return item
    try:
        return item.device
    except Device.DoesNotExist:
        return None


def find_item(code: str, actor: Actor) -> Item | None:
    """The one item in the house with this tag or serial number that the actor may see; None when there is none."""
    wanted = normalise(code)
    return _most_likely(prepared.rows(_called, actor, code=wanted), wanted)


def _called(actor: Actor, code: str) -> ItemQuerySet:
    return items_by_code(Item.objects.visible_to(actor), [code]).select_related(*RELATED).order_by()


def find_among(items: ItemQuerySet, code: str) -> Item | None:
    """The one of these items with this tag or serial number; what is still in the house before what was given away."""
    wanted = normalise(code)
    return _most_likely(items_by_code(items, [wanted]).select_related(*RELATED).order_by(), wanted)


def _most_likely(found: Iterable[Item], wanted: str) -> Item | None:
    ranked = sorted(
        found,
        key=lambda item: (item.status in lifecycle.GONE, not is_called(item, wanted), item.barcode_norm, item.pk),
    )
    return concrete(ranked[0]) if ranked else None


def effective_aue(item: Item) -> dt.date | None:
    """The last day of automatic updates: the device's own, else its model's. Needs ``product__devicemodel``."""
    device = device_of(item)
    if device is not None and device.aue_date is not None:
        return device.aue_date
    model = model_of(item)
    return None if model is None else model.aue_date


def model_of(item: Item) -> DeviceModel | None:
    """The item's product as a device model; needs ``select_related("product__devicemodel")``."""
    try:
        return item.product.devicemodel
    except DeviceModel.DoesNotExist:
        return None


def held_by(person: Person, actor: Actor) -> list[Item]:
    """What a person has or owns here, in one query; nothing of private types."""
    found = (
        Item.objects.visible_to(actor)
        .filter(Q(holder=person) | Q(assigned_to=person))
        .exclude(item_type__holder_is_private=True)
        .exclude(status__in=lifecycle.GONE)
        .select_related(*RELATED)
        .order_by("barcode_norm", "pk")
    )
    return [concrete(item) for item in found]


def available_loaners(organisation_id: int, actor: Actor) -> QuerySet[Item]:
    """Loaners of a school that can be lent now, by place and tag."""
    return (
        Item.objects.visible_to(actor)
        .filter(organisation_id=organisation_id, status=Status.LOANER_AVAILABLE, reserved_for="")
        .select_related(*RELATED)
        .order_by("place__name", "barcode_norm", "pk")
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot of a cart and what belongs there; ``item`` None for an empty slot."""

    name: str
    item: Item | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class CartContents:
    """``slots`` by slot number; ``strangers`` are in the cart without belonging there."""

    slots: list[Slot]
    strangers: list[Item]

    @property
    def missing(self) -> list[Item]:
        return [slot.item for slot in self.slots if slot.item is not None and not slot.is_here]

    @property
    def present(self) -> int:
        return sum(1 for slot in self.slots if slot.is_here)


def cart_contents(place: Place, actor: Actor) -> CartContents:
    """What belongs into a cart, what is in it and what is not, in one query."""
    visible = Item.objects.visible_to(actor).exclude(status__in=lifecycle.GONE)
    found = visible.filter(Q(home=place) | Q(place=place)).select_related(*RELATED)
    items = [concrete(item) for item in found]
    belonging = sorted((item for item in items if item.home_id == place.pk), key=_by_slot)
    slots = [Slot(item.home_slot, item, item.place_id == place.pk) for item in belonging]
    taken = {slot.name for slot in slots}
    free = [str(number) for number in range(1, (place.capacity or 0) + 1) if str(number) not in taken]
    slots += [Slot(name, None, is_here=False) for name in free[: max(0, (place.capacity or 0) - len(slots))]]
    strangers = [item for item in items if item.home_id != place.pk]
    return CartContents(sorted(slots, key=lambda slot: _natural(slot.name)), sorted(strangers, key=lambda i: i.label))


def _by_slot(item: Item) -> tuple[int, str]:
    return _natural(item.home_slot)


def _natural(slot: str) -> tuple[int, str]:
    digits = "".join(letter for letter in slot if letter.isdecimal())
    return (int(digits) if digits else 10**9, slot)


@dataclass(frozen=True, slots=True)
class CartLine:
    place: Place
    belonging: int
    present: int


def carts(actor: Actor) -> list[CartLine]:
    """Every cart the actor may see, with how many things belong there and how many of them are there: two queries."""
    places = list(
        Place.objects.visible_to(actor).current().filter(kind=Place.Kind.CART).select_related("organisation", "parent")
    )
    counts = (
        Item.objects.visible_to(actor)
        .filter(home__kind=Place.Kind.CART)
        .exclude(status__in=lifecycle.GONE)
        .order_by()
        .values("home_id")
        .annotate(belonging=Count("pk"), present=Count(Case(When(place_id=F("home_id"), then="pk"))))
        .values_list("home_id", "belonging", "present")
    )
    by_place = {home_id: (belonging, present) for home_id, belonging, present in counts}
    return [CartLine(place, *by_place.get(place.pk, (0, 0))) for place in places]


@dataclass(frozen=True, slots=True)
class AueLine:
    """Devices whose updates end in ``year`` (None: no date known), by the key of the report's columns."""

    year: int | None
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class AueReport:
    columns: tuple[str, ...]
    lines: tuple[AueLine, ...]


def aue_report(actor: Actor, *, by: str = "type", organisation_id: int | None = None) -> AueReport:
    """How many devices lose their updates in which year, ``by`` item type, grade of the owner, or school: one query."""
    keys = {"type": "item_type__name", "grade": "assigned_to__grade", "school": "organisation__name"}
    devices = cast("QuerySet[Item]", Device.objects.visible_to(actor)).exclude(status__in=lifecycle.GONE)
    if organisation_id is not None:
        devices = devices.filter(organisation_id=organisation_id)
    rows = (
        devices.order_by()
        .annotate(year=ExtractYear(Coalesce("aue_date", "product__devicemodel__aue_date")))
        .values_list("year", keys[by])
        .annotate(number=Count("pk"))
    )
    table: dict[int | None, dict[str, int]] = {}
    columns: set[str] = set()
    for year, key, number in rows:
        column = key or ("no owner with a grade" if by == "grade" else "none")
        columns.add(column)
        table.setdefault(year, {})[column] = number
    ordered = tuple(sorted(columns))
    years = sorted(table, key=lambda year: (year is None, year))
    return AueReport(ordered, tuple(AueLine(y, tuple(table[y].get(c, 0) for c in ordered)) for y in years))


def search_terms(barcode: str, serial: str, names: Iterable[str]) -> list[str]:
    """What an item is found by beside its title; people read the last four to six characters of a serial aloud."""
    code = normalise(serial)
    tails = [code[-length:] for length in (4, 5, 6) if len(code) > length]
    return [part for part in (barcode, serial, *tails, *names) if part]


def label_pdf(
    labels: Sequence[SheetLabel],
    size: LabelSize,
    *,
    start: int = 1,
    code: str = "",
    printer: LabelPrinter | None = None,
) -> bytes:
    """Labels as a PDF in true size, from the ``start``-th place of the first sheet, as this printer needs it.

    ``code``: qr, code128, both, or text (lines only, as on a spine); "" is the stock's own.
    """
    fitted = (
        Adjustment(printer.shift_x, printer.shift_y, printer.ruler_x, printer.ruler_y) if printer else NO_ADJUSTMENT
    )
    from firstbell.inventory.label_sheets.drawing import sheets

    return sheets(labels, size, start=start, code=code, adjustment=fitted)


def items_for_labels(ids: Sequence[int], actor: Actor) -> list[Item]:
    """These items as devices where they are, in tag order, as far as the actor may see them."""
    found = Item.objects.visible_to(actor).filter(pk__in=ids).select_related("product", "organisation", "device")
    return [concrete(item) for item in found.order_by("barcode_norm", "pk")]


def rest_statuses() -> dict[tuple[int, bool], str]:
    """Where new things wait, by (item type id, whether they have a home)."""
    return {
        (kind.pk, has_home): lifecycle.rest_status(kind, has_home=has_home).value
        for kind in ItemType.objects.all()
        for has_home in (False, True)
    }


MERGED_FACTS = {
    "barcode": "Asset tag", "serial": "Serial number", "mac_address": "MAC address", "product_id": "Model",
    "item_type_id": "Type", "home_id": "Home", "home_slot": "Slot", "funding_source_id": "Funding",
    "purchased_on": "Purchased", "cost_cents": "Cost in cents", "order_number": "Order",
    "warranty_until": "Warranty until", "aue_date": "Own update expiration", "reserved_for": "Reserved for",
    "notes": "Notes",
}  # fmt: skip
"""Columns that are compared when two entries turn out to be one thing, in the order of the screen."""


def facts_of(item: Item) -> dict[str, Any]:
    """The columns of :data:`MERGED_FACTS` that this item has, as JSON."""
    values = {name: getattr(item, name) for name in MERGED_FACTS if hasattr(item, name)}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def stored(item: Item, name: str, value: Any) -> Any:
    """A value of :func:`facts_of` or :func:`state_of` as its column holds it."""
    field = item._meta.get_field(name)
    assert isinstance(field, Field)
    return field.to_python(value) if value is not None else None
