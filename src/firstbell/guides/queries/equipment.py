"""What a card can be about: one device, or what hangs and stands in a room."""

from __future__ import annotations

from collections.abc import Iterable

from firstbell.guides.models import Card
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.rooms.models import Place

_MOST_EQUIPMENT = 12
#: What a card is about, by the category of a device's model.
_ABOUT_CATEGORY = {
    "chromebook": "chromebook", "ipad": "ipad", "laptop": "laptop", "desktop": "laptop", "projector": "projector",
    "panel": "panel", "printer": "printer",
}  # fmt: skip
#: What in a room a card can speak of, the likeliest kind first: a panel shows pictures, is written on and sounds.
_MEANS = {
    "projector": (("projector", "panel"),), "panel": (("panel",),), "board": (("board", "panel"),),
    "audio": (("audio",), ("panel",)), "doc_camera": (("doc_camera",),), "printer": (("printer",),),
}  # fmt: skip


def kind_of_item(item: Item) -> str:
    """What a card is about, from a device's category or else from what it is called; '' where neither says it."""
    model = getattr(item.product, "devicemodel", None)
    if model is not None and model.category in _ABOUT_CATEGORY:
        return _ABOUT_CATEGORY[model.category]
    words = f"{item.item_type.name} {item.product.name}".lower()
    for word, about in (
        ("chromebook", "chromebook"), ("ipad", "ipad"), ("projector", "projector"), ("panel", "panel"),
        ("board", "board"), ("document camera", "doc_camera"), ("printer", "printer"), ("cart", "cart"),
        ("laptop", "laptop"), ("macbook", "laptop"), ("microphone", "audio"), ("speaker", "audio"),
    ):  # fmt: skip
        if word in words:
            return about
    return ""


def equipment_of(place: Place) -> list[Item]:
    """What hangs and stands in a room and belongs to nobody: projector, panel, speakers, printer. One query."""
    standing = Item.objects.filter(home=place, holder=None, assigned_to=None, merged_into=None)
    known = standing.filter(item_type__purpose=ItemType.Purpose.PLACE).exclude(
        status__in=(Status.DISPOSED, Status.SOLD)
    )
    found = known.select_related("product__devicemodel", "item_type", "device", "organisation").order_by(
        "barcode_norm", "pk"
    )
    return list(found[:_MOST_EQUIPMENT])


def meant_by(card: Card, equipment: Iterable[Item]) -> list[Item]:
    """Which of a room's things a card can be about; none where it speaks of something else, or of all of them."""
    named = [(kind_of_item(one), one) for one in equipment]
    for kinds in _MEANS.get(card.about, ()):
        if meant := [one for kind, one in named if kind in kinds]:
            return meant
    return []
