"""Changes of buildings and places. A place that is no longer used is closed, never deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scan import normalise
from firstbell.people.models import Organisation
from firstbell.rooms.events import BuildingAdded, PlaceAdded, PlaceClosed, PlaceEdited, PlaceReopened
from firstbell.rooms.models import Building, Place
from firstbell.rooms.permissions import RoomsPermission

EDITABLE = (
    *("name", "kind", "room_type", "number", "code", "building"),
    *("parent", "floor", "capacity", "notes"),
)
MOST_LEVELS = 6  # room, cabinet, shelf … ; deeper is a mistake


def add_building(organisation: Organisation, *, name: str, code: str = "", by: Actor) -> Building:
    """Raises Forbidden (``rooms.place.edit``), Invalid, Conflict when the school has one of that name."""
    by.require(RoomsPermission.PLACE_EDIT, at=organisation.scope_path)
    name = name.strip()
    if not name:
        raise Invalid("A building needs a name.", remedy="E.g. Main, North wing.", field="name")
    if Building.objects.filter(organisation=organisation, name__iexact=name).exists():
        raise Conflict(f"{organisation} has a building “{name}” already.", remedy="Use it.", field="name")
    with change(by) as unit:
        building = Building.objects.create(organisation=organisation, name=name[:100], code=code.strip()[:20])
        subject = Ref("rooms.building", building.pk, building.name)
        unit.publish(BuildingAdded(subject=subject, org_path=organisation.scope_path))
    return building


def add_place(organisation: Organisation, *, values: Mapping[str, Any], by: Actor) -> Place:
    """A room, or a cart, shelf, cabinet that stands in one. ``values``: any of :data:`EDITABLE`.

    Without a ``code`` the label carries ``<school code>-<number or name>``. Raises Forbidden
    (``rooms.place.edit``), Invalid, Conflict when the code is another place's.
    """
    by.require(RoomsPermission.PLACE_EDIT, at=organisation.scope_path)
    place = Place(organisation=organisation, **{name: values[name] for name in EDITABLE if values.get(name)})
    place.code = place.code or Place.usual_code(organisation, place.number or place.name)
    _check(place)
    with change(by) as unit:
        place.save()
        unit.publish(PlaceAdded(subject=place.ref, org_path=organisation.scope_path, about=_parent_ref(place)))
        unit.reindex(Place.KIND_REF, place.pk)
    return place


def edit_place(place: Place, *, values: Mapping[str, Any], by: Actor) -> Place:
    """Change any of :data:`EDITABLE`; nothing is written when nothing differs. Raises as :func:`add_place`."""
    by.require(RoomsPermission.PLACE_EDIT, at=place.organisation.scope_path)
    changes: dict[str, tuple[Any, Any]] = {}
    for name in EDITABLE:
        if name in values and getattr(place, name) != values[name]:
            changes[name.replace("_", " ")] = (getattr(place, name), values[name])
            setattr(place, name, values[name])
    _check(place)
    if changes:
        with change(by) as unit:
            place.save()
            unit.publish(PlaceEdited(subject=place.ref, org_path=place.organisation.scope_path, changes=changes))
            unit.reindex(Place.KIND_REF, place.pk)
    return place


def close_place(place: Place, *, by: Actor) -> Place:
    """Take a place out of use; refused while other places stand in it.

    Raises Forbidden (``rooms.place.edit``), Conflict.
    """
    by.require(RoomsPermission.PLACE_EDIT, at=place.organisation.scope_path)
    if place.closed_at is not None:
        raise Conflict(f"{place} is not used any more already.", remedy="Nothing to do.")
    inside = place.children.filter(closed_at=None).first()
    if inside is not None:
        raise Conflict(f"{inside} stands in {place}.", remedy="Move it elsewhere or close it first.")
    return _set_closed(place, True, by)


def reopen_place(place: Place, *, by: Actor) -> Place:
    """Raises Forbidden (``rooms.place.edit``), Conflict when it is in use."""
    by.require(RoomsPermission.PLACE_EDIT, at=place.organisation.scope_path)
    if place.closed_at is None:
        raise Conflict(f"{place} is in use.", remedy="Nothing to do.")
    return _set_closed(place, False, by)


def _set_closed(place: Place, is_closed: bool, by: Actor) -> Place:
    with change(by) as unit:
        place.closed_at = timezone.now() if is_closed else None
        place.save(update_fields=["closed_at"])
        event = PlaceClosed if is_closed else PlaceReopened
        unit.publish(event(subject=place.ref, org_path=place.organisation.scope_path))
        unit.reindex(Place.KIND_REF, place.pk)
    return place


def _check(place: Place) -> None:
    if not place.name.strip():
        raise Invalid("A place needs a name.", remedy="E.g. Room 204, Cart 7, Shelf B3.", field="name")
    if place.kind not in Place.Kind.values:
        raise Invalid("Say what kind of place it is.", remedy="Room, cart, shelf, cabinet or storage.", field="kind")
    code = normalise(place.code)
    if not code:
        raise Invalid("The label needs a code.", remedy="E.g. EHS-204.", field="code")
    other = Place.objects.filter(code_norm=code).exclude(pk=place.pk).select_related("organisation").first()
    if other is not None:
        raise Conflict(
            f"The code {place.code} belongs to {other} at {other.organisation}.",
            remedy="Give this place another code, or print a new label for the other.",
            field="code",
        )
    if place.building is not None and place.building.organisation_id != place.organisation_id:
        raise Invalid("That building is another school's.", remedy="Choose one of this school.", field="building")
    _check_parent(place)


def _check_parent(place: Place) -> None:
    """The chain of places upwards stays in the school, ends soon and does not come back."""
    above, levels = place.parent, 0
    while above is not None:
        if above.organisation_id != place.organisation_id:
            raise Invalid(f"{above} is at another school.", remedy="Choose a place of this school.", field="parent")
        if above.pk == place.pk:
            raise Invalid(f"{place} cannot stand in itself.", remedy="Choose another place.", field="parent")
        levels += 1
        if levels > MOST_LEVELS:
            raise Invalid("That is too deep.", remedy="Name the room instead.", field="parent")
        above = above.parent


def _parent_ref(place: Place) -> tuple[Ref, ...]:
    return (place.parent.ref,) if place.parent is not None else ()
