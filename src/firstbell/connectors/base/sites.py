"""Which school, type and place a device has, from its unit, its location and its user.

The school: one whose name (or short code) is a segment of the unit's path, else one whose name begins the location
("Elm High School - Cart 7"), else a rule's, else the school of the person the device is annotated to. Two different
schools with one name are no school. The rest of the location is looked up among that school's places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from typing import NamedTuple

from firstbell.connectors.base.models import LocationRule
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

_BETWEEN = re.compile(r"\s+[-–—]\s+|\s*[:|/,>]\s*")
_REMEMBERED = 20_000
_USUAL_TYPE, _CART_TYPE = "one-to-one", "cart-device"


class Site(NamedTuple):
    """``organisation_id`` None: no school found. ``home_id`` is set where the thing belongs into that place."""

    organisation_id: int | None
    item_type_id: int
    home_id: int | None
    place_id: int | None


@dataclass(frozen=True, slots=True)
class _Rule:
    on_location: bool
    pattern: re.Pattern[str]
    organisation_id: int | None
    item_type_id: int | None
    place_id: int | None


class Sites:
    """All that is needed to place devices, read once per staging; four queries."""

    def __init__(self, org_path: str) -> None:
        self.org_path = org_path
        self.paths: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self._schools: dict[str, int | None] = {}
        self._read_schools()
        self._places: dict[tuple[int, str], tuple[int, bool]] = {}
        places = Place.objects.current().filter(organisation__path__startswith=org_path).order_by("-id")
        for pk, organisation_id, name, kind in places.values_list("pk", "organisation_id", "name", "kind"):
            self._places[organisation_id, _folded(name)] = (pk, kind == Place.Kind.CART)
        types = list(ItemType.objects.order_by("pk").values_list("pk", "code", "purpose"))
        codes = {code: pk for pk, code, _ in types}
        self._purposes = {pk: purpose for pk, _, purpose in types}
        self.usual_type: int = codes.get(_USUAL_TYPE, types[0][0] if types else 0)
        self._cart_type: int = codes.get(_CART_TYPE, self.usual_type)
        self._rules = [
            _Rule(
                rule.field == LocationRule.Field.LOCATION,
                re.compile(translate(rule.pattern.casefold())),
                rule.organisation_id,
                rule.item_type_id,
                rule.place_id,
            )
            for rule in LocationRule.objects.all()
        ]
        self._known: dict[tuple[str, str, int | None], Site] = {}

    def _read_schools(self) -> None:
        for pk, name, code, path in Organisation.objects.schools().values_list("pk", "name", "code", "path"):
            self.paths[pk] = path or ""
            self.names[pk] = name
            for word in {_folded(name), _folded(code)} - {""}:
                # A name that two schools share names neither.
                self._schools[word] = None if word in self._schools else pk

    @property
    def only_school(self) -> int | None:
        """The school, where the import is for one school or there is only one."""
        found = [pk for pk in self.paths if self.covers(pk)]
        return found[0] if len(found) == 1 else None

    def covers(self, organisation_id: int) -> bool:
        """Whether the school lies where this import may write."""
        return self.paths.get(organisation_id, "-").startswith(self.org_path)

    def is_one_to_one(self, item_type_id: int) -> bool:
        return self._purposes.get(item_type_id) == ItemType.Purpose.ASSIGNMENT

    def named(self, unit: str, location: str) -> int | None:
        """The school that the unit or the location names."""
        return self._segment(unit) or self._begins(location)[0]

    def of(self, unit: str, location: str, fallback: int | None) -> Site:
        """Where a device belongs; ``fallback`` is the school when neither names nor rules give one."""
        key = (unit, location, fallback)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._find(unit, location, fallback)
        return found

    def _find(self, unit: str, location: str, fallback: int | None) -> Site:
        by_location, rest = self._begins(location)
        school = self._segment(unit) or by_location
        rules = [
            rule for rule in self._rules if rule.pattern.match((location if rule.on_location else unit).casefold())
        ]
        if school is None:
            school = _first(rule.organisation_id for rule in rules) or fallback
        fitting = [rule for rule in rules if rule.organisation_id in (None, school)]
        type_id = _first(rule.item_type_id for rule in fitting)
        place_id = _first(rule.place_id for rule in fitting)
        is_cart = False
        if place_id is None and school is not None and rest:
            place_id, is_cart = self._places.get((school, _folded(rest)), (None, False))
        if type_id is None:
            type_id = self._cart_type if is_cart else self.usual_type
        belongs = is_cart or self._purposes.get(type_id) in (ItemType.Purpose.LOANER, ItemType.Purpose.PLACE)
        return Site(school, type_id, place_id if belongs else None, place_id)

    def _segment(self, unit: str) -> int | None:
        """The school that the deepest segment of the path names."""
        for segment in reversed(unit.split("/")):
            found = self._schools.get(_folded(segment))
            if found is not None:
                return found
        return None

    def _begins(self, location: str) -> tuple[int | None, str]:
        """The school whose name begins the location, and what comes after it."""
        for name, rest in _heads(location):
            found = self._schools.get(_folded(name))
            if found is not None:
                return found, rest
        return None, location.strip()


def _heads(location: str) -> Iterator[tuple[str, str]]:
    """The location as a name with nothing after it, then cut at each separator, the longest name first."""
    yield location, ""
    for cut in reversed(list(_BETWEEN.finditer(location))):
        yield location[: cut.start()], location[cut.end() :].strip()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _first(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)
