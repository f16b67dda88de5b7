"""What speaks against making two items one."""

from __future__ import annotations

from collections.abc import Iterator

from firstbell.core.merging import Obstacle, merge_check
from firstbell.inventory import lifecycle
from firstbell.inventory.models import Item
from firstbell.inventory.queries import device_of


@merge_check(Item.KIND_REF)
def check_items(keeper: Item, other: Item) -> Iterator[Obstacle]:
    if keeper.pk == other.pk:
        yield Obstacle("That is the same entry.", "Choose another one.")
    for one in (keeper, other):
        if one.merged_into_id is not None:
            yield Obstacle(f"{one} has been merged already.", "Look at the item it became.")
    if (device_of(keeper) is None) != (device_of(other) is None):
        yield Obstacle("One is a device with a serial number, the other is not.", "Merge only things of one kind.")
    people = {person for one in (keeper, other) for person in (one.holder_id, one.assigned_to_id) if person}
    if len(people) > 1:
        text = f"They are with, or belong to, two people: {keeper} and {other}."
        yield Obstacle(text, "Take back the one that is a mistake, then come again.")
    yield from _doubts(keeper, other)


def _doubts(keeper: Item, other: Item) -> Iterator[Obstacle]:
    if keeper.product_id != other.product_id:
        text = f"They are of two models: {keeper.product}, {other.product}."
        yield Obstacle(text, "Look at the thing itself.", is_final=False)
    if keeper.organisation_id != other.organisation_id:
        text = f"They belong to two schools: {keeper.organisation.short}, {other.organisation.short}."
        yield Obstacle(text, "The school of the one that stays counts.", is_final=False)
    for one in (keeper, other):
        if one.status in lifecycle.GONE:
            text = f"{one} has left the house ({one.get_status_display().lower()})."
            yield Obstacle(text, "Is it really here?", is_final=False)
    mine, theirs = device_of(keeper), device_of(other)
    if mine is not None and theirs is not None:
        text = f"Their serial numbers differ: {mine.serial}, {theirs.serial}."
        yield Obstacle(text, "Read the one on the case; a typing mistake differs by a character.", is_final=False)
