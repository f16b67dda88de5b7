"""A counter at 7:50: a school with loaners, a student with a broken Chromebook, a technician."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from firstbell.circulation.models import CirculationRule
from firstbell.core.actor import Actor
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.helpdesk.models import Symptom
from firstbell.helpdesk.tests.factories import symptom
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_place
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast
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
