"""Which labels are to be printed: of things, people and places, by the codes they carry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.core.models import BulkRun
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.label_sheets import Label
from firstbell.inventory.models import FoundLine, Item
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import concrete
from firstbell.people.models import Organisation, Person, PersonIdentifier, Section
from firstbell.rooms.models import Place

MOST_LABELS = 1000


@dataclass
class Choice:
    """Labels in the order they were asked for; ``unknown`` codes, and things that have no tag to print."""

    labels: list[Label] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    without_tag: list[str] = field(default_factory=list)


def codes_of(actor: Actor, *, items: Iterable[int], persons: Iterable[int], places: Iterable[int]) -> list[str]:
    """What stands in the field of codes for things, people and places that were chosen elsewhere."""
    codes = [concrete(item).label for item in _items(actor).filter(pk__in=list(items)[:MOST_LABELS])]
    codes += [_badge_of(person) for person in _persons(actor).filter(pk__in=list(persons)[:MOST_LABELS])]
    codes += [place.code for place in _places(actor).filter(pk__in=list(places)[:MOST_LABELS])]
    return codes


def selected_items(actor: Actor, selection: str) -> list[int]:
    """The rows somebody chose on the list of items, by the number the selection is kept under."""
    if not selection.isdecimal() or len(selection) > 18:
        return []
    run = BulkRun.objects.visible_to(actor).filter(pk=int(selection), listing="inventory.items").first()
    return list(run.ids) if run is not None else []


def choose(actor: Actor, codes: Iterable[str], *, place: Place | None, section: Section | None) -> Choice:
    """By code first, then what belongs in the place, then the devices of a homeroom's students."""
    wanted = list(dict.fromkeys(code for code in map(str.strip, codes) if normalise(code)))
    items = _items_by_code(actor, [normalise(code) for code in wanted])
    others = _labels_by_code(actor, [code for code in wanted if normalise(code) not in items])
    things: list[Item] = []
    choice = Choice()
    for code in wanted:
        if normalise(code) in items:
            things.append(items[normalise(code)])
        elif code not in others:
            choice.unknown.append(code)
    if place is not None:
        things += map(concrete, _items(actor).filter(home=place).order_by("home_slot", "barcode_norm"))
    if section is not None:
        theirs = _items(actor).filter(assigned_to__homeroom=section, item_type__holder_is_private=False)
        things += map(concrete, theirs.order_by("assigned_to__sort_name", "barcode_norm"))
    found = found_lines({item.organisation for item in things})
    once = {item.pk: item for item in things}.values()
    choice.without_tag = [item.label for item in once if not item.barcode]
    choice.labels = [_label_of(item, found) for item in once if item.barcode]
    choice.labels += [others[code] for code in wanted if code in others]
    return choice


def found_lines(organisations: Iterable[Organisation]) -> dict[int, str]:
    """The words for finders of each organisation: its own or the nearest above; one query."""
    lines = {line.organisation.scope_path: line.text for line in FoundLine.objects.select_related("organisation")}
    told = {}
    for organisation in organisations:
        above = [path for path in lines if organisation.scope_path.startswith(path)]
        told[organisation.pk] = lines[max(above, key=len)] if above else ""
    return told


def _label_of(item: Item, found: dict[int, str]) -> Label:
    return Label(item.barcode, (item.product.name, item.organisation.short), found.get(item.organisation_id, ""))


def _items(actor: Actor) -> QuerySet[Item]:
    scope = actor.scope(May.LABEL_PRINT)
    visible = Item.objects.visible_to(actor).filter(scope.q("organisation__path"))
    related = ("product", "organisation", "device")
    return visible.exclude(status__in=lifecycle.GONE).select_related(*related).order_by("barcode_norm", "pk")


def _persons(actor: Actor) -> QuerySet[Person]:
    scope = actor.scope(May.LABEL_PRINT)
    visible = Person.objects.visible_to(actor).current().filter(scope.q("organisation__path"))
    return (
        visible.select_related("organisation", "homeroom").prefetch_related("identifiers").order_by("sort_name", "pk")
    )


def _places(actor: Actor) -> QuerySet[Place]:
    scope = actor.scope(May.LABEL_PRINT)
    visible = Place.objects.visible_to(actor).current().filter(scope.q("organisation__path"))
    return visible.select_related("organisation").order_by("code")


def _items_by_code(actor: Actor, wanted: list[str]) -> dict[str, Item]:
    matches = _items(actor).filter(Q(barcode_norm__in=wanted) | Q(device__serial_norm__in=wanted))
    by_code: dict[str, Item] = {}
    for item in map(concrete, matches):
        for code in (item.barcode_norm, getattr(item, "serial_norm", "")):
            if code:
                by_code.setdefault(code, item)
    return by_code


def _labels_by_code(actor: Actor, wanted: list[str]) -> dict[str, Label]:
    """Badges of people, labels of places; three queries."""
    if not wanted:
        return {}
    by_norm = {normalise(code): code for code in wanted}
    labels: dict[str, Label] = {}
    for place in _places(actor).filter(code_norm__in=list(by_norm)):
        labels[by_norm[place.code_norm]] = Label(place.code, (place.name, place.organisation.short))
    badges = PersonIdentifier.objects.filter(code__in=list(by_norm), retired_at=None).values("person_id")
    for person in _persons(actor).filter(Q(identifier__in=wanted) | Q(pk__in=badges)):
        codes = [person.identifier, *(one.value for one in person.identifiers.all() if one.retired_at is None)]
        for code in codes:
            asked = by_norm.get(normalise(code))
            if asked is not None:
                homeroom = person.homeroom.title if person.homeroom is not None else ""
                labels.setdefault(asked, Label(code, (person.name, homeroom, person.organisation.short)))
    return labels


def _badge_of(person: Person) -> str:
    """The code a new badge gets: that of the standing one, else the number."""
    kind = PersonIdentifier.Kind.BADGE
    standing = [one.value for one in person.identifiers.all() if one.retired_at is None and one.kind == kind]
    return standing[-1] if standing else person.identifier
