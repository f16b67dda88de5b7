"""The catalogue: device models, item types, funding sources, the tag rule and label sizes. All are data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.inventory.events import CatalogueChanged
from firstbell.inventory.models import DeviceModel, FundingSource, Item, ItemType, LabelSize, TagRule
from firstbell.inventory.permissions import InventoryPermission

M = TypeVar("M", DeviceModel, ItemType, FundingSource, TagRule, LabelSize)
_HIDDEN = frozenset({"id", "product_ptr"})


def save_model(model: DeviceModel | None, *, values: Mapping[str, Any], by: Actor) -> DeviceModel:
    """Add a device model (``model`` None) or change one. ``values`` by field name; ``replacement_cents`` in cents."""
    return _saved(model or DeviceModel(), values, "inventory.model", by)


def save_item_type(item_type: ItemType | None, *, values: Mapping[str, Any], by: Actor) -> ItemType:
    """Add an item type or change one. Making a type private hides who holds its things from then on."""
    with change(by):
        kind = _saved(item_type or ItemType(), values, "inventory.item_type", by)
        is_library = kind.purpose == ItemType.Purpose.LIBRARY
        Item.objects.filter(item_type=kind, is_library=not is_library).update(is_library=is_library)
    return kind


def save_funding_source(source: FundingSource | None, *, values: Mapping[str, Any], by: Actor) -> FundingSource:
    """Add a funding source or change one."""
    return _saved(source or FundingSource(), values, "inventory.funding_source", by)


def save_tag_rule(*, values: Mapping[str, Any], by: Actor) -> TagRule:
    """Change what an asset tag looks like; tags that exist stay as they are."""
    return _saved(TagRule.objects.first() or TagRule(), values, "inventory.tag_rule", by)


def save_label_size(size: LabelSize | None, *, values: Mapping[str, Any], by: Actor) -> LabelSize:
    """Add a label size or change one; lengths in tenths of a millimetre."""
    return _saved(size or LabelSize(), values, "inventory.label_size", by)


def _saved(thing: M, values: Mapping[str, Any], kind: str, by: Actor) -> M:
    """The catalogue belongs to the whole district, so one permission anywhere is asked for."""
    by.require(InventoryPermission.CATALOGUE_EDIT)
    told: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        field = thing._meta.get_field(name)
        old = None if thing._state.adding else getattr(thing, name)
        if old != value:
            told[str(getattr(field, "verbose_name", name)).capitalize()] = (_shown(old), _shown(value))
        setattr(thing, name, value)
    try:
        thing.full_clean(exclude=_HIDDEN)
    except ValidationError as wrong:
        field_name, messages = next(iter(wrong.message_dict.items()))
        raise Invalid(" ".join(messages), remedy="Change it, then save again.", field=field_name) from None
    with change(by) as unit:
        thing.save()
        if told:
            unit.publish(CatalogueChanged(subject=Ref(kind, thing.pk, str(thing)), org_path="", changes=told))
    return thing


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
