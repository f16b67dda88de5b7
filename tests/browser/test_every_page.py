"""Every page that answers a GET with HTML, in a real browser: axe, the console, a phone's width, the keyboard.

As district IT, who sees everything, and as a stranger at the door. At 1280 px in light
and at 390 px in dark. What is asked of a page inside the browser is written in page_checks.js.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.conf import settings
from django.contrib.staticfiles import handlers
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page

from firstbell.connectors.google_csv.tests.factories import export, preview, row
from firstbell.counter.models import Swap
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.models import Account
from firstbell.people.tests.factories import make_cast
from tests.architecture import district, routes
from tests.architecture.district_library import furnish_library
from tests.browser.conftest import Scheme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHECKS = Path(__file__).with_name("page_checks.js")
SIZES: tuple[tuple[int, Scheme], ...] = ((1280, "light"), (390, "dark"))
#: What stands around every page of somebody signed in.
FRAME = [".topbar", ".nav", ".bottom-bar"]
#: Rows of everything: enough to be a list, few enough to Tab through.
ROWS = 6
#: The walk is as long as a quarter of the other tests together; in shares, two browsers walk at once.
SHARES = 4
#: Parts of a page, for htmx; nobody opens them by themselves.
PARTS = ("core:import_progress", "helpdesk:queue_rows", "helpdesk:queue_ticket")


class Visit(NamedTuple):
    name: str
    address: str
    #: A page that says why it refuses is a page too.
    status: int = 200


def pages_of(visitor: Client, visits: list[Visit]) -> list[Visit]:
    """The addresses that answer this visitor with a page: no redirects, no downloads, nothing that takes a POST only."""
    visitor.raise_request_exception = False
    found = []
    for visit in visits:
        answer = visitor.get(visit.address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        is_download = "attachment" in answer.headers.get("Content-Disposition", "")
        if answer.status_code == visit.status and is_page and not is_download:
            found.append(visit)
    return found


def our_visits(people: district.People) -> list[Visit]:
    ours = [
        route for route in routes.all_routes() if not route.path.startswith("api/v1/") or route.name == "api_reference"
    ]
    visits = [Visit(route.name, routes.address(route, **routes.shown(route, people.chosen))) for route in ours]
    return [visit for visit in visits if visit.name not in PARTS]


def pages_to_be_asked_for(people: district.People) -> list[Visit]:
    """Pages that need more than the key of a thing: a cart, a day type, labels, an import to look at, words to find."""
    cart = make_place(people.school, "Cart 1", kind="cart", capacity=30)
    make_device(people.school, "CART-1", item_type="cart-device", home=cart, place=cart)
    run = preview(export([row("SER-1", people.school), row("SER-2"), row("")]), by=people.actor(people.dita))
    return [
        Visit("inventory:cart", reverse("inventory:cart", args=[cart.pk])),
        Visit("inventory:cart_check", reverse("inventory:cart_check", args=[cart.pk])),
        Visit("rooms:bell_edit", reverse("rooms:bell_edit", args=[people.school.pk, "regular"])),
        Visit("core:import_run in preview", reverse("core:import_run", args=[run.pk])),
        Visit("core:find with words", f"{reverse('core:find')}?q=elm"),
        Visit("library:found with words", f"{reverse('library:found')}?q=hatchet"),
        Visit("library:found without hits", f"{reverse('library:found')}?q=xqzzy&exactly=1"),
        Visit("core:audit without rows", f"{reverse('core:audit')}?q=nothing-is-called-that"),
        Visit(
            "counter:slip for a receipt printer",
            reverse("counter:slip", args=[Swap.objects.all()[0].pk]) + "?paper=receipt",
        ),
        Visit("not found", "/nothing-here/", 404),
    ]


def package_visits() -> list[Visit]:
    return [Visit(route.name, routes.address(route)) for route in routes.package_routes() if not route.takes_object]


@pytest.fixture
def kept_static_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser keeps style sheets and scripts from page to page, as it does at a school."""

    def serve(*given: Any, **named: Any) -> Any:
        answer = served(*given, **named)
        answer.headers["Cache-Control"] = "max-age=600"
        return answer

    served = handlers.serve  # type: ignore[attr-defined]  # the stubs leave it out
    monkeypatch.setattr(handlers, "serve", serve)


class Windows(NamedTuple):
    """Two windows on the same application, so that axe reads in one while the other loads."""

    desk: Page
    phone: Page


@pytest.fixture
def windows(chromium: Browser, live_server: Any, kept_static_files: None) -> Iterator[Windows]:
    contexts = []
    for width, scheme in SIZES:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        context.add_init_script(path=CHECKS)
        context.add_init_script(path=AXE_FILE_PATH)
        contexts.append(context)
    yield Windows(*(context.new_page() for context in contexts))
    for context in contexts:
        context.close()


def enter(windows: Windows, live_server: Any, account: Account) -> Client:
    """Signed in, in both windows and in Django's test client alike."""
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    for page in windows:
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return client


def faults_of(windows: Windows, visits: list[Visit]) -> dict[str, list[str]]:
    """What is wrong, by page; pages without fault are left out."""
    said: list[str] = []
    for page in windows:
        page.on("pageerror", lambda error: said.append(f"script error: {error}"))
        page.on("console", lambda line: said.append(f"console: {line.text}") if line.type == "error" else None)
    found = {}
    is_frame_seen = False
    for visit in visits:
        said.clear()
        windows.desk.goto(visit.address)
        # Bar, menu and bottom bar are the same on every page that has them: looked at in full on the first.
        has_frame = windows.desk.locator(".topbar").count() > 0
        faults = page_faults(windows, visit, is_frame_known=has_frame and is_frame_seen)
        is_frame_seen |= has_frame
        faults += [line for line in said if visit.status == 200 or "Failed to load resource" not in line]
        if faults:
            found[f"{visit.name} {visit.address}"] = faults
    return found


def page_faults(windows: Windows, visit: Visit, *, is_frame_known: bool) -> list[str]:
    """At a desk, where the page has been loaded, and on a phone, where it has not."""
    desk, phone = windows
    leave_out = FRAME if is_frame_known else []
    start_axe(desk, leave_out)
    phone.goto(visit.address)
    faults = axe_faults(desk)
    start_axe(phone, leave_out)
    faults += keyboard_faults(desk, "main" if is_frame_known else "body")
    return [*faults, *width_faults(desk), *axe_faults(phone), *width_faults(phone)]


def start_axe(page: Page, leave_out: list[str]) -> None:
    page.evaluate("leaveOut => { window.axeAnswer = firstbellChecks.axe(leaveOut); }", leave_out)


def axe_faults(page: Page) -> list[str]:
    return [f"axe: {fault}" for fault in page.evaluate("window.axeAnswer")]


def width_faults(page: Page) -> list[str]:
    """How far the page can be pushed sideways."""
    over, width = page.evaluate("(page => [page.scrollWidth - page.clientWidth, innerWidth])(document.documentElement)")
    return [f"{over} px wider than a window of {width} px"] if over > 0 else []


def keyboard_faults(page: Page, part: str) -> list[str]:
    faults: list[str] = page.evaluate("[...firstbellChecks.mouseOnly(), ...firstbellChecks.doubleKeys()]")
    if page.evaluate("document.activeElement === document.body"):
        page.keyboard.press("Tab")
    faults += page.evaluate("firstbellChecks.wrongStart()")
    faults += walk(page, part)
    if page.locator("#scanbox").count():
        page.locator("main").focus()
        page.keyboard.press("/")
        if page.evaluate("document.activeElement.id") != "scanbox":
            faults.append("“/” does not come to the scan box")
    return faults


def walk(page: Page, selector: str) -> list[str]:
    """Tab through a part of the page, and what that never came to or did not show."""
    # The key is held down, as a person does on a long page: half of what the browser is told.
    for _ in range(page.evaluate("part => firstbellChecks.start(part)", selector)):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    faults: list[str] = page.evaluate("part => firstbellChecks.missed(part)", selector)
    return faults


def as_text(faults: dict[str, list[str]]) -> str:
    return "\n".join(f"{page}\n" + "\n".join(f"    {fault}" for fault in found) for page, found in faults.items())


@pytest.mark.parametrize("part", range(SHARES))
def test_every_page_of_ours(windows: Windows, live_server: Any, settings: Any, part: int) -> None:
    people = district.furnish(ROWS)
    settings.FIRSTBELL_DEMO = True  # which shows the UI kit to everybody
    client = enter(windows, live_server, people.dita)
    asked = pages_to_be_asked_for(people)
    # A share asks for its own pages only: drawing every page in every share takes longer than looking at them.
    visits = (our_visits(people) + asked + package_visits())[part::SHARES]
    pages = pages_of(client, visits)
    assert set(asked) & set(visits) <= set(pages), "a page that is asked for does not answer"
    assert len(pages) > 100 / SHARES

    faults = faults_of(windows, pages)

    assert not faults, as_text(faults)


def test_every_page_at_the_door(windows: Windows) -> None:
    pages = pages_of(Client(), package_visits())
    assert "account_login" in {visit.name for visit in pages}

    faults = faults_of(windows, pages)

    assert not faults, as_text(faults)


@pytest.mark.parametrize("mode", ["words", "pictures"])
def test_the_catalogue_for_everybody(windows: Windows, live_server: Any, mode: str) -> None:
    """Without an account, in Spanish with pictures as well."""
    title, copy = furnish_library(make_cast().school, ROWS)
    if mode == "pictures":
        visitor = Client()
        visitor.post(reverse("library:mode"), {"language": "es", "young": "on"})
        name = settings.SESSION_COOKIE_NAME
        for page in windows:
            page.context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
    visits = [
        Visit("catalogue", reverse("library:catalogue")),
        Visit("topic", f"{reverse('library:catalogue')}?topic=animals"),
        Visit("found", f"{reverse('library:found')}?q=hachet"),
        Visit("nothing", f"{reverse('library:found')}?q=xqzzy&exactly=1"),
        Visit("title", reverse("library:title", args=[title.pk])),
        Visit("shelf", reverse("library:shelf", args=[copy.pk])),
        Visit("reader", reverse("library:reader")),
    ]

    faults = faults_of(windows, visits if mode == "words" else visits[:3])

    assert not faults, as_text(faults)
