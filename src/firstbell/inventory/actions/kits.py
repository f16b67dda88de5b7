"""Kits: what lies in one. A part is lent only with its kit, unless it is taken out of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import Change, change
from firstbell.inventory import lifecycle
from firstbell.inventory.actions.intake import Intake, add_item
from firstbell.inventory.events import KitChanged
from firstbell.inventory.models import Condition, Item, ItemType, KitPart, Product, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

MOST_PARTS = 60


def add_kit(
    organisation: Organisation,
    *,
    name: str,
    barcode: str,
    place: Place | None = None,
    item_type: ItemType | None = None,
    parts: Iterable[Item] = (),
    by: Actor,
) -> Item:
    """A new kit called ``name`` with its own barcode, kept in ``place``, with its parts.

    Kits of one name are of one product. Raises Forbidden (``inventory.item.add`` and ``inventory.item.edit`` at the
    school), Invalid, Conflict when the barcode or a part is taken.
    """
    by.require(InventoryPermission.ITEM_EDIT, at=organisation.scope_path)
    kind = item_type or ItemType.objects.filter(purpose=ItemType.Purpose.KIT).order_by("pk").first()
    if kind is None or kind.purpose != ItemType.Purpose.KIT:
        raise Invalid("There is no item type for kits.", remedy="Add one under Inventory rules.", field="item_type")
    if not name.strip():
        raise Invalid("A kit needs a name.", remedy="Such as “Camera kit”.", field="name")
    with change(by):
        product = Product.objects.filter(name=name.strip(), item_type=kind).first()
        if product is None:
            product = Product.objects.create(name=name.strip()[:200], item_type=kind)
        intake = Intake(organisation=organisation, home=place, condition=Condition.GOOD)
        kit = add_item(product, barcode=barcode, intake=intake, by=by)
        for part in parts:
            put_into_kit(kit, part, by=by)
    return kit


def put_into_kit(kit: Item, part: Item, *, role: str = "", by: Actor) -> KitPart:
    """``part`` lies in ``kit`` from now on, as its ``role`` ("Lens"), and is lent only with it.

    Raises Forbidden (``inventory.item.edit`` at the kit's school), Conflict when either is lent or the part lies in
    another kit, Invalid.
    """
    with change(by) as unit:
        held, piece = _locked(kit, part)
        by.require(InventoryPermission.ITEM_EDIT, at=held.organisation.scope_path)
        _require_fitting(held, piece)
        try:
            with transaction.atomic():
                line = KitPart.objects.create(kit=held, part=piece, role=role.strip()[:60])
        except IntegrityError:
            other = KitPart.objects.filter(part=piece).select_related("kit").first()
            where = f" {other.kit.label}" if other is not None else " another kit"
            raise Conflict(
                f"{piece.label} lies in{where} already.", remedy="Take it out of that one first.", field="part"
            ) from None
        _tell(unit, held, piece, (None, f"{piece.label} {role}".strip()))
    return line


def take_out_of_kit(line: KitPart, *, by: Actor) -> None:
    """The part stands alone again and may be lent by itself.

    Raises Forbidden (``inventory.item.edit`` at the kit's school), Conflict while the kit is lent or when it was
    taken out already.
    """
    with change(by) as unit:
        held, piece = _locked(line.kit, line.part)
        by.require(InventoryPermission.ITEM_EDIT, at=held.organisation.scope_path)
        _require_in_hand(held)
        removed, _ = KitPart.objects.filter(pk=line.pk).delete()
        if not removed:
            raise Conflict(f"{piece.label} was taken out already.", remedy="Nothing more to do.")
        _tell(unit, held, piece, (f"{piece.label} {line.role}".strip(), None))


def _locked(kit: Item, part: Item) -> tuple[Item, Item]:
    """Both as they are now, locked in one order."""
    items = Item.objects.select_for_update(of=("self",)).select_related("item_type", "organisation")
    found = {item.pk: item for item in items.filter(pk__in=[kit.pk, part.pk]).order_by("pk")}
    return found[kit.pk], found[part.pk]


def _require_fitting(kit: Item, part: Item) -> None:
    if kit.item_type.purpose != ItemType.Purpose.KIT:
        raise Invalid(f"{kit.label} is not a kit.", remedy="Add a kit, then put parts into it.", field="kit")
    if part.item_type.purpose == ItemType.Purpose.KIT:
        raise Invalid(f"{part.label} is a kit itself.", remedy="Put its parts in one by one.", field="part")
    if part.organisation_id != kit.organisation_id:
        raise Invalid(f"{part.label} belongs to {part.organisation.short}.", remedy="Move it first.", field="part")
    if part.status in lifecycle.WITH_SOMEBODY | lifecycle.GONE:
        word = part.get_status_display().lower()
        raise Conflict(f"{part.label} is {word}.", remedy="Take it back first.", field="part")
    _require_in_hand(kit)
    if kit.kit_parts.count() >= MOST_PARTS:
        raise Invalid(f"{kit.label} has {MOST_PARTS} parts.", remedy="Begin another kit.", field="part")


def _require_in_hand(kit: Item) -> None:
    if kit.status == Status.ON_LOAN:
        raise Conflict(f"{kit.label} is lent.", remedy="Take it back, then change what lies in it.", field="part")


def _tell(unit: Change, kit: Item, part: Item, change_of_part: tuple[str | None, str | None]) -> None:
    unit.publish(
        KitChanged(
            subject=kit.ref,
            org_path=kit.organisation.scope_path,
            about=(part.ref,),
            changes={"Part": change_of_part},
        )
    )
