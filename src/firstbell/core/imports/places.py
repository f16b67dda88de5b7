"""Where imports can be for: the room that keeps organisations says which (``people.import_sources``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation by id and path; id 0 with the empty path is everything here."""

    id: int
    path: str
    label: str


WHOLE = Place(0, EVERYWHERE, "Everything here")

PlacesOf = Callable[[Actor], list[Place]]
NamesOf = Callable[[Iterable[int]], dict[int, str]]
Find = Callable[[str], Place | None]

_providers: dict[str, Callable[..., object]] = {}


def register_places(places_of: PlacesOf, names_of: NamesOf, find: Find) -> None:
    """``places_of(actor)``: organisations at the top of what the actor may import; ``names_of(ids)``: their names;
    ``find(text)``: the one organisation with that code, official number or name."""
    _providers["places"] = places_of
    _providers["names"] = names_of
    _providers["find"] = find


def places_for(actor: Actor) -> list[Place]:
    """Where this actor may import, the widest first."""
    provider = _providers.get("places")
    if provider is not None:
        found: list[Place] = provider(actor)  # type: ignore[assignment]
        return found
    return [WHOLE] if actor.can(CorePermission.IMPORT_RUN, at=EVERYWHERE) else []


def place_by_id(actor: Actor, place_id: int) -> Place:
    """Raises :class:`Forbidden` for a place where the actor may not import."""
    for place in places_for(actor):
        if place.id == place_id:
            return place
    raise Forbidden(CorePermission.IMPORT_RUN)


def find_place(text: str) -> Place:
    """The organisation somebody names on the command line. Raises :class:`Invalid` when there is no such one."""
    provider = _providers.get("find")
    found: Place | None = provider(text) if provider is not None else None  # type: ignore[assignment]
    if found is None:
        raise Invalid(
            f"There is no organisation “{text}”, or more than one.",
            remedy="Name it by its code or official number.",
            field="org",
        )
    return found


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations for showing counts and reasons by school."""
    provider = _providers.get("names")
    if provider is None:
        return {}
    found: dict[int, str] = provider(ids)  # type: ignore[assignment]
    return found
