"""The kit in a real browser: axe finds nothing, nothing scrolls sideways, the CSP is not offended, the keys work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("firstbell.core.tests.ui.styleguide_urls"),
]

PAGES = ("/ui/", "/ui/list/", "/ui/list/?empty", "/ui/print/", "/ui/print/?paper=label", "/accounts/login/")
# Slower than any scanner, as a person types.
BY_HAND = 70


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    settings.FIRSTBELL_DEMO = True
    return str(live_server.url)


@pytest.fixture
def desk(chromium: Browser, site: str) -> Iterator[Page]:
    """The style page on a desk's screen; fails when the browser complains about script or policy."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{site}/ui/")
    yield page
    context.close()
    assert complaints == []


def faults(page: Page, only: str = "") -> list[str]:
    found = Axe().run(page, options={"runOnly": [only]} if only else None).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found]


def focus_nowhere(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(BY_HAND)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: Browser, site: str, scheme: str, width: int) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for address in PAGES:
        page.goto(site + address)
        # Dark differs from light in nothing but colour.
        wrong = faults(page, only="color-contrast" if scheme == "dark" else "")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append("scrolls sideways")
        if wrong:
            found[address] = wrong
    context.close()
    assert found == {}


def test_axe_would_find_something(desk: Page) -> None:
    desk.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(fault.startswith("button-name") for fault in faults(desk))


def test_slash_reaches_the_scan_box_and_escape_leaves_it(desk: Page) -> None:
    if desk.locator("#scanbox").count() == 0:
        pytest.fail("the frame has no scan box: core:find is not mounted")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "scanbox"
    assert desk.input_value("#scanbox") == ""
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.id") == "content"


def test_a_scan_anywhere_is_submitted_and_chooses_no_tile(desk: Page) -> None:
    where, found = desk.url, ""
    for _ in range(6):  # a busy machine stretches the keys at times until they are a hand's, and nothing is asked
        desk.goto(where)
        focus_nowhere(desk)
        try:
            with desk.expect_request(lambda request: "/find/" in request.url, timeout=5_000) as asked:
                desk.keyboard.type("31415926")
                desk.keyboard.press("Enter")
        except PlaywrightTimeout:
            continue
        found = asked.value.url
        if found.endswith("/find/?q=31415926"):
            break
    assert found.endswith("/find/?q=31415926")


def test_a_lone_digit_chooses_a_tile(desk: Page) -> None:
    focus_nowhere(desk)
    desk.keyboard.press("3")
    desk.wait_for_selector("[name=symptom][value=power]:checked", state="attached")


def test_rows_move_with_the_keys_and_enter_opens(desk: Page, site: str) -> None:
    desk.goto(f"{site}/ui/list/")
    focus_nowhere(desk)
    for key in ("j", "ArrowDown", "j", "k"):
        desk.keyboard.press(key, delay=BY_HAND)
    assert desk.get_attribute("tr[data-active]", "data-key-id") == "NM-01043"
    desk.keyboard.press("Enter", delay=BY_HAND)
    desk.wait_for_url("**/ui/list/?q=NM-01043")


def test_filtering_swaps_the_list_and_leaves_a_short_address(desk: Page, site: str) -> None:
    desk.goto(f"{site}/ui/list/")
    desk.select_option("#id_state", "out")
    desk.wait_for_url(f"{site}/ui/list/?state=out")
    assert desk.locator("#listing").count() == 1


def test_the_keys_dialog_lists_the_keys_of_this_page(desk: Page) -> None:
    focus_nowhere(desk)
    desk.keyboard.press("?")
    assert "New ticket" in desk.inner_text("[data-page-keys]")
    assert faults(desk) == []
    desk.uncheck("[data-single-keys]")
    desk.keyboard.press("Escape")
    focus_nowhere(desk)
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") != "scanbox"


def test_a_toast_counts_down_and_its_undo_answers(desk: Page) -> None:
    desk.evaluate(
        """document.dispatchEvent(new CustomEvent("firstbell:toast", {detail:
           {text: "<b>Lent</b>", tone: "good", undo_url: "/ui/undo/", undo_seconds: 60}}))"""
    )
    toast = desk.locator(".toast").last
    assert toast.locator("[data-toast-text]").inner_text() == "<b>Lent</b>"
    assert "s" in toast.locator("[data-toast-clock]").inner_text()
    assert faults(desk) == []
    toast.locator("[data-toast-undo] button").click()
    desk.wait_for_selector("text=NM-01042 is back on the shelf")
    assert desk.locator("text=<b>Lent</b>").count() == 0


def test_the_theme_is_kept_and_set_before_the_first_paint(desk: Page) -> None:
    desk.evaluate("localStorage.setItem('firstbell.theme', 'dark')")
    desk.reload(wait_until="commit")
    desk.wait_for_selector("body", state="attached")
    assert desk.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_javascript_the_drawer_and_the_filters_still_work(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/ui/list/")
    page.click(".topbar-menu")
    page.wait_for_selector("#mainnav:target")
    page.goto(f"{site}/ui/list/")
    page.fill("#filter-q", "acer")
    page.click(".filter-go button")
    assert "q=acer" in page.url
    context.close()
