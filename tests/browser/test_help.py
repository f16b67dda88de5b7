"""A teacher whose projector is dark points her phone at the card on the wall; a technician gets what is left."""

from typing import Any

import pytest
from playwright.sync_api import expect

from firstbell.guides.models import StepTally
from firstbell.guides.tests.factories import load_cards
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import ensure_symptoms
from firstbell.people.tests.factories import make_cast
from firstbell.rooms.tests.factories import make_place
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_card_on_the_wall_to_a_fix_and_to_a_ticket(signed_in: SignedIn, live_server: Any) -> None:
    cast = make_cast()
    ensure_symptoms()
    load_cards()
    make_place(cast.school, "Room 12", code="EHS-R12")
    page = signed_in(cast.tia, width=390)

    page.goto("/helpdesk/help/at/EHS-R12/")
    expect(page.get_by_text("You are in Room 12")).to_be_visible()
    page.keyboard.type("projecter black no signal")
    page.get_by_role("button", name="No picture on the projector or panel").click()
    page.get_by_role("button", name="It stays on").click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_role("button", name="Windows").click()
    expect(page.get_by_text("Step 1 of")).to_be_visible()
    page.get_by_role("button", name="That fixed it").click()
    expect(page.get_by_text("Good. Nothing more to do.")).to_be_visible()
    assert StepTally.objects.filter(worked=1, scope="place").count() == 1
    assert not Ticket.objects.exists()

    page.get_by_role("button", name="It came back").click()
    while page.get_by_role("button", name="Still not working").count():
        page.get_by_role("button", name="Still not working").click()
        page.wait_for_load_state()
    expect(page.get_by_text("That is all you can try yourself.")).to_be_visible()
    page.get_by_label("Two computers and two cables show nothing.").check()
    page.get_by_role("button", name="Send it to the technicians").click()
    expect(page.get_by_text("is on its way. We will write to you.")).to_be_visible()
    ticket = Ticket.objects.get()
    assert (ticket.place.name if ticket.place else "", ticket.requester) == ("Room 12", cast.tia.person)

    desk = signed_in(cast.tess, width=1280, scheme="dark")
    desk.goto(f"/helpdesk/{ticket.pk}/")
    expect(desk.get_by_text("Did not help").first).to_be_visible()
    expect(desk.get_by_text("Two computers and two cables show nothing.")).to_be_visible()
