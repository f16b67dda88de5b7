"""A few days of trouble: swaps, tickets, overdue loaners, devices ready to go back, a fee."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from firstbell.circulation.actions.fees import charge_fee
from firstbell.circulation.actions.loans import lend_item
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.counter.actions.swaps import perform_swap
from firstbell.demo.generator import DistrictManifest
from firstbell.demo.seed.stories import READY, TICKETS
from firstbell.helpdesk.actions.tickets import assign_ticket, open_ticket
from firstbell.helpdesk.models import Symptom, Ticket
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device, Item, Status
from firstbell.people.models import Account, Organisation, Person
from firstbell.people.queries import actor_of_account
from firstbell.rooms.models import Place

SWAPS = 8


def make_problems(manifest: DistrictManifest, *, by: Actor) -> None:
    """At the cast's school; the actor of the desk's work is Tess, as it would be."""
    tess = Account.objects.select_related("person__organisation").get(username=manifest.cast["tess"]["username"])
    assert tess.person is not None
    school = tess.person.organisation
    desk = actor_of_account(tess)
    draw = random.Random(11)
    stu = manifest.cast["stu"]["sourced_id"]
    # The loaner that the first page names stays on its shelf.
    loaners = [one for one in _loaners(school) if one.serial != manifest.loaner.get("serial")]
    _swaps(school, draw, stu, loaners[:-4], desk)
    _overdue(school, draw, stu, loaners[-4:-2], desk)
    _tickets(school, draw, tess, desk)
    _fee(school, stu, by)


def _students_with_devices(school: Organisation, but: str) -> list[Device]:
    found = (
        Device.objects.filter(organisation=school, status=Status.ASSIGNED, holder__kind=Person.Kind.STUDENT)
        .exclude(holder__sourced_id=but)
        .select_related("holder__organisation", "organisation", "item_type", "product")
        .order_by("barcode_norm")
    )
    return [device for device in found if isinstance(device, Device)]


def _loaners(school: Organisation) -> list[Device]:
    waiting = Device.objects.filter(organisation=school, status=Status.LOANER_AVAILABLE)
    found = waiting.select_related("organisation", "item_type", "product").order_by("barcode_norm")
    return [device for device in found if isinstance(device, Device)]


def _swaps(school: Organisation, draw: random.Random, stu: str, loaners: list[Device], desk: Actor) -> None:
    """Some of the broken devices are mended since and wait on a shelf."""
    symptoms = list(Symptom.objects.filter(is_active=True, quarantine=False))
    shelves = list(Place.objects.filter(organisation=school, kind="shelf").order_by("name"))
    devices = draw.sample(_students_with_devices(school, stu), SWAPS)
    for number, (device, loaner) in enumerate(zip(devices, loaners, strict=False)):
        assert device.holder is not None
        try:
            swap = perform_swap(
                device.holder,
                device,
                symptom=draw.choice(symptoms),
                loaner=loaner,
                key=f"demo-{number}",
                is_damaged=draw.random() < 0.5,
                by=desk,
            )
        except FirstbellError:
            continue  # e.g. a loaner past its update date: the next one will do
        if number % 2 and shelves:
            put_on_shelf(swap.device, place=shelves[number % len(shelves)], fix=draw.choice(READY), by=desk)


def _overdue(school: Organisation, draw: random.Random, stu: str, loaners: list[Device], desk: Actor) -> None:
    """Two loaners that should have come back: lent two weeks ago."""
    devices = _students_with_devices(school, stu)
    then = timezone.now() - dt.timedelta(days=14)
    for loaner in loaners:
        student = draw.choice(devices).holder
        assert student is not None
        try:
            lend_item(
                loaner, to=student, purpose=Loan.Purpose.LOANER, due=then + dt.timedelta(days=3), at=then, by=desk
            )
        except FirstbellError:
            continue


def _tickets(school: Organisation, draw: random.Random, tess: Account, desk: Actor) -> None:
    teachers = list(Person.objects.filter(organisation=school, memberships__role="teacher").distinct()[:40])
    rooms = list(Place.objects.filter(organisation=school, room_type="classroom"))
    for number, (title, description, urgency) in enumerate(TICKETS):
        ticket = open_ticket(
            school,
            title=title,
            description=description,
            requester=draw.choice(teachers),
            place=(place := draw.choice(rooms) if rooms else None),
            items=_meant(title, place),
            urgency=Ticket.Urgency(urgency),
            origin=Ticket.Origin.ON_BEHALF,
            by=desk,
        )
        if number % 3 == 0:
            assign_ticket(ticket, assignee=tess, by=desk)


def _meant(title: str, place: Place | None) -> list[Item]:
    """The projector of that room, where the title speaks of one and the room has one."""
    category = next((one for one in ("projector", "panel") if one in title.lower()), "")
    found = Device.objects.filter(home=place, product__devicemodel__category=category) if category and place else ()
    return list(found[:1])


def _fee(school: Organisation, stu: str, by: Actor) -> None:
    student = Person.objects.select_related("organisation").get(sourced_id=stu)
    charge_fee(student, cents=2900, reason="Lost charger", organisation=school, by=by)
