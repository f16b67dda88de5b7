"""A counter at 7:50: a school with loaners, a student with a broken Chromebook, a technician. And a gym in August."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils import timezone

from firstbell.circulation.models import CirculationRule, ClassVisit
from firstbell.core.actor import Actor
from firstbell.counter.actions._entries import Entry
from firstbell.counter.actions.stations import open_station
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Campaign, Station, Swap
from firstbell.helpdesk.models import Symptom
from firstbell.helpdesk.tests.factories import symptom
from firstbell.inventory.models import Device, Item, Product
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_place
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section
from firstbell.rooms.models import Place


@dataclass(frozen=True, slots=True)
class Counter:
    """``own`` is Stu's own device (1042), ``loaner`` and ``spare`` lie on the loaner shelf, B3 is the pick-up shelf."""

    cast: Cast
    stu: Person
    own: Device
    loaner: Device
    spare: Device
    shelf: Place
    screen: Symptom

    @property
    def tess(self) -> Actor:
        return self.cast.tess.actor


def make_counter() -> Counter:
    cast = make_cast()
    loaner_shelf = make_place(cast.school, "Loaner shelf", kind="shelf")
    loaner = make_loaner(cast.school, "L-2001", place=loaner_shelf)
    CirculationRule.objects.get_or_create(
        organisation=None,
        patron_group=None,
        item_type=make_item_type("loaner"),
        name="max_open_of_type",
        defaults={"value": "1"},
    )
    return Counter(
        cast=cast,
        stu=cast.stu.person,
        own=make_device(cast.school, "1042", assigned_to=cast.stu.person),
        loaner=loaner,
        spare=make_loaner(cast.school, "L-2002", place=loaner_shelf),
        shelf=make_place(cast.school, "Shelf B3", kind="shelf"),
        screen=symptom("screen"),
    )


def swap_at(counter: Counter, *, by: Actor | None = None, key: str = "", loaner: Device | None = None) -> Swap:
    """Stu's swap, by Tess unless told."""
    return perform_swap(
        counter.stu,
        counter.own,
        symptom=counter.screen,
        loaner=loaner or counter.loaner,
        key=key or uuid4().hex,
        by=by or counter.tess,
    )


@dataclass(frozen=True, slots=True)
class Gym:
    """A hand-out under way: Ana, Ben and Cal of homeroom 7A have nothing yet; devices 2001 to 2006 lie in stock."""

    cast: Cast
    homeroom: Section
    campaign: Campaign
    ana: Person
    ben: Person
    cal: Person
    devices: list[Device]

    @property
    def tess(self) -> Actor:
        return self.cast.tess.actor

    @property
    def lib(self) -> Actor:
        return self.cast.lib.actor


def make_gym(*, devices: int = 6, accessories: tuple[str, ...] = ("Charger", "Case")) -> Gym:
    cast = make_cast()
    people = [
        make_person(cast.school, name, "Gym", identifier=f"70{n}") for n, name in enumerate(("Ana", "Ben", "Cal"))
    ]
    homeroom = make_section(cast.school, "7A", kind="homeroom", students=people)
    for person in people:
        person.homeroom = homeroom
        person.save(update_fields=["homeroom"])
    stock = [make_device(cast.school, f"{2001 + number}") for number in range(devices)]
    campaign = make_campaign(cast.school, homeroom, accessories=accessories)
    ana, ben, cal = people
    return Gym(cast, homeroom, campaign, ana, ben, cal, stock)


def make_campaign(
    school: Organisation,
    *sections: Section,
    kind: str = "handout",
    state: str = "",
    accessories: tuple[str, ...] = (),
    item_type: str = "one-to-one",
) -> Campaign:
    """Under way unless told; straight into the table."""
    campaign = Campaign.objects.create(
        organisation=school,
        name="Start of year" if kind == "handout" else "End of year",
        kind=kind,
        state=state or ("handing_out" if kind == "handout" else "collecting"),
        item_type=make_item_type(item_type),
        accessories=list(accessories),
        created_by="the tests",
    )
    campaign.sections.set(sections)
    return campaign


def make_station(campaign: Campaign, by: Actor, *, name: str = "") -> Station:
    return open_station(campaign, key=uuid4(), name=name, by=by)


def entry(kind: str, *, at: dt.datetime | None = None, sequence: int = 1, **values: Any) -> Entry:
    """What a station with a true clock sends, a moment ago."""
    given: dict[str, Any] = {"key": uuid4(), "sequence": sequence, "kind": kind, "at": at or timezone.now()} | values
    return Entry(**given)


@dataclass(frozen=True, slots=True)
class Visit:
    """Homeroom 2A in the library: Ana, Ben and Cal; three copies of "Frog and Toad" and what else is asked for."""

    cast: Cast
    section: Section
    ana: Person
    ben: Person
    cal: Person
    copies: list[Item]

    @property
    def lib(self) -> Actor:
        return self.cast.lib.actor


def make_visit(*, children: tuple[str, ...] = ("Ana", "Ben", "Cal"), copies: int = 4, grade: str = "02") -> Visit:
    """The class comes today; Tia is its teacher. Copies carry the codes BK-1, BK-2 …"""
    cast = make_cast()
    section = make_section(cast.school, "Homeroom 2A", kind="homeroom", teacher=cast.tia.person)
    people = [
        make_person(cast.school, name, "Reader", identifier=f"80{n}", grade=grade, homeroom=section)
        for n, name in enumerate(children)
    ]
    ClassVisit.objects.create(section=section, weekday=timezone.localdate().weekday())
    title = Product.objects.create(name="Frog and Toad", item_type=make_item_type("book", is_private=True))
    stock = [
        Item.objects.create(
            product=title, item_type=title.item_type, organisation=cast.school, barcode=f"BK-{number + 1}",
            status="available", status_since=timezone.now(),
        )
        for number in range(copies)
    ]  # fmt: skip
    return Visit(cast, section, people[0], people[1], people[2], stock)
