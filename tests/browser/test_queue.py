"""The queue in a real browser: through it by keyboard, what comes in waits in a line, and signing out ends the asking."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Request, expect

from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState
from firstbell.helpdesk.tests.factories import ensure_promises, ensure_symptoms, make_ticket
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.tests.factories import make_place
from tests.browser.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("Projector dark", "Printer jams", "Keyboard sticks")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = make_cast()
    ensure_symptoms()
    ensure_promises()
    for title in TITLES:
        make_ticket(made.school, made.tia.person, title=title, place=make_place(made.school))
    return made


def open_queue(page: Page, address: str = "/helpdesk/queue/") -> Page:
    page.clock.install()
    page.goto(address)
    expect(page.locator("[data-queue]")).to_have_attribute("data-ready", "yes")
    return page


def press(page: Page, key: str) -> None:
    page.wait_for_timeout(70)  # as a person, not as a scanner
    page.keyboard.press(key)


def chosen(page: Page) -> str:
    return page.locator("tr[data-chosen] .row-link").inner_text()


def test_through_the_queue_by_keyboard_and_nothing_jumps(cast: Cast, signed_in: SignedIn) -> None:
    page = open_queue(signed_in(cast.tess))
    expect(page.locator("tr[data-ticket]")).to_have_count(3)
    press(page, "j")
    press(page, "j")
    assert chosen(page) == TITLES[1]
    press(page, "Enter")
    side = page.locator("[data-queue-side]")
    expect(side.get_by_role("heading", level=2)).to_have_text(TITLES[1])
    press(page, "a")
    expect(page.locator("tr[data-chosen] [data-label=Assignee]")).to_have_text("Tess Torres")
    press(page, "r")
    expect(side.get_by_label("Reply to the requester")).to_be_focused()
    page.keyboard.type("I come before the bell.")
    side.get_by_role("button", name="Send reply").click()
    expect(side.locator(".talk-text")).to_have_text("I come before the bell.")
    assert TicketEntry.objects.get().ticket.title == TITLES[1]

    # Somebody else opens one and ends another: a line says so, and the list stays as it is until it is asked for.
    make_ticket(cast.school, cast.tia.person, title="Smoke in the lab", urgency=Ticket.Urgency.CANNOT_TEACH)
    change_state(
        Ticket.objects.get(title=TITLES[0]), to=TicketState.CANCELLED, details={"text": "x"}, by=cast.dita.actor
    )
    page.clock.fast_forward(11_000)
    # By the hour, what was answered may stand in another part as well.
    expect(page.locator("[data-queue-news]")).to_contain_text("1 new, 1 gone")
    expect(page.locator("tr[data-ticket]")).to_have_count(3)
    assert chosen(page) == TITLES[1]
    page.locator("h1").click()  # out of the text field
    press(page, "n")
    expect(page.locator("tr[data-ticket]")).to_have_count(3)
    expect(page.locator("tr[data-ticket]").filter(has_text="Smoke in the lab")).to_have_count(1)
    assert chosen(page) == TITLES[1]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    press(page, "Escape")
    expect(side).to_be_hidden()


def test_it_asks_less_when_nothing_answers_and_not_at_all_once_signed_out(cast: Cast, signed_in: SignedIn) -> None:
    page = open_queue(signed_in(cast.tess))
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/queue/rows/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    with page.expect_response(lambda answer: "/queue/rows/" in answer.url) as told:
        page.clock.fast_forward(11_000)
    assert told.value.status == 304, "nothing has changed"
    said = page.locator("[data-queue-said]")
    page.evaluate("() => { window.kept = window.fetch; window.fetch = () => Promise.reject(new TypeError()); }")
    page.clock.fast_forward(11_000)
    expect(said).to_contain_text("Not live since")
    page.evaluate("() => { window.fetch = window.kept; }")
    page.clock.fast_forward(21_000)
    expect(said).to_have_text("")

    Session.objects.all().delete()
    page.clock.fast_forward(11_000)
    expect(said).to_contain_text("You are signed out. Sign in again")
    before = len(asked)
    page.clock.fast_forward(300_000)
    page.wait_for_timeout(100)
    assert len(asked) == before


def test_on_a_phone_a_ticket_is_a_page(cast: Cast, signed_in: SignedIn) -> None:
    page = open_queue(signed_in(cast.tess, width=390, scheme="dark"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name=TITLES[0]).click()
    page.wait_for_url(f"**/helpdesk/{Ticket.objects.get(title=TITLES[0]).pk}/")
