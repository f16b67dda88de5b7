"""What a card can be about: one device, or what hangs and stands in a room."""

from __future__ import annotations

from collections.abc import Iterable

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.scan import normalise, resolve
from firstbell.guides.models import Card
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.people.models import Person
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


def place_named(code: str, me: Person | None, actor: Actor) -> Place | None:
    """The room with that label: of one's own school, or one that may be seen."""
    if not code.strip():
        return None
    found = Place.objects.current().select_related("organisation").filter(code_norm=normalise(code)[:60]).first()
    if found is None or (me is not None and found.organisation_id == me.organisation_id):
        return found
    return Place.objects.visible_to(actor).select_related("organisation").filter(pk=found.pk).first()


def place_meant(code: str, me: Person | None, actor: Actor) -> Place | None:
    """As :func:`place_named`, None for no code. Raises Invalid (``place``) for a code that names no room one may know of."""
    place = place_named(code, me, actor)
    if place is None and code.strip():
        raise Invalid(f"There is no room “{code}” that you may see.", remedy="Give a room's code.", field="place")
    return place


def person_meant(pk: int | None, actor: Actor) -> Person:
    """Whose trouble it is: the person with this id, without one the actor's own. Raises NotFound, Invalid (``person_id``)."""
    people = Person.objects.select_related("organisation")
    if pk is not None:
        named = people.visible_to(actor).filter(pk=pk).first() if abs(pk) < 2**63 else None
        if named is None:
            raise NotFound(f"There is no person {pk} that you may see.", remedy="List them to find the right id.")
        return named
    me = people.filter(pk=actor.person_id or 0).first()
    if me is None:
        raise Invalid("Nobody is named whose trouble it is.", remedy="Give person_id.", field="person_id")
    return me


def item_named(code: str, me: Person | None, actor: Actor, equipment: Iterable[Item]) -> Item | None:
    """The thing with that tag or serial number: one's own, one of the room's, or one that may be seen."""
    if not code.strip():
        return None
    near: list[Item] = [*(own_items(me) if me is not None else ()), *equipment]
    own = next((one for one in near if normalise(code) in (one.barcode_norm, _serial(one))), None)
    if own is not None:
        return own
    known: Item | None = next((match.object for match in resolve(code, actor, kinds=[Item.KIND_REF])), None)
    return known


def own_items(me: Person) -> list[Item]:
    """What somebody has, or is meant to have. One query."""
    mine = Item.objects.filter(assigned_to_id=me.pk) | Item.objects.filter(holder_id=me.pk)
    return list(mine.select_related("product", "item_type", "device", "organisation").order_by("pk")[:6])


def _serial(item: Item) -> str:
    device = getattr(item, "device", None)
    return device.serial_norm if device is not None else ""
