"""Where imports can be for: the room that keeps organisations says which (``people.import_sources``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden
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

_providers: dict[str, Callable[..., object]] = {}


def register_places(places_of: PlacesOf, names_of: NamesOf) -> None:
    """``places_of(actor)``: organisations at the top of what the actor may import; ``names_of(ids)``: their names."""
    _providers["places"] = places_of
    _providers["names"] = names_of


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


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Names of organisations for showing counts and reasons by school."""
    provider = _providers.get("names")
    if provider is None:
        return {}
    found: dict[int, str] = provider(ids)  # type: ignore[assignment]
    return found
