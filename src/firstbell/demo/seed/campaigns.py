"""A hand-out in the gym, half done: two homerooms whose Chromebooks were collected for their update get them back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from firstbell.circulation.actions import return_item, set_block
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.counter.actions._entries import Entry
from firstbell.counter.actions.campaigns import leave_out, move_campaign, save_campaign
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.actions.stations import open_station
from firstbell.counter.models import Campaign, Station
from firstbell.demo.generator import DistrictManifest
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.people.models import Account, Organisation, Person, Section
from firstbell.people.queries import actor_of_account

HOMEROOMS = 2
HANDED = 11


def make_campaigns(manifest: DistrictManifest) -> None:
    """At the cast's school, by Tess and Lib, with a conflict to decide. Does nothing where there are no homerooms."""
    tess, lib = (Account.objects.get(username=manifest.cast[name]["username"]) for name in ("tess", "lib"))
    assert tess.person is not None
    school = tess.person.organisation
    desk, library = actor_of_account(tess), actor_of_account(lib)
    homerooms = _homerooms(school, but=manifest.cast["stu"]["sourced_id"])
    if not homerooms:
        return
    people = list(Person.objects.filter(homeroom__in=homerooms, kind="student").order_by("homeroom_id", "sort_name"))
    devices, kind = _collect(people, desk)
    if kind is None:
        return
    campaign = save_campaign(
        None,
        name="Hand-out after the update",
        organisation=school,
        kind=Campaign.Kind.HANDOUT,
        item_type=kind,
        sections=homerooms,
        accessories=["Charger", "Case"],
        by=desk,
    )
    move_campaign(campaign, Campaign.State.HANDING_OUT, by=desk)
    leave_out(campaign, people[-1], why="opted_out", by=desk)
    set_block(people[-2], reason="Agreement is not signed", by=desk)
    _hand_out(campaign, people, devices, desk, library)


def _homerooms(school: Organisation, *, but: str) -> list[Section]:
    """Two homerooms without Stu, who keeps his device for the counter's example."""
    sections = Section.objects.filter(organisation=school, kind=Section.Kind.HOMEROOM, homeroom_members__kind="student")
    return list(sections.exclude(homeroom_members__sourced_id=but).distinct().order_by("title")[:HOMEROOMS])


def _collect(people: Sequence[Person], by: Actor) -> tuple[list[Item], ItemType | None]:
    """Their own Chromebooks back into stock, and of which type most of them are."""
    loans = Loan.objects.open().filter(borrower__in=people, purpose=Loan.Purpose.ASSIGNMENT)
    devices: list[Item] = []
    for loan in loans.select_related("item__item_type", "organisation").order_by("pk"):
        if loan.item.status == Status.ASSIGNED:
            return_item(loan, by=by)
            devices.append(loan.item)
    kind = devices[0].item_type if devices else None
    return [item for item in devices if item.item_type == kind], kind


def _hand_out(campaign: Campaign, people: list[Person], devices: list[Item], desk: Actor, library: Actor) -> None:
    """Two stations have begun; one was without network for a while and gave a device that was given already."""
    stations = [(open_station(campaign, key=_key(who.key), by=who), who) for who in (desk, library)]
    pairs = list(zip(people[:HANDED], devices[:HANDED], strict=False))
    for number, (person, item) in enumerate(pairs):
        station, who = stations[number % 2]
        _scan(station, number, person, item, who)
    station, who = stations[1]
    _scan(station, HANDED, people[HANDED], devices[0], who, confirmed=True)


def _scan(station: Station, number: int, person: Person, item: Item, by: Actor, *, confirmed: bool = False) -> None:
    entry = Entry(
        key=_key(f"scan {number}"),
        sequence=number,
        kind="handout",
        at=timezone.now(),
        confirmed=confirmed,
        person=person.pk,
        item=item.pk,
        along=("charger", "case"),
    )
    record_scan(entry, station=station, by=by)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"firstbell demo {name}")
