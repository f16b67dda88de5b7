"""PINs at self-checks: the kiosk room keeps them, and nothing a machine is told gives one away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from firstbell.connectors.sip2.answers import Session
from firstbell.connectors.sip2.codec.requests import Checkout, EndSession, PatronInformation, PatronStatus
from firstbell.connectors.sip2.models import Terminal
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal
from firstbell.core.models import AuditEntry
from firstbell.kiosk.actions.pins import set_pin
from firstbell.kiosk.models import Pin
from firstbell.library.tests.factories import make_copy
from firstbell.people.tests.factories import Cast, make_badge, make_cast

pytestmark = pytest.mark.django_db
CARD, PIN = "B-STU-1", "4926"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    make_badge(made.tia.person, "B-TIA", kind="library_card")
    return made


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school))


def status(card: str = CARD, pin: str = "") -> PatronStatus:
    return PatronStatus(at=NOW, language="001", patron=card, patron_password=pin)


def information(pin: str = "", *, card: str = CARD) -> PatronInformation:
    return PatronInformation(at=NOW, patron=card, patron_password=pin, summary="  Y       ")


def test_a_card_nobody_has_and_a_wrong_pin_look_alike(machine: Machine, cast: Cast) -> None:
    set_pin(cast.stu.person, pin=PIN, by=cast.tess.actor)
    for ask in (lambda card: status(card, "1357"), lambda card: information("1357", card=card)):
        unknown, wrong = machine.ask(ask("B-STU-9")), machine.ask(ask(CARD))
        # The clock may have gone on between the two.
        assert str(replace(unknown, at=wrong.at)).replace("B-STU-9", CARD) == str(wrong)
        assert (wrong.valid_patron, wrong.valid_password, wrong.name) == ("N", "N", "")
    assert machine.ask(status(CARD, "")).valid_patron == "N"
    assert machine.ask(status(CARD, PIN)).valid_patron == "Y"


def test_after_five_wrong_pins_the_right_one_is_wrong_too(machine: Machine, cast: Cast) -> None:
    set_pin(cast.stu.person, pin=PIN, by=cast.tess.actor)
    for _ in range(5):
        machine.ask(status(CARD, "1357"))
    assert machine.ask(status(CARD, PIN)).valid_patron == "N"
    assert AuditEntry.objects.filter(verb="kiosk.pin.locked").count() == 1
    Pin.objects.update(locked_until=timezone.now() - dt.timedelta(seconds=1))
    assert machine.ask(status(CARD, PIN)).valid_patron == "Y"


def test_the_pin_counts_for_the_borrowers_turn_and_no_longer(machine: Machine, cast: Cast) -> None:
    set_pin(cast.stu.person, pin=PIN, by=cast.tess.actor)
    make_copy(cast.school, barcode="X-1")
    lend = Checkout(at=NOW, patron=CARD, item="X-1")  # without the PIN, as many machines send it
    assert machine.ask(lend).ok == "0"
    machine.ask(information(PIN))
    assert machine.ask(status(CARD, "1357")).valid_patron == "N"  # another PIN is not the one that was right
    machine.ask(information(PIN))
    assert machine.ask(EndSession(at=NOW, patron=CARD)).ended == "Y"
    assert machine.ask(lend).ok == "0"
    machine.ask(information(PIN))
    assert machine.ask(lend).ok == "1"
    session = Session()
    session.prove(CARD, PIN)
    assert PIN not in repr(session)


@pytest.mark.parametrize(("rule", "card_alone"), [("never", True), ("if_set", True), ("always", False)])
def test_whom_the_pin_is_asked(machine: Machine, cast: Cast, rule: str, card_alone: bool) -> None:
    Terminal.objects.update(pin=rule)
    assert (machine.ask(status()).valid_patron == "Y") is card_alone  # Stu has none
    set_pin(cast.stu.person, pin=PIN, by=cast.tess.actor)
    assert (machine.ask(status("B-TIA")).valid_patron == "Y") is card_alone
    assert (Machine(make_terminal(cast.school, pin=rule)).ask(status()).valid_patron == "Y") is (rule == "never")
