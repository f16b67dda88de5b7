"""Lists by keyboard alone, in a real browser: views, columns, many rows at once, undo; and axe on every page of it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from firstbell.core.models import BulkRun, ListHabit, SavedView
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device, make_label_size
from firstbell.people.tests.factories import Cast, make_cast
from tests.browser.conftest import Scheme, SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Slower than any scanner, as a person types.
BY_HAND = 90


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for number in range(8):
        make_device(cast.school, barcode=f"CB-{number:04}")
    make_label_size()
    return cast


def press(page: Page, *keys: str) -> None:
    page.wait_for_load_state()  # the page's script answers to keys
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(BY_HAND)


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1


def chosen(page: Page) -> int:
    return page.locator("[data-select]:checked").count()


def test_rows_are_chosen_changed_and_taken_back_by_keyboard(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.tess)
    page.goto("/inventory/")
    press(page, "j", "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("1 chosen")
    press(page, "j", "j", "Shift+X")
    assert chosen(page) == 3
    press(page, "x")
    assert chosen(page) == 2
    press(page, "*")
    assert chosen(page) == 8
    press(page, "*")
    assert chosen(page) == 0
    press(page, "j", "x", "b")
    page.locator(".bulk-menu button", has_text="Set the condition").press("Enter")
    page.get_by_label("Condition").select_option("poor")
    page.get_by_role("button", name="Preview").press("Enter")
    expect(page.get_by_text("Unknown → Poor").or_(page.get_by_text("Good → Poor"))).to_be_visible()
    press(page, "y")
    expect(page.locator(".toast")).to_contain_text("Set the condition: 1 done.")
    assert Device.objects.filter(condition="poor").count() == 1
    page.locator(".toast").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".toast")).to_contain_text("Undone")
    assert Device.objects.filter(condition="poor").count() == 0


def test_a_scan_chooses_nothing(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.tess)
    page.goto("/inventory/")
    press(page, "j")
    # All within one turn of the event loop: faster than a finger on the busiest machine.
    page.evaluate(
        "for (const key of 'XXxX*') document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    )
    page.wait_for_timeout(300)
    assert chosen(page) == 0


def test_shift_click_and_all_that_match(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.tess)
    page.goto("/inventory/")
    boxes = page.locator("[data-select]")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    assert chosen(page) == 4
    page.get_by_label("All 8 that match").check()
    press(page, "b")
    page.locator(".bulk-menu button", has_text="Start retiring").press("Enter")
    page.wait_for_url(re.compile(r"/bulk/\d+/"))
    assert len(BulkRun.objects.get().ids) == 8


def test_views_and_columns_by_keyboard(signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.tess)
    page.goto("/inventory/?status=available")
    press(page, "v")
    page.get_by_label("Save what is shown as").press_sequentially("In stock")
    press(page, "Enter")
    expect(page.get_by_role("link", name="In stock")).to_have_attribute("aria-current", "page")
    press(page, "v")
    page.get_by_role("button", name="Open this list with it").press("Enter")
    page.goto("/inventory/")
    expect(page.locator("select[name=status]")).to_have_value("available")
    page.get_by_role("link", name="All", exact=True).press("Enter")
    expect(page.locator("select[name=status]")).to_have_value("")

    press(page, "c")
    left = page.get_by_role("button", name="Move Status left")
    left.press("Enter")
    expect(left).to_be_focused()
    page.get_by_role("button", name="Show", exact=True).press("Enter")
    expect(page.locator("thead th").nth(2)).to_contain_text("Status")
    assert ListHabit.objects.get(listing="inventory.items").columns[:3] == ["tag", "status", "model"]

    press(page, "v")
    page.goto(f"/inventory/?view={SavedView.objects.get().pk}")
    press(page, "v")
    page.get_by_role("link", name="Rename, share, delete").press("Enter")
    page.get_by_label("Name").fill("Shelf")
    page.get_by_label("Who else sees it").select_option(label=f"Everybody at {cast.school.name}")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("link", name="Shelf")).to_be_visible()
    other = signed_in(cast.lib)
    other.goto("/inventory/")
    expect(other.get_by_role("link", name="Shelf")).to_be_visible()


def test_a_filter_keeps_the_views_in_step(signed_in: SignedIn, cast: Cast) -> None:
    view = SavedView.objects.create(
        listing="inventory.items",
        name="Mine",
        owner_id=cast.tess.account.pk,
        owner_name="Tess",
        query="status=available&colour=red",
    )
    page = signed_in(cast.tess)
    page.goto(f"/inventory/?view={view.pk}")
    expect(page.get_by_text("the filter “colour”")).to_be_visible()
    expect(page.get_by_text("(changed)")).to_have_count(0)
    page.locator("select[name=status]").select_option("missing")
    expect(page.get_by_text("(changed)")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_the_pages_are_clean(signed_in: SignedIn, cast: Cast, width: int, scheme: Scheme) -> None:
    view = SavedView.objects.create(
        listing="inventory.items", name="Available", owner_id=cast.tess.account.pk, owner_name="T", query="status=all"
    )
    page = signed_in(cast.tess, width=width, scheme=scheme)
    page.goto(f"/inventory/?view={view.pk}")
    page.locator("[data-select]").nth(1).check()
    for summary in (".views-menu", ".bulk-menu", ".listing-tools details >> nth=0", ".listing-tools details >> nth=1"):
        page.locator(f"{summary} >> summary").click()
        clean(page)
        page.keyboard.press("Escape")
    page.locator("[data-select]").nth(2).check()
    page.locator(".bulk-menu >> summary").click()
    page.locator(".bulk-menu button", has_text="Move to a place").click()
    clean(page)
    page.goto(f"{page.url}?look=1&place=nowhere")
    clean(page)
    page.goto(f"/views/{view.pk}/")
    clean(page)
    for path in ("/inventory/labels/", "/inventory/labels/printers/", "/inventory/labels/printers/add/"):
        page.goto(path)
        clean(page)
    page.goto("/inventory/?format=print")
    clean(page)


def test_the_preview_and_what_came_of_it_are_clean(signed_in: SignedIn, cast: Cast) -> None:
    make_device(cast.school, barcode="GONE-1", status="disposed")
    page = signed_in(cast.tess, width=390, scheme="dark")
    page.goto("/inventory/?status=all")
    page.get_by_label(re.compile(r"All \d+ that match")).check()
    page.locator(".bulk-menu >> summary").click()
    page.locator(".bulk-menu button", has_text="Set the condition").click()
    page.get_by_label("Condition").select_option("poor")
    page.get_by_role("button", name="Preview").click()
    clean(page)
    page.get_by_role("button", name=re.compile("Set the condition: 8 rows")).click()
    expect(page.get_by_role("heading", name="Refused: 1")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("heading", name="Taken back: 8")).to_be_visible()
