"""The main job in a real browser, with the keyboard only: swap, undo, return, and what can go wrong between."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import Loan
from firstbell.core import search
from firstbell.counter.models import Swap
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device
from firstbell.people.models import Person
from firstbell.people.tests.factories import make_person
from tests.browser.conftest import Scheme, SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def counter(transactional_db: None) -> Counter:
    return make_counter()


@pytest.fixture
def page(counter: Counter, signed_in: SignedIn) -> Page:
    page = signed_in(counter.cast.tess)
    page.goto("/counter/")
    expect(page.locator("#desk-scan")).to_be_focused()
    return page


def scan(page: Page, code: str) -> None:
    """A wedge scanner: the characters in one burst, then Enter."""
    expect(page.locator("#desk-scan")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def at_step(page: Page, step: str) -> None:
    expect(page.locator("#desk")).to_have_attribute("data-step", step)


def to_confirm(page: Page) -> None:
    scan(page, "001234")
    at_step(page, "device")
    scan(page, "1042")
    at_step(page, "symptom")
    page.keyboard.press("1")
    at_step(page, "loaner")
    scan(page, "L-2001")
    at_step(page, "confirm")


def press_enter_as_a_person(page: Page) -> None:
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")


def test_a_swap_by_keyboard_and_its_undo(page: Page) -> None:
    to_confirm(page)
    expect(page.locator(".confirm-date")).to_be_visible()
    press_enter_as_a_person(page)
    expect(page.locator("#desk-say")).to_contain_text("L-2001 is lent to Stu Dent")
    expect(page.locator("#today")).to_contain_text("Stu Dent")
    assert Swap.objects.get().is_open
    scan(page, "u")
    expect(page.locator("#desk-say")).to_contain_text("Undone")
    assert not Loan.objects.exists()
    expect(page.locator("#today")).to_contain_text("Undone")


def test_a_double_enter_and_a_double_scan_are_one(page: Page) -> None:
    scan(page, "001234")
    at_step(page, "device")
    page.keyboard.type("1042")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    at_step(page, "symptom")
    page.keyboard.press("1")
    at_step(page, "loaner")
    page.keyboard.type("L-2001")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    at_step(page, "confirm")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-say")).to_contain_text("is lent to")
    page.wait_for_timeout(300)
    assert Swap.objects.count() == Loan.objects.count() == 1


def test_the_return_half_and_a_wrong_device(page: Page, counter: Counter) -> None:
    swap_at(counter)
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    make_device(counter.cast.school, "7777")
    scan(page, "L-2001")
    expect(page.locator(".return-where")).to_contain_text("Shelf B3")
    scan(page, "7777")
    expect(page.locator("#desk-say")).to_contain_text("Stop")
    expect(page.locator("#desk-say")).to_contain_text("Wrong device")
    scan(page, "1042")
    expect(page.locator("#desk-say")).to_contain_text("1042 is back with Stu Dent")
    assert Swap.objects.get().finished_at is not None


def test_names_arrows_escape_backspace_and_help(page: Page, counter: Counter) -> None:
    people = [make_person(counter.cast.school, name, "Gomez") for name in ("Ana", "Bea")]
    search.index(Person.KIND_REF, [person.pk for person in people])
    scan(page, "gom")
    expect(page.locator("#desk-picks .pick")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    name = page.locator('#desk-picks .pick[aria-selected="true"] strong').inner_text()
    page.keyboard.press("Enter")
    at_step(page, "device")
    expect(page.locator(".desk-person h2")).to_have_text(name)
    page.keyboard.press("Backspace")
    at_step(page, "person")
    scan(page, "1042")
    at_step(page, "symptom")
    page.keyboard.press("d")
    expect(page.locator("#desk")).to_contain_text("Visible damage: yes")
    page.keyboard.press("?")
    expect(page.locator("[data-desk-keys]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-desk-keys]")).to_be_hidden()
    page.locator("#desk-scan").focus()
    page.keyboard.press("Escape")
    at_step(page, "person")


def test_a_device_of_somebody_else_is_one_key(page: Page, counter: Counter) -> None:
    ana = make_person(counter.cast.school, "Ana", "Gómez")
    make_device(counter.cast.school, "1055", assigned_to=ana)
    scan(page, "001234")
    at_step(page, "device")
    scan(page, "1055")
    expect(page.locator("#desk-say")).to_contain_text("belongs to Ana Gómez")
    page.keyboard.press("b")
    at_step(page, "symptom")


def test_a_block_is_overridden_with_a_reason(page: Page, counter: Counter) -> None:
    lend_item(counter.spare, to=counter.stu, by=counter.tess)
    to_confirm(page)
    expect(page.locator("#desk-say")).to_contain_text("already has L-2002")
    # The refusal says the same words again, so what is waited for is the answer itself, not its text.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        press_enter_as_a_person(page)
    page.wait_for_timeout(300)
    expect(page.locator("#desk-say")).to_contain_text("already has L-2002")
    expect(page.locator("#desk-scan")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#desk-reason")).to_be_focused()
    page.keyboard.type("The first one died")
    press_enter_as_a_person(page)
    expect(page.locator("#desk-say")).to_contain_text("L-2001 is lent to Stu Dent")
    assert Swap.objects.get().loan is not None


def test_a_new_student_by_keyboard(page: Page) -> None:
    scan(page, "n")
    expect(page.locator("#id_given_name")).to_be_focused()
    page.keyboard.type("Noor")
    page.keyboard.press("Tab")
    page.keyboard.type("Ali")
    page.keyboard.press("Enter")
    at_step(page, "device")
    expect(page.locator("#desk")).to_contain_text("Not in the roster yet")


def test_the_slip_shows_the_due_date_and_spanish_for_who_reads_it(counter: Counter, signed_in: SignedIn) -> None:
    Person.objects.filter(pk=counter.stu.pk).update(language="es")
    swap = swap_at(counter)
    page = signed_in(counter.cast.tess)
    page.goto(f"/counter/swaps/{swap.pk}/slip/")
    expect(page.locator(".slip-due")).to_have_count(2)
    expect(page.locator(".slip")).to_contain_text("Devuelve el equipo")
    expect(page.locator(".slip .bars")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_counter_is_clean_for_axe(counter: Counter, signed_in: SignedIn, width: int, scheme: Scheme) -> None:
    page = signed_in(counter.cast.tess, width=width, scheme=scheme)
    page.goto("/counter/")
    axe = Axe()
    for step, act in (
        ("person", None),
        ("device", "001234"),
        ("symptom", "1042"),
        ("loaner", "1"),
        ("confirm", "L-2001"),
    ):
        if act is not None:
            scan(page, act)
        at_step(page, step)
        found = axe.run(page)
        assert found.violations_count == 0, f"{step}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('.desk button:not(.sr-only), .desk a')]"
        ".filter(b => b.offsetParent && b.getBoundingClientRect().height < 44).map(b => b.textContent.trim())"
    )
    assert not [text for text in small if not re.match("see who", text)], small
