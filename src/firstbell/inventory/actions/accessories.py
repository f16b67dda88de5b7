"""Accessories: products that go along with a model, and how many of each. The catalogue is the district's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.inventory.events import CatalogueChanged
from firstbell.inventory.models import ItemType, ModelAccessory, Product
from firstbell.inventory.permissions import InventoryPermission

MODEL_REF = "inventory.model"
_FIELDS = {"name": "Name", "manufacturer": "Maker", "item_type": "Kind", "replacement_cents": "Price in cents"}


def save_accessory(product: Product | None, *, values: Mapping[str, Any], by: Actor) -> Product:
    """Add an accessory product (``product`` None) or change one: name, manufacturer, item_type, replacement_cents.

    Its kind is an item type with the purpose accessory. Raises Forbidden (``inventory.catalogue.edit``), Invalid.
    """
    by.require(InventoryPermission.CATALOGUE_EDIT)
    thing = product or Product()
    kind = values.get("item_type") or (product.item_type if product is not None else None)
    if kind is None or kind.purpose != ItemType.Purpose.ACCESSORY:
        raise Invalid(
            "An accessory needs a kind that goes with other items.",
            remedy="Choose charger, case or stylus, or add such an item type.",
            field="item_type",
        )
    told: dict[str, tuple[Any, Any]] = {}
    for name, label in _FIELDS.items():
        if name not in values:
            continue
        old = None if thing._state.adding else getattr(thing, name)
        if old != values[name]:
            told[label] = (_shown(old), _shown(values[name]))
        setattr(thing, name, values[name])
    try:
        thing.full_clean()
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise Invalid(" ".join(messages), remedy="Change it, then save again.", field=field) from None
    with change(by) as unit:
        thing.save()
        if told:
            unit.publish(
                CatalogueChanged(subject=Ref("inventory.accessory", thing.pk, thing.name), org_path="", changes=told)
            )
    return thing


def set_model_accessory(
    product: Product, accessory: Product, *, count: int = 1, is_expected_back: bool = True, by: Actor
) -> ModelAccessory:
    """``count`` pieces of ``accessory`` go along with every item of ``product``; an existing line is changed.

    Raises Forbidden (``inventory.catalogue.edit``), Invalid.
    """
    by.require(InventoryPermission.CATALOGUE_EDIT)
    if accessory.item_type.purpose != ItemType.Purpose.ACCESSORY:
        raise Invalid(f"{accessory.name} is not an accessory.", remedy="Choose one that is.", field="accessory")
    if not 1 <= count <= ModelAccessory.MOST:
        raise Invalid("How many go along?", remedy=f"Give 1 to {ModelAccessory.MOST}.", field="count")
    with change(by) as unit:
        Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
        lines = {line.accessory_id: line for line in ModelAccessory.objects.filter(product_id=product.pk)}
        line = lines.get(accessory.pk)
        old = _told(line, accessory)
        if line is None:
            code = _free_code(accessory.item_type.code, {one.code for one in lines.values()})
            line = ModelAccessory(product_id=product.pk, accessory=accessory, code=code)
        line.count, line.is_expected_back = count, is_expected_back
        line.save()
        if old != (new := _told(line, accessory)):
            _publish(unit, product, old, new)
    return line


def remove_model_accessory(line: ModelAccessory, *, by: Actor) -> None:
    """It does not go along any more; loans keep what went out with them.

    Raises Forbidden (``inventory.catalogue.edit``), Conflict when it was removed already.
    """
    by.require(InventoryPermission.CATALOGUE_EDIT)
    with change(by) as unit:
        removed, _ = ModelAccessory.objects.filter(pk=line.pk).delete()
        if not removed:
            raise Conflict("This line was removed already.", remedy="Nothing more to do.")
        _publish(unit, line.product, _told(line, line.accessory), None)


def _publish(unit: Any, product: Product, old: str | None, new: str | None) -> None:
    subject = Ref(MODEL_REF, product.pk, product.name)
    unit.publish(CatalogueChanged(subject=subject, org_path="", changes={"Goes along": (old, new)}))


def _told(line: ModelAccessory | None, accessory: Product) -> str | None:
    if line is None:
        return None
    return f"{line.count} × {accessory.name}" + ("" if line.is_expected_back else ", to keep")


def _free_code(kind: str, taken: set[str]) -> str:
    """ "charger", else "charger-b": a digit at the end counts pieces of one line."""
    return next(code for code in (kind, *(f"{kind}-{letter}" for letter in "bcdefghijklmnop")) if code not in taken)


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
