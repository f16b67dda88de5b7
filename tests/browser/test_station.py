"""A station in a real browser, with the keyboard only: handing out, collecting, alarms, undo, several stations at once."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from firstbell.circulation.actions import lend_item, set_block
from firstbell.circulation.models import Loan
from firstbell.counter.models import Expectation, Scan
from firstbell.counter.tests.factories import Gym, make_campaign, make_gym
from firstbell.inventory.models import Item
from tests.browser.conftest import Scheme, SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gym(transactional_db: None) -> Gym:
    return make_gym()


def open_station(page: Page, campaign_id: int) -> Page:
    page.goto(f"/counter/campaigns/{campaign_id}/station/")
    expect(page.locator("[data-station]")).to_have_attribute("data-begun", "yes")
    return page


@pytest.fixture
def page(gym: Gym, signed_in: SignedIn) -> Page:
    return open_station(signed_in(gym.cast.tess), gym.campaign.pk)


def scan(page: Page, code: str, says: str, tone: str = "ok") -> None:
    """A wedge scanner: the characters in one burst, then Enter; and what the station answers."""
    expect(page.locator("#desk-scan")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("#desk-say")).to_contain_text(says)
    expect(page.locator("#desk-say")).to_have_attribute("data-tone", tone)


def sent(page: Page) -> None:
    """Everything has reached the server, however slow the machine is just now."""
    expect(page.locator("#link")).to_have_attribute("data-waiting", "0", timeout=20_000)


def press(page: Page, key: str, says: str, tone: str = "ok") -> None:
    page.wait_for_timeout(400)  # as a person, not as a scanner
    page.keyboard.press(key)
    expect(page.locator("#desk-say")).to_contain_text(says)
    expect(page.locator("#desk-say")).to_have_attribute("data-tone", tone)


def test_badge_device_enter_and_on_to_the_next(page: Page, gym: Gym) -> None:
    scan(page, "700", "Ana Gym")
    expect(page.locator("#roster")).to_contain_text("Gym, Ben")
    scan(page, "2001", "2001")
    press(page, "2", "Case is missing", "question")
    press(page, "Enter", "2001 is handed to Ana Gym with charger")
    expect(page.locator("#roster li").first).to_contain_text("2001")
    expect(page.locator("[data-figure=mine]")).to_have_text("1")
    expect(page.locator("[data-figure=missing]")).to_have_text("2")
    scan(page, "2002", "2002")  # the device first
    scan(page, "701", "Ben Gym")
    scan(page, "702", "Cal Gym")  # the next badge hands it out
    expect(page.locator("#desk-done")).to_contain_text("2002 is handed to Ben Gym")
    sent(page)
    assert {loan.borrower: loan.accessories for loan in Loan.objects.open().select_related("borrower")} == {
        gym.ana: ["Charger"],
        gym.ben: ["Charger", "Case"],
    }


def test_undo_within_the_minute(page: Page) -> None:
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "2001")
    press(page, "Enter", "2001 is handed to Ana Gym")
    press(page, "u", "Undone: 2001 is handed to Ana Gym")
    sent(page)
    assert not Loan.objects.exists()
    expect(page.locator("[data-figure=missing]")).to_have_text("3")


def test_alarms_have_a_word_a_colour_and_a_sound(page: Page, gym: Gym) -> None:
    page.evaluate("document.addEventListener('firstbell:sound', (e) => { (window.heard ??= []).push(e.detail); })")
    Item.objects.filter(pk=gym.devices[0].pk).update(status="stolen")
    Expectation.objects.create(campaign=gym.campaign, person=gym.ben, item=gym.devices[1], by="x")
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "LOST DEVICE", "alarm")
    expect(page.locator(".desk-alarm .desk-say-word")).to_have_text("Alarm")
    scan(page, "2002", "WRONG DEVICE. 2002 is reserved for Ben Gym", "alarm")
    assert page.evaluate("window.heard").count("alarm") == 2
    scan(page, "2003", "2003")
    press(page, "Enter", "2003 is handed to Ana Gym")
    sent(page)
    assert Scan.objects.filter(kind="sighting").count() == 2


def test_blocked_and_not_in_the_group(page: Page, gym: Gym) -> None:
    set_block(gym.ana, reason="Agreement is missing", by=gym.tess)
    scan(page, "700", "Ana Gym is blocked: Agreement is missing", "error")
    expect(page.locator("#roster")).to_contain_text("Blocked: Agreement is missing")
    scan(page, "r signed just now", "Reason: signed just now")
    scan(page, "2001", "2001")
    press(page, "Enter", "2001 is handed to Ana Gym")
    sent(page)
    assert Loan.objects.get().override_reason == "signed just now"
    scan(page, "001234", "Stu Dent is not in the groups", "question")
    press(page, "y", "All the same")
    scan(page, "2002", "2002")
    press(page, "Enter", "2002 is handed to Stu Dent")


def test_the_second_station_is_told_who_when_and_where(page: Page, gym: Gym, signed_in: SignedIn) -> None:
    other = open_station(signed_in(gym.cast.lib), gym.campaign.pk)
    scan(other, "701", "Ben Gym")
    scan(other, "2001", "2001")
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "2001")
    press(page, "Enter", "2001 is handed to Ana Gym")
    press(other, "Enter", "NOT DONE. 2001 is lent to Ana Gym since", "alarm")
    expect(other.locator("#desk-say")).to_contain_text(f"by {gym.tess.name} at Station 1")
    expect(other.locator("#stations")).to_contain_text("Station 1")
    assert Loan.objects.count() == 1


def test_collecting_with_one_key(gym: Gym, signed_in: SignedIn) -> None:
    campaign = make_campaign(gym.cast.school, gym.homeroom, kind="collection", accessories=("Charger", "Case"))
    for person, device in zip((gym.ana, gym.ben, gym.cal), gym.devices, strict=False):
        lend_item(device, to=person, accessories=["Charger", "Case"], by=gym.tess)
    page = open_station(signed_in(gym.cast.tess), campaign.pk)
    scan(page, "2001", "2001 of Ana Gym")
    press(page, "1", "Charger is missing", "question")
    press(page, "d", "2001 is back from Ana Gym: damaged, without charger")
    scan(page, "701", "Ben Gym has 2002")
    scan(page, "2003", "WRONG DEVICE. 2003 belongs to Cal Gym, not Ben Gym", "alarm")
    press(page, "Escape", "Ready", "")
    scan(page, "2002", "2002 of Ben Gym")
    scan(page, "2003", "2003 of Cal Gym")  # the next device: good
    press(page, "b", "2003 is back from Cal Gym: broken")
    sent(page)
    conditions = {loan.item.barcode: loan.return_condition for loan in Loan.objects.select_related("item")}
    assert conditions == {"2001": "poor", "2002": "good", "2003": "broken"}
    expect(page.locator("[data-figure=missing]")).to_have_text("0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_station_is_clean_for_axe(gym: Gym, signed_in: SignedIn, width: int, scheme: Scheme) -> None:
    page = open_station(signed_in(gym.cast.tess, width=width, scheme=scheme), gym.campaign.pk)
    Item.objects.filter(pk=gym.devices[5].pk).update(status="lost")
    steps: tuple[tuple[Any, ...], ...] = (
        ("700", "Ana Gym"),
        ("2006", "LOST DEVICE", "alarm"),
        ("2001", "2001"),
        ("701", "Ben Gym"),
    )
    for step in steps:
        scan(page, *step)
        expect(page.locator("#roster li")).to_have_count(3)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{step}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('.desk-act button, .station-done button')]"
        ".filter(b => b.offsetParent && b.getBoundingClientRect().height < 44).map(b => b.textContent.trim())"
    )
    assert not small
