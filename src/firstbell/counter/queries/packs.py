"""What a station takes along for the time without network: least data, for few hours. Constant queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from firstbell.circulation.models import Block, LoanAccessory
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.circulation.queries.limits import room_of_many
from firstbell.core.actor import Actor
from firstbell.core.scan import normalise
from firstbell.counter import lifecycle
from firstbell.counter.models import Campaign, Expectation, Swap
from firstbell.counter.queries.accessories import Piece, go_along_by_product, goes_along
from firstbell.counter.queries.looks import Told
from firstbell.counter.queries.rosters import people_of
from firstbell.counter.queries.visit_looks import library_items
from firstbell.counter.queries.visits import child_told, readers_of, with_counts
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.queries import device_of
from firstbell.people.models import Organisation, Person, PersonIdentifier, Section

KEPT_HOURS = 12
_GONE = (Status.DISPOSED, Status.SOLD)


def pack(organisation: Organisation, actor: Actor, *, campaign: Campaign | None = None) -> Told:
    """People of the campaign's groups (or the school's students) and the devices that matter to them, as JSON.

    People: id, name, homeroom, badge codes, whether they are blocked (not why). Devices: id, tag, codes,
    status, ids of owner and holder. No grades, addresses, fees, notes or pictures.
    """
    now = timezone.now()
    asked = people_of(campaign) if campaign is not None else _students(organisation)
    people = list(asked.filter(pk__in=Person.objects.visible_to(actor).values("pk")).select_related("homeroom"))
    told: Told = {
        "now": _ms(now),
        "expires": _ms(now + dt.timedelta(hours=KEPT_HOURS)),
        "school": {"id": organisation.pk, "name": organisation.name},
        "campaign": _campaign(campaign) if campaign is not None else None,
        "people": _people(people, campaign),
        "items": _items(organisation, actor, campaign),
        "sections": _sections(people),
        "symptoms": [],
        "swaps": [],
    }
    if campaign is None:
        told["symptoms"] = [
            {"code": one.code, "label": one.label, "icon": one.icon, "isolates": one.quarantine}
            for one in Symptom.objects.filter(is_active=True)
        ]
        told["swaps"] = _swaps(organisation, actor)
    return told


def _students(organisation: Organisation) -> Any:
    return Person.objects.filter(organisation=organisation, kind=Person.Kind.STUDENT).current()


def _ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def _campaign(campaign: Campaign) -> Told:
    return {
        "id": campaign.pk,
        "name": campaign.name,
        "kind": campaign.kind,
        "type": campaign.item_type_id,
        "type_name": campaign.item_type.name.lower(),
        "runs": campaign.state in lifecycle.SCANNING,
        "along": _told(goes_along(campaign)),
    }


def _sections(people: list[Person]) -> list[Told]:
    titles = {person.homeroom_id: person.homeroom.title if person.homeroom else "No homeroom" for person in people}
    found = [{"id": pk, "title": title} for pk, title in titles.items()]
    return sorted(found, key=lambda one: (one["id"] is None, str(one["title"])))


def _people(people: list[Person], campaign: Campaign | None) -> list[Told]:
    ids = [person.pk for person in people]
    codes: dict[int, list[str]] = {}
    for pk, code in _in_chunks(PersonIdentifier.objects.filter(retired_at=None), ids, "person_id", "code"):
        codes.setdefault(pk, []).append(code)
    blocks = Block.objects.standing(timezone.localdate())
    blocked = {pk for pk, _ in _in_chunks(blocks, ids, "person_id", "id")}
    settled: dict[int, Expectation] = {}
    if campaign is not None:
        settled = {line.person_id: line for line in campaign.expectations.select_related("item")}
    return [
        {
            "id": person.pk,
            "name": person.name,
            "listed": person.listed_name,
            "section": person.homeroom_id,
            "codes": list(dict.fromkeys(filter(None, [normalise(person.identifier), *codes.get(person.pk, ())]))),
            "blocked": person.pk in blocked,
            "left_out": bool(settled[person.pk].left_out) if person.pk in settled else False,
            "waiting": settled[person.pk].item_id if person.pk in settled else None,
        }
        for person in people
    ]


def _in_chunks(queryset: Any, ids: list[int], *names: str) -> Any:
    """``(person, value)`` rows for many people: as many statements as thousands of them."""
    for start in range(0, len(ids), 5000):
        yield from queryset.filter(person_id__in=ids[start : start + 5000]).values_list(*names)


def _items(organisation: Organisation, actor: Actor, campaign: Campaign | None) -> list[Told]:
    asked = Item.objects.visible_to(actor).filter(organisation=organisation, item_type__holder_is_private=False)
    if campaign is not None:
        loaner = ItemType.Purpose.LOANER
        asked = asked.filter(Q(item_type_id=campaign.item_type_id) | Q(item_type__purpose=loaner))
    kept = asked.exclude(status__in=_GONE).select_related("item_type", "device")
    items = list(kept.order_by("barcode_norm", "pk"))
    along = _along(items, organisation, campaign)
    lines = Expectation.objects.filter(item__isnull=False).exclude(campaign__state__in=lifecycle.ENDED)
    reserved = dict(lines.filter(item__organisation=organisation).values_list("item_id", "person_id"))
    return [_item(item, along.get(item.pk, []), reserved.get(item.pk)) for item in items]


def _along(items: list[Item], organisation: Organisation, campaign: Campaign | None) -> dict[int, list[Told]]:
    """What goes out with each, or comes back with it: by item."""
    if campaign is not None and campaign.is_handout:
        by_product = go_along_by_product(campaign, {item.product_id for item in items})
        return {item.pk: _told(by_product[item.product_id]) for item in items}
    lines = LoanAccessory.objects.out().filter(loan__item__organisation=organisation, loan__returned_at=None)
    found: dict[int, list[Piece]] = {}
    for line in lines.select_related("loan"):
        found.setdefault(line.loan.item_id, []).append(Piece(line.code, line.name))
    return {pk: _told(pieces) for pk, pieces in found.items()}


def _told(pieces: list[Piece]) -> list[Told]:
    return [{"code": piece.code, "name": piece.name} for piece in pieces]


def _item(item: Item, along: list[Told], reserved: int | None) -> Told:
    device = device_of(item)
    codes = [item.barcode_norm, device.serial_norm if device is not None else ""]
    return {
        "id": item.pk,
        "label": device.label if device is not None else item.label,
        "codes": list(dict.fromkeys(filter(None, codes))),
        "status": item.status,
        "status_label": item.get_status_display(),
        "type": item.item_type_id,
        "type_name": item.item_type.name.lower(),
        "loaner": item.item_type.purpose == ItemType.Purpose.LOANER,
        "device": device is not None,
        "owner": item.assigned_to_id,
        "holder": item.holder_id,
        "reserved": reserved,
        "along": along,
    }


def _swaps(organisation: Organisation, actor: Actor) -> list[Told]:
    """Open swaps, so that a return can be told where the own device lies."""
    swaps = Swap.objects.visible_to(actor).open().filter(organisation=organisation)
    return [
        {
            "loaner": swap.loaner_id,
            "device": swap.device_id,
            "person": swap.person_id,
            "out": swap.loan is not None and swap.loan.is_open,
            "ready": swap.device.status == Status.READY_RETURN,
            "place": swap.device.place.name if swap.device.place is not None else "",
        }
        for swap in swaps.select_related("device__place", "loan")
    ]


def visit_pack(section: Section, actor: Actor) -> Told:
    """The class and the library's copies at its school, as JSON. Five statements whatever the size of both.

    Children: id, name, badge codes, how many things are out and late, how many more the rules allow, whether they are blocked
    (not why). Copies: id, code, title, type, whether it is out. Not who has what, nor who had it.
    """
    now = timezone.now()
    people: list[Any] = list(with_counts(readers_of(section), section).order_by("sort_name", "pk"))
    codes: dict[int, list[str]] = {}
    rows = PersonIdentifier.objects.filter(retired_at=None)
    for pk, code in _in_chunks(rows, [one.pk for one in people], "person_id", "code"):
        codes.setdefault(pk, []).append(code)
    school, items = section.organisation, _copies(section, actor)
    room = room_of_many(school, people, sorted({one["type"] for one in items}))
    return {
        "now": _ms(now),
        "expires": _ms(now + dt.timedelta(hours=KEPT_HOURS)),
        "school": {"id": school.pk, "name": school.name},
        "section": section.pk,
        "people": [
            child_told(one)
            | {"codes": list(dict.fromkeys(filter(None, [normalise(one.identifier), *codes.get(one.pk, ())])))}
            | {"left": {kind: [left.of_type, left.in_all] for kind, left in room[one.pk].items()}}
            for one in people
        ],
        "items": items,
        "swaps": [],
    }


def _copies(section: Section, actor: Actor) -> list[Told]:
    private = Q(item_type__holder_is_private=True) | Q(item_type__purpose=ItemType.Purpose.LIBRARY)
    kept = library_items(section, actor).filter(private, organisation_id=section.organisation_id)
    rows = kept.exclude(status__in=_GONE).exclude(barcode_norm="").order_by("barcode_norm", "pk")
    names = ("id", "barcode", "barcode_norm", "product__name", "status", "item_type_id")
    return [
        {"id": pk, "label": label, "codes": [code], "title": title, "out": status not in IN_STOCK, "type": kind}
        for pk, label, code, title, status, kind in rows.values_list(*names)
    ]
