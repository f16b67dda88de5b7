"""Shelving places: named parts of a school's shelves, and the order in which one walks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.library.actions._genre_shelves import settle_shelves
from firstbell.library.events import ShelvingPlaceRemoved, ShelvingPlaceSaved
from firstbell.library.models import Copy, ShelvingPlace
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation

_FACTS = {
    "code": "Code", "name": "Name", "place": "Room or shelf", "directions": "Directions", "position": "Position",
    "by_genre": "Shelved by genre",
}  # fmt: skip
_STEP = 10


def save_shelving_place(
    place: ShelvingPlace | None, *, organisation: Organisation, values: Mapping[str, Any], by: Actor
) -> ShelvingPlace:
    """Add a part of the school's shelves (``place`` None) or change one; ``values`` by field name.

    A code is made of the name where none is given. Raises Conflict when the school has that code, Invalid, Forbidden
    (``library.rule.edit``).
    """
    by.require(LibraryPermission.RULE_EDIT, at=organisation.scope_path)
    kept = place or ShelvingPlace(organisation=organisation)
    unknown = sorted(set(values) - set(_FACTS))
    if unknown:
        raise Invalid(f"A shelving place has no fact called {unknown[0]}.", field=unknown[0])
    told: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        old = None if place is None else getattr(kept, name)
        if old != value:
            told[_FACTS[name]] = (_shown(old), _shown(value))
        setattr(kept, name, value)
    kept.name = " ".join(kept.name.split())
    kept.code = slugify(kept.code or kept.name)[:40]
    if not kept.name or not kept.code:
        raise Invalid("A shelving place needs a name.", remedy="e.g. “Picture books”.", field="name")
    room = kept.place
    if room is not None and room.organisation_id != organisation.pk:
        raise Invalid(f"“{room}” is in another school.", remedy="Choose a room of this school.", field="place")
    with change(by) as unit:
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            raise Conflict(
                f"{organisation.short} has a shelving place “{kept.code}” already.", remedy="Choose another code.",
                field="code",
            ) from None  # fmt: skip
        if told:
            unit.publish(ShelvingPlaceSaved(subject=kept.ref, org_path=organisation.scope_path, changes=told))
            settle_shelves(Copy.objects.filter(shelving_place=kept))
    return kept


def order_shelving_places(organisation: Organisation, *, ids: Sequence[int], by: Actor) -> None:
    """The order in which one walks them; what is not named stays behind, in its order. Raises Forbidden."""
    by.require(LibraryPermission.RULE_EDIT, at=organisation.scope_path)
    with change(by) as unit:
        places = {one.pk: one for one in ShelvingPlace.objects.select_for_update().filter(organisation=organisation)}
        wanted = [places.pop(pk) for pk in dict.fromkeys(ids) if pk in places]
        wanted += places.values()
        moved = []
        for number, one in enumerate(wanted, 1):
            if one.position != number * _STEP:
                one.position = number * _STEP
                moved.append(one)
        ShelvingPlace.objects.bulk_update(moved, ["position"])
        settle_shelves(Copy.objects.filter(shelving_place__in=[one for one in moved if one.by_genre]))
        if moved:
            names = ", ".join(one.name for one in wanted)
            unit.publish(
                ShelvingPlaceSaved(
                    subject=wanted[0].ref, org_path=organisation.scope_path, note=f"In this order: {names}"[:300]
                )
            )


def remove_shelving_place(place: ShelvingPlace, *, by: Actor) -> None:
    """It is not there any more. Raises Conflict while copies stand there, Forbidden (``library.rule.edit``)."""
    path = place.organisation.scope_path
    by.require(LibraryPermission.RULE_EDIT, at=path)
    with change(by) as unit:
        count = place.copies.count()
        if count:
            raise Conflict(
                f"{count} {'copy stands' if count == 1 else 'copies stand'} in “{place}”.",
                remedy="Give them another shelving place first: choose them on the list of copies.",
            )
        subject = place.ref
        place.delete()
        unit.publish(ShelvingPlaceRemoved(subject=subject, org_path=path))


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
