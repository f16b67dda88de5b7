"""The gym's Wi-Fi is down: stations and the counter with the cable really pulled, crashed, killed, sent twice, signed out."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import Loan
from firstbell.counter.models import Scan, ScanConflict, Swap
from firstbell.counter.tests.factories import Gym, make_counter, make_gym
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device, Item
from firstbell.people.tests.factories import Member
from tests.browser.test_station import press, scan
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 20_000


@pytest.fixture
def gym(transactional_db: None) -> Gym:
    return make_gym(accessories=())


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with Wire(live_server.url) as wire:
        yield wire


def sign_in(context: BrowserContext, member: Member, wire: Wire) -> None:
    client = Client()
    client.force_login(member.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": wire.url}])


@pytest.fixture
def context(chromium: Browser, wire: Wire) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=wire.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context
    context.close()


def begun(page: Page) -> Page:
    expect(page.locator("[data-begun=yes]")).to_be_attached(timeout=SLOW)
    return page


def station(context: BrowserContext, gym: Gym) -> Page:
    page = context.new_page()
    page.goto(f"/counter/campaigns/{gym.campaign.pk}/station/")
    return begun(page)


def make_ready(page: Page) -> None:
    expect(page.locator("#link")).to_have_attribute("data-state", "here", timeout=SLOW)
    before = page.locator("#link").get_attribute("data-taken") or ""
    page.locator("[data-ready]").click()
    expect(page.locator("#link")).not_to_have_attribute("data-taken", before, timeout=SLOW)
    expect(page.locator("#link")).to_contain_text("Ready for offline until")


@pytest.fixture
def page(context: BrowserContext, gym: Gym, wire: Wire) -> Page:
    sign_in(context, gym.cast.tess, wire)
    page = station(context, gym)
    make_ready(page)
    return page


def waits(page: Page, count: int) -> None:
    expect(page.locator("#link")).to_have_attribute("data-waiting", str(count), timeout=SLOW)


def until(check: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def test_scanning_goes_on_reloads_and_is_sent(page: Page, gym: Gym, wire: Wire) -> None:
    Item.objects.filter(pk=gym.devices[5].pk).update(status="lost")
    make_ready(page)
    wire.off()
    before = timezone.now()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    expect(page.locator("#link")).to_contain_text("Offline, 1 waiting")
    page.reload()
    begun(page)
    waits(page, 1)
    expect(page.locator("#roster")).to_contain_text("2001")
    scan(page, "2001", "2001 is with Ana Gym", "alarm")
    scan(page, "2006", "LOST DEVICE", "alarm")
    scan(page, "700", "Ana Gym already has 2001", "error")
    scan(page, "701", "Ben Gym")
    scan(page, "2002", "2002 is handed to Ben Gym")
    press(page, "u", "Undone: 2002 is handed to Ben Gym")
    scan(page, "701", "Ben Gym")
    scan(page, "2003", "2003 is handed to Ben Gym")
    scan(page, "no such badge", "is not among what this station took along", "question")
    page.keyboard.press("Escape")
    assert Axe().run(page).violations_count == 0
    assert not Loan.objects.exists()
    after = timezone.now()
    wire.on()
    waits(page, 0)
    expect(page.locator("#link")).to_contain_text("Online")
    loans = {loan.borrower: loan for loan in Loan.objects.open().select_related("borrower", "item")}
    assert {str(who): loan.item.barcode for who, loan in loans.items()} == {"Ana Gym": "2001", "Ben Gym": "2003"}
    assert all(before <= loan.lent_at <= after for loan in loans.values())
    assert [one.sequence for one in Scan.objects.order_by("id")] == sorted(one.sequence for one in Scan.objects.all())
    assert Scan.objects.filter(kind="sighting").count() == 2
    expect(page.locator("[data-figure=missing]")).to_have_text("1", timeout=SLOW)


def test_the_browser_s_own_switch_does_the_same(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    context.set_offline(False)
    waits(page, 0)
    assert Loan.objects.count() == 1


def test_a_killed_browser_loses_nothing(gym: Gym, wire: Wire, chromium: Browser, tmp_path: Path) -> None:
    def launch() -> BrowserContext:
        path = os.environ.get("FIRSTBELL_CHROMIUM", "/usr/bin/chromium")
        return chromium.browser_type.launch_persistent_context(
            str(tmp_path), executable_path=path, args=["--no-sandbox"], base_url=wire.url
        )

    context = launch()
    sign_in(context, gym.cast.tess, wire)
    page = station(context, gym)
    make_ready(page)
    wire.off()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    scan(page, "701", "Ben Gym")
    scan(page, "2002", "Stored here")
    os.kill(main_process(tmp_path), signal.SIGKILL)
    until(lambda: not alive(tmp_path))
    again = launch()
    page = station(again, gym)
    waits(page, 2)
    expect(page.locator("#link")).to_contain_text("Ready for offline until")
    sign_in(again, gym.cast.tess, wire)
    wire.on()
    waits(page, 0)
    assert Loan.objects.open().count() == Scan.objects.count() == 2
    again.close()


def main_process(profile: Path) -> int:
    """The browser that has this profile open: started by this test, known by its own folder."""
    return next(pid for pid, line in processes(profile) if "--type=" not in line)


def alive(profile: Path) -> bool:
    return any("--type=" not in line for _pid, line in processes(profile))


def processes(profile: Path) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if f"--user-data-dir={profile}" in line:
                yield int(folder.name), line


def arrived(page: Page, scans: int) -> None:
    """The server has them all; the page lives on meanwhile."""
    end = time.monotonic() + 30
    while Scan.objects.count() < scans:
        assert time.monotonic() < end, "the scans did not arrive"
        page.wait_for_timeout(200)
    page.wait_for_timeout(500)


def deafen(page: Page, wire: Wire) -> None:
    """From the moment scans are sent, answers are lost."""

    def send(route: Route) -> None:
        wire.deaf()
        route.continue_()

    page.route("**/counter/sync/", send)


def test_pulled_out_in_mid_sync(page: Page, wire: Wire) -> None:
    """The server has worked on the batch, the answer is lost, and the same batch comes again."""
    wire.off()
    for badge, name, device in (("700", "Ana", "2001"), ("701", "Ben", "2002"), ("702", "Cal", "2003")):
        scan(page, badge, name)
        scan(page, device, "Stored here")
    waits(page, 3)
    deafen(page, wire)
    wire.on()
    arrived(page, 3)
    waits(page, 3)
    page.unroute("**/counter/sync/")
    wire.mode = "on"
    waits(page, 0)
    assert Scan.objects.count() == Loan.objects.count() == 3
    assert not ScanConflict.objects.exists()


def test_an_answer_lost_online_is_a_scan_stored_and_sent_again(page: Page, wire: Wire) -> None:
    scan(page, "700", "Ana Gym")
    deafen(page, wire)
    scan(page, "2001", "Stored here")
    page.unroute("**/counter/sync/")
    wire.mode = "on"
    waits(page, 0)
    assert Scan.objects.count() == Loan.objects.count() == 1
    assert Scan.objects.get().outcome == "done"


def test_two_tabs_of_one_station_send_once(page: Page, context: BrowserContext, gym: Gym, wire: Wire) -> None:
    other = station(context, gym)
    wire.off()
    page.bring_to_front()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    other.bring_to_front()
    other.locator("#desk-scan").focus()
    scan(other, "701", "Ben Gym")
    scan(other, "2002", "Stored here")
    sent: list[str] = []
    context.on("request", lambda request: sent.append(request.post_data or "") if "/sync/" in request.url else None)
    wire.on()
    waits(page, 0)
    waits(other, 0)
    assert Scan.objects.count() == Loan.objects.count() == 2
    for scanned in Scan.objects.all():
        assert sum(str(scanned.key) in body for body in sent) == 1


def test_signed_out_meanwhile_keeps_the_queue_and_goes_on(
    page: Page, gym: Gym, wire: Wire, context: BrowserContext
) -> None:
    wire.off()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    Session.objects.all().delete()
    wire.on()
    expect(page.locator("#link")).to_contain_text("Signed out, 1 waiting", timeout=SLOW)
    scan(page, "701", "Ben Gym")
    scan(page, "2002", "Stored here")
    sign_in(context, gym.cast.tess, wire)
    waits(page, 0)
    assert Loan.objects.count() == 2


def test_somebody_else_is_told_whose_scans_wait(page: Page, gym: Gym, wire: Wire, context: BrowserContext) -> None:
    wire.off()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    context.clear_cookies()
    sign_in(context, gym.cast.lib, wire)
    wire.on()
    page.reload()
    begun(page)
    expect(page.locator("#link")).to_contain_text(f"1 scan of {gym.tess.name} wait")
    expect(page.locator("#link")).not_to_contain_text("Ready for offline until")
    scan(page, "701", "Ben Gym")
    scan(page, "2002", "2002 is handed to Ben Gym")
    waits(page, 1)
    assert Loan.objects.get().lent_by == gym.lib.name
    context.clear_cookies()
    sign_in(context, gym.cast.tess, wire)
    page.reload()
    begun(page)
    waits(page, 0)
    assert {loan.lent_by for loan in Loan.objects.all()} == {gym.lib.name, gym.tess.name}


def test_signing_out_wipes_people_and_keeps_the_queue(page: Page, wire: Wire) -> None:
    wire.off()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    Session.objects.all().delete()
    wire.on()
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("data-wiped", "yes")
    kept = page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert kept == ["firstbell.outbox"]
    assert page.evaluate("caches.keys()") == []


def test_what_was_taken_along_ends(page: Page, wire: Wire) -> None:
    page.evaluate(
        """new Promise((done) => { indexedDB.open("firstbell.private").onsuccess = (event) => {
          const store = event.target.result.transaction("pack", "readwrite").objectStore("pack");
          store.get("pack").onsuccess = (got) => { store.put({...got.target.result, expires: Date.now() - 1}).onsuccess = () => { event.target.result.close(); done(); }; };
        }; })"""
    )
    page.reload()
    begun(page)
    expect(page.locator("#link")).to_contain_text("Make this station ready for offline")
    assert page.evaluate("caches.keys()") == []
    wire.off()
    scan(page, "700", "nothing was taken along", "error")


def test_a_conflict_is_decided_side_by_side(page: Page, gym: Gym, wire: Wire) -> None:
    wire.off()
    scan(page, "700", "Ana Gym")
    scan(page, "2001", "Stored here")
    lend_item(gym.devices[0], to=gym.ben, by=gym.lib)
    wire.on()
    waits(page, 0)
    expect(page.locator("#stations")).to_contain_text("1 conflict to decide", timeout=SLOW)
    page.get_by_role("link", name="1 conflict to decide").click()
    page.locator("tbody a").first.click()
    expect(page.locator(".sides")).to_contain_text("handed 2001 to Ana Gym")
    expect(page.locator(".sides")).to_contain_text("2001 is lent to Ben Gym since")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("s")
    expect(page.locator("body")).to_contain_text("Decided: take the station's")
    assert Loan.objects.open().get().borrower == gym.ana


def test_the_counter_swaps_and_takes_back_without_network(
    transactional_db: None, context: BrowserContext, wire: Wire
) -> None:
    counter = make_counter()
    sign_in(context, counter.cast.tess, wire)
    page = context.new_page()
    page.goto("/counter/")
    make_ready(page)
    wire.off()
    page.reload()
    begun(page)
    scan(page, "001234", "Stu Dent")
    scan(page, "1042", "1042 comes in")
    press(page, "1", "creen")
    scan(page, "L-2001", "L-2001 goes out")
    assert Axe().run(page).violations_count == 0
    press(page, "Enter", "L-2001 is lent to Stu Dent; 1042 came in")
    expect(page.locator("#link")).to_contain_text("Offline, 1 waiting")
    scan(page, "L-2001", "Take back L-2001 from Stu Dent")
    page.keyboard.press("Escape")
    wire.on()
    waits(page, 0)
    swap = Swap.objects.get()
    assert (swap.person, swap.loaner_id, swap.is_open) == (counter.stu, counter.loaner.pk, True)
    page.get_by_role("link", name="Network is back").click()
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    make_ready(page)
    wire.off()
    page.reload()
    begun(page)
    scan(page, "L-2001", "Own device 1042 is ready on Shelf B3")
    scan(page, "1042", "1042 goes home, L-2001 is back")
    wire.on()
    waits(page, 0)
    swap.refresh_from_db()
    assert swap.finished_at is not None
