"""Waiting for a title at a self-check, the pick-up shelf, and a return that somebody waits for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.actions import place_hold
from firstbell.circulation.models import Hold as Waiting
from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import lend, make_loan
from firstbell.connectors.sip2.codec.requests import (
    Checkin,
    Checkout,
    Hold,
    ItemInformation,
    PatronInformation,
    Renew,
)
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal
from firstbell.core.actor import system_actor
from firstbell.core.models import AuditEntry
from firstbell.inventory.models import Product
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast

pytestmark = pytest.mark.django_db
CARD, BOOK = "B-STU-1", "30000001"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    make_badge(made.tia.person, "B-TIA")
    return made


@pytest.fixture
def book(cast: Cast) -> Copy:
    return make_copy(cast.school, make_title("Hatchet"), BOOK)


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school))


def wait_for(book: Copy, cast: Cast) -> Waiting:
    product = Product.objects.select_related("item_type").get(pk=book.product_id)
    return place_hold(product, to=cast.stu.person, pick_up=cast.school, by=system_actor("tests"))


def information(place: int) -> PatronInformation:
    return PatronInformation(at=NOW, patron=CARD, summary="".join("Y" if n == place else " " for n in range(10)))


def test_place_a_hold_and_cancel_it(machine: Machine, cast: Cast, book: Copy) -> None:
    lend(book, cast.tia.person)
    said = machine.ask(Hold(mode="+", at=NOW, patron=CARD, item=BOOK, kind="2", expires="20990101    000000"))
    assert said.ok == "0"  # further off than anybody may wait
    said = machine.ask(Hold(mode="+", at=NOW, patron=CARD, item=BOOK, kind="2"))
    assert (said.ok, said.available, said.position, said.pickup) == ("1", "N", "1", cast.school.short)
    hold = Waiting.objects.get()
    assert (hold.person, hold.item, hold.placed_by) == (cast.stu.person, None, machine.talk._terminal and f"Self-check {machine.terminal}")  # fmt: skip
    assert machine.ask(Hold(mode="+", at=NOW, patron=CARD, title="hatchet")).screen == ("This cannot be held",)
    assert machine.ask(Hold(mode="*", at=NOW, patron=CARD, item=BOOK)).ok == "0"
    said = machine.ask(information(5))
    assert (said.holds, said.unavailable_holds, said.unavailable_items) == ("0000", "0001", ("Hatchet",))
    assert machine.ask(Hold(mode="-", at=NOW, patron=CARD, title="hatchet")).ok == "1"
    assert not Waiting.objects.open().exists()
    assert "Stu" not in " ".join(f"{one.summary} {one.note}" for one in AuditEntry.objects.all())


def test_what_somebody_waits_for_is_set_aside_and_nobody_is_named(machine: Machine, cast: Cast, book: Copy) -> None:
    lend(book, cast.tia.person)
    wait_for(book, cast)
    said = machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK))
    assert (said.ok, said.alert, said.alert_type, said.screen) == ("1", "Y", "01", ("Thank you. Leave it here",))
    assert "Stu" not in str(said)
    there = machine.ask(ItemInformation(at=NOW, item=BOOK))
    assert (there.status, there.queue) == ("08", "1")
    said = machine.ask(information(0))
    assert (said.holds, said.unavailable_holds, said.hold_items) == ("0001", "0000", (BOOK,))
    refused = machine.ask(Checkout(at=NOW, patron="B-TIA", item=BOOK))
    assert (refused.ok, refused.screen) == ("0", ("Please hand this in at the desk",))
    assert machine.ask(Checkout(at=NOW, patron=CARD, item=BOOK)).ok == "1"
    assert Waiting.objects.get().state == Waiting.State.FULFILLED


def test_what_somebody_waits_for_is_not_renewed(machine: Machine, cast: Cast, book: Copy) -> None:
    make_loan(book, cast.tia.person, due_at=timezone.now() + dt.timedelta(hours=20))
    wait_for(book, cast)
    assert machine.ask(Renew(at=NOW, patron="B-TIA", item=BOOK)).screen == ("This cannot be renewed",)
    assert Loan.objects.get().renewals == 0
