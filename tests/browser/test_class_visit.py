"""A class of ten comes to the library, on a tablet: taps, a scanner, keys; one child is blocked, one scan undone; no network."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from firstbell.circulation.actions import lend_item, set_block
from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_rule
from firstbell.counter.models import Scan, ScanConflict
from firstbell.counter.tests.factories import Visit, make_visit
from firstbell.people.tests.factories import make_badge
from tests.browser.conftest import SignedIn
from tests.browser.test_offline import SLOW, make_ready, sign_in
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ("Ana", "Ben", "Cal", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "Joy")
TABLET: ViewportSize = {"width": 820, "height": 1180}


@pytest.fixture
def visit(transactional_db: None) -> Visit:
    visit = make_visit(children=NAMES, copies=8)
    make_badge(visit.cal, "BADGE-C")
    set_block(visit.ben, reason="Lost three", by=visit.cast.tess.actor)
    return visit


def open_visit(page: Page, visit: Visit) -> Page:
    page.goto("/counter/visits/")
    page.get_by_role("link", name="Homeroom 2A").click()
    return begun(page)


def begun(page: Page) -> Page:
    expect(page.locator("[data-visit]")).to_have_attribute("data-begun", "yes", timeout=SLOW)
    return page


def says(page: Page, text: str, tone: str = "ok") -> None:
    expect(page.locator("#desk-say")).to_contain_text(text)
    expect(page.locator("#desk-say")).to_have_attribute("data-tone", tone)


def scan(page: Page, code: str, text: str, tone: str = "ok") -> None:
    """A wedge scanner, wherever the focus is: one burst, then Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    says(page, text, tone)


def tap(page: Page, name: str, text: str = "", tone: str = "ok") -> None:
    child(page, name).tap()
    says(page, text or name, tone)


def child(page: Page, name: str) -> Any:
    return page.locator("#visit-class").get_by_role("button", name=re.compile(f"^{name} "))


def key(page: Page, name: str, text: str, tone: str = "ok") -> None:
    page.wait_for_timeout(450)  # as a person, not as a scanner
    page.keyboard.press(name)
    says(page, text, tone)


@pytest.fixture
def tablet(chromium: Browser, live_server: Any) -> Iterator[tuple[BrowserContext, Wire]]:
    with Wire(live_server.url) as wire:
        context = chromium.new_context(base_url=wire.url, viewport=TABLET, has_touch=True, reduced_motion="reduce")
        yield context, wire
        context.close()


def test_scan_scan_scan_with_taps_and_keys(visit: Visit, tablet: tuple[BrowserContext, Wire]) -> None:
    context, wire = tablet
    sign_in(context, visit.cast.lib, wire)
    page = open_visit(context.new_page(), visit)
    expect(page.locator("#visit-class button")).to_have_count(10)
    tap(page, "Ana")
    scan(page, "BK-1", "“Frog and Toad” is lent, due")
    says(page, "Ana has 1 out")
    scan(page, "BK-2", "Ana has 2 out")
    expect(child(page, "Ana")).to_contain_text("2 out")
    # One blocked child stops no other.
    tap(page, "Ben", "Ben is blocked: Lost three", "question")
    scan(page, "BK-3", "Ben Reader is blocked", "error")
    scan(page, "BADGE-C", "Cal Reader")
    scan(page, "BK-3", "Cal has 1 out")
    # First letters and Enter; what is out to another is asked about.
    page.locator("#desk-scan").focus()
    page.keyboard.type("dor")
    expect(child(page, "Dora")).to_have_class("visit-child is-match")
    page.wait_for_timeout(800)
    page.keyboard.press("Enter")
    says(page, "Dora Reader")
    scan(page, "BK-3", "“Frog and Toad” is out to Cal Reader", "question")
    key(page, "1", "Dora has 1 out")
    # Out to the same child: renew or take back, by one key.
    scan(page, "BK-3", "Dora has “Frog and Toad” already", "question")
    key(page, "2", "“Frog and Toad” is back")
    expect(child(page, "Dora")).to_contain_text("0 out")
    # Undo within its minute.
    scan(page, "BK-4", "Dora has 1 out")
    page.locator("[data-undo]").click()
    says(page, "Undone")
    expect(child(page, "Dora")).to_contain_text("0 out")
    # Arrow keys, Enter; absent by key.
    page.locator("#desk-scan").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(child(page, "Eli")).to_be_focused()
    page.keyboard.press("Delete")
    expect(child(page, "Eli")).to_contain_text("Absent")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    says(page, "Fay Reader")
    # Only returns: nobody need be chosen.
    page.get_by_role("radio", name="Return", exact=True).check(force=True)
    scan(page, "BK-1", "“Frog and Toad” is back")
    expect(page.locator("#visit-count")).to_contain_text("9 here of 10")
    assert not (found := Axe().run(page)).response["violations"], found.generate_report()
    page.get_by_role("link", name="Summary").click()
    expect(page.locator("main")).to_contain_text("Frog and Toad")
    assert list(Loan.objects.open().values_list("borrower__given_name", "item__barcode")) == [("Ana", "BK-2")]


def test_the_network_is_really_off(visit: Visit, tablet: tuple[BrowserContext, Wire]) -> None:
    context, wire = tablet
    lend_item(visit.copies[5], to=visit.ana, by=visit.lib)
    kept = lend_item(visit.copies[6], to=visit.cal, by=visit.lib)
    Loan.objects.filter(pk=kept.pk).update(due_at=timezone.now() + dt.timedelta(minutes=30))
    make_rule("max_open_of_type", "3", item_type=visit.copies[0].item_type)
    sign_in(context, visit.cast.lib, wire)
    page = open_visit(context.new_page(), visit)
    make_ready(page)
    wire.off()
    tap(page, "Ana")
    scan(page, "BK-1", "Stored here")
    scan(page, "BK-2", "Ana has 3 out; 0 more of this kind")
    # The limit is known without network; whose a book was that came back is not.
    scan(page, "BK-4", "Ana has as many as the rules allow", "question")
    page.reload()
    begun(page)
    expect(page.locator("#link")).to_have_attribute("data-waiting", "2", timeout=SLOW)
    expect(child(page, "Ana")).to_contain_text("3 out")
    page.locator("#desk-scan").focus()
    scan(page, "BK-6", "“Frog and Toad” is back")
    tap(page, "Ben", "Ben is blocked", "question")
    scan(page, "BK-3", "Ben is blocked", "error")
    scan(page, "BADGE-C", "Cal Reader")
    scan(page, "BK-3", "Stored here")
    scan(page, "BK-4", "Stored here")
    page.locator("[data-undo]").click()
    says(page, "It had not been sent")
    scan(page, "BK-7", "“Frog and Toad” is out", "question")
    key(page, "3", "“Frog and Toad” is renewed for Cal")
    # Meanwhile, at another desk: 68, somebody else got BK-2.
    lend_item(visit.copies[1], to=visit.cast.stu.person, by=visit.lib)
    words = page.evaluate("""async () => {
      const open = indexedDB.open("firstbell.outbox");
      await new Promise((done) => { open.onsuccess = done; });
      const rows = open.result.transaction("entries").objectStore("entries").getAll();
      await new Promise((done) => { rows.onsuccess = done; });
      return JSON.stringify(rows.result);
    }""")
    assert "Frog" not in words
    assert "Ana" not in words
    wire.on()
    expect(page.locator("#link")).to_have_attribute("data-waiting", "0", timeout=3 * SLOW)
    open_now = set(Loan.objects.open().values_list("borrower__given_name", "item__barcode"))
    kept.refresh_from_db()
    assert kept.renewals == 1
    assert open_now == {("Ana", "BK-1"), ("Cal", "BK-3"), ("Cal", "BK-7"), (visit.cast.stu.person.given_name, "BK-2")}
    assert Scan.objects.filter(was_offline=True).count() == 5
    assert not Scan.objects.exclude(person=None).exists()
    conflict = ScanConflict.objects.get()
    page.goto(f"/counter/conflicts/{conflict.pk}/")
    expect(page.locator("main")).to_contain_text("The reader is Ana Reader")
    page.keyboard.press("b")
    expect(page.locator("body")).to_contain_text("Decided: keep the books")
    conflict.refresh_from_db()
    assert conflict.reader is None


def test_on_a_phone_it_fits_and_is_accessible(visit: Visit, signed_in: SignedIn) -> None:
    page = open_visit(signed_in(visit.cast.lib, width=390, scheme="dark"), visit)
    child(page, "Ana").click()
    says(page, "Ana Reader")
    scan(page, "BK-1", "Ana has 1 out")
    page.get_by_role("button", name="As a list").click()
    expect(page.locator("#visit-class")).to_have_class("visit-grid visit-list")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not (found := Axe().run(page)).response["violations"], found.generate_report()
