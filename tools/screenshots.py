"""Pictures of every page of the demo, and what axe says of each.

    python -m tools.screenshots [--url http://127.0.0.1:8000] [--out build/screenshots] [--only counter] [--role tess]

Without ``--url`` it makes a demo of its own in a temporary folder, on a free port, and stops it again. Every page is
taken at 1280 × 800 and 390 × 844, light and dark, as the person who works with it: ``<page>-<width>-<theme>.png``.
``--docs`` takes only the pictures that README and docs show, at 1280 light, into docs/pictures. The exit code is 1 when
a page did not come up or axe found a violation.

FIRSTBELL_CHROMIUM names the browser when it is not in one of the usual places.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = ((1280, 800), (390, 844))
THEMES = ("light", "dark")
#: The parts of the demo's cast that take pictures, by the name used here.
ROLES = {
    "tess": "tess.okafor",
    "lib": "lib.moreau",
    "tia": "tia.lindqvist",
    "stu": "stu.alvarez",
    "cora": "cora.whitfield",
    "dita": "dita.novak",
    "nobody": "",
}
_STARTING_SECONDS = 400
_PATIENCE_MS = 15_000


@dataclass(frozen=True)
class Shot:
    """A page to be taken, as ``role`` sees it.

    ``follow`` goes on to the first link whose address matches, step by step. ``scans`` are typed at the counter one
    after the other (``{badge}``, ``{device}`` and ``{loaner}`` are Stu's and a loaner's codes), ``step`` is where the
    counter must stand then. ``press`` are keys pressed at last.
    """

    name: str
    path: str
    role: str = "tess"
    follow: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()
    step: str = ""
    press: tuple[str, ...] = ()
    in_docs: bool = False


#: Every page worth a look, in the order of the menu. A new page belongs here.
SHOTS = (
    Shot("sign-in", "/accounts/login/", "nobody"),
    Shot("demo", "/demo/", "nobody"),
    Shot("home-technician", "/", "tess", in_docs=True),
    Shot("home-teacher", "/", "tia"),
    Shot("home-student", "/", "stu"),
    Shot("home-district", "/", "dita"),
    Shot("shortcuts", "/", "tess", press=("?",)),
    Shot("find", "/find/?q=al", "tess"),
    Shot("counter", "/counter/", "tess"),
    Shot("counter-student", "/counter/", "tess", scans=("{badge}",), step="device"),
    Shot("counter-symptom", "/counter/", "tess", scans=("{badge}", "{device}"), step="symptom"),
    Shot("counter-loaner", "/counter/", "tess", scans=("{badge}", "{device}", "1"), step="loaner"),
    Shot(
        "counter-confirm",
        "/counter/",
        "tess",
        scans=("{badge}", "{device}", "1", "{loaner}"),
        step="confirm",
        in_docs=True,
    ),
    Shot("counter-unknown", "/counter/", "tess", scans=("NO-SUCH-CODE",)),
    Shot("counter-names", "/counter/", "tess", scans=("al",)),
    Shot("counter-new-student", "/counter/", "tess", scans=("n",)),
    Shot("counter-swaps", "/counter/swaps/", "tess"),
    Shot("counter-swap", "/counter/swaps/", "tess", follow=(r"/counter/swaps/\d+/$",)),
    Shot("counter-slip", "/counter/swaps/", "tess", follow=(r"/counter/swaps/\d+/$", r"/counter/swaps/\d+/slip/$")),
    Shot("counter-pools", "/counter/pools/", "tess"),
    Shot("campaigns", "/counter/campaigns/", "tess"),
    Shot("campaign-add", "/counter/campaigns/add/", "tess"),
    Shot("campaign", "/counter/campaigns/", "tess", follow=(r"/counter/campaigns/\d+/$",)),
    Shot("campaign-homeroom", "/counter/campaigns/", "tess", follow=(r"/counter/campaigns/\d+/$", r"\?section=\d+$")),
    Shot("campaign-station", "/counter/campaigns/", "tess", follow=(r"/counter/campaigns/\d+/$", r"/station/$")),
    Shot("conflicts", "/counter/conflicts/", "tess"),
    Shot("conflict", "/counter/conflicts/", "tess", follow=(r"/counter/conflicts/\d+/$",)),
    Shot("counter-offline", "/counter/offline/", "tess"),
    Shot("tickets", "/helpdesk/", "tess"),
    Shot("tickets-own", "/helpdesk/", "stu"),
    Shot("ticket", "/helpdesk/", "tess", follow=(r"/helpdesk/\d+/$",)),
    Shot("queue", "/helpdesk/queue/", "tess"),
    Shot("walk-plan", "/today/", "tess"),
    Shot("walk-plan-paper", "/today/print/", "tess"),
    Shot("stuck", "/today/stuck/", "tess"),
    Shot("end-of-day", "/today/evening/", "tess"),
    Shot("ticket-open", "/helpdesk/open/", "tess"),
    Shot("ticket-open-teacher", "/helpdesk/open/", "tia"),
    Shot("symptoms", "/helpdesk/symptoms/", "tess"),
    Shot("ticket-rules", "/helpdesk/rules/", "tess"),
    Shot("ticket-rule", "/helpdesk/rules/", "tess", follow=(r"/helpdesk/rules/\d+/$",)),
    Shot("ticket-rule-add", "/helpdesk/rules/add/", "tess"),
    Shot("service-levels", "/helpdesk/levels/", "tess"),
    Shot("service-level", "/helpdesk/levels/edit/", "tess"),
    Shot("clock-rule", "/helpdesk/levels/clock/", "tess"),
    Shot("ticket-evidence", "/helpdesk/", "tess", follow=(r"/helpdesk/\d+/$", r"/helpdesk/\d+/evidence/$")),
    Shot("ticket-escalate", "/helpdesk/?sort=number", "tess", follow=(r"/helpdesk/\d+/$", r"/helpdesk/\d+/escalate/$")),
    Shot("escalations", "/helpdesk/escalations/", "dita"),
    Shot("escalation", "/helpdesk/escalations/", "dita", follow=(r"/helpdesk/escalations/\d+/answer/$",)),
    Shot("escalation-setup", "/helpdesk/escalations/setup/", "dita"),
    Shot("escalation-reason", "/helpdesk/escalations/setup/", "dita", follow=(r"/helpdesk/escalations/reasons/\d+/$",)),
    Shot("escalation-route", "/helpdesk/escalations/route/", "dita"),
    Shot("loans", "/circulation/loans/", "tess"),
    Shot("loan", "/circulation/loans/", "tess", follow=(r"/circulation/loans/\d+/$",)),
    Shot("lend", "/circulation/lend/", "tess"),
    Shot("reservations", "/circulation/reservations/", "tess"),
    Shot("reservation", "/circulation/reservations/today/", "tess", follow=(r"/circulation/reservations/\d+/$",)),
    Shot("reservation-add", "/circulation/reservations/add/", "tess"),
    Shot("reservation-calendar", "/circulation/reservations/calendar/", "tess"),
    Shot("reservations-today", "/circulation/reservations/today/", "tess"),
    Shot("carts-out", "/circulation/carts/", "tess"),
    Shot("cart-out", "/circulation/carts/", "tess", follow=(r"/circulation/carts/\d+/$",)),
    Shot("kits", "/inventory/kits/", "tess"),
    Shot("kit", "/inventory/kits/", "tess", follow=(r"/inventory/\d+/$",)),
    Shot("kit-add", "/inventory/kits/add/", "tess"),
    Shot("accessories", "/inventory/accessories/", "tess"),
    Shot("model-goes-along", "/inventory/models/", "tess", follow=(r"/inventory/models/\d+/$",)),
    Shot("counter-pool", "/counter/pools/", "tess", follow=(r"/counter/pools/\d+/$",)),
    Shot("lending-rules", "/circulation/rules/", "tess"),
    Shot("lending-rule-add", "/circulation/rules/add/", "dita"),
    Shot("lending-preview", "/circulation/rules/preview/", "tess"),
    Shot("patron-groups", "/circulation/groups/", "dita"),
    Shot("named-dates", "/circulation/dates/", "dita"),
    Shot("items", "/inventory/", "tess"),
    Shot("item", "/inventory/", "tess", follow=(r"/inventory/\d+/$",)),
    Shot("carts", "/inventory/carts/", "tess"),
    Shot("models", "/inventory/models/", "tess"),
    Shot("labels", "/inventory/labels/", "tess"),
    Shot("label-printers", "/inventory/labels/printers/", "tess"),
    Shot("label-printer-add", "/inventory/labels/printers/add/", "tess"),
    Shot("label-words", "/inventory/labels/found/", "dita"),
    Shot("items-printed", "/inventory/?format=print&status=missing", "tess"),
    Shot("items-views", "/inventory/", "tess", press=("v",)),
    Shot("items-columns", "/inventory/", "tess", press=("c",)),
    Shot("people", "/people/", "tess"),
    Shot("person", "/people/", "tess", follow=(r"/people/\d+/$",)),
    Shot("person-add", "/people/add/", "tess"),
    Shot("me", "/people/me/", "stu"),
    Shot("gone", "/people/gone/", "tess"),
    Shot("sections", "/people/sections/", "tess"),
    Shot("section", "/people/sections/", "tia", follow=(r"/people/sections/\d+/$",)),
    Shot("sessions", "/people/sessions/", "tess"),
    Shot("organisations", "/people/organisations/", "dita"),
    Shot("organisation", "/people/organisations/", "dita", follow=(r"/people/organisations/\d+/$",)),
    Shot("roles", "/people/roles/", "dita"),
    Shot("role-rules", "/people/roles/rules/", "dita"),
    Shot("role-table", "/people/roles/table/", "dita"),
    Shot("account", "/people/account/", "tess"),
    Shot("sessions-own", "/sign-in/sessions/", "tess"),
    Shot("second-factors", "/accounts/2fa/", "tess"),
    Shot("providers", "/sign-in/providers/", "dita"),
    Shot("provider-add", "/sign-in/providers/add/google/", "dita"),
    Shot("sign-in-rules", "/sign-in/rules/", "dita"),
    Shot("kiosks", "/kiosk/kiosks/", "tess"),
    Shot("kiosk-add", "/kiosk/kiosks/add/", "tess"),
    Shot("fees", "/people/", "tess", follow=(r"/people/\d+/$", r"/circulation/people/\d+/fees/$")),
    Shot("places", "/rooms/", "tess"),
    Shot("place", "/rooms/", "tess", follow=(r"/rooms/\d+/$",)),
    Shot("calendar", "/rooms/calendar/", "tess"),
    Shot("bells", "/rooms/bells/", "tess"),
    Shot("imports", "/imports/", "dita"),
    Shot("import-new", "/imports/new/", "dita"),
    Shot("import", "/imports/", "dita", follow=(r"/imports/\d+/$",)),
    Shot("import-guards", "/imports/guards/", "dita"),
    Shot("moving-in", "/imports/moving-in/", "dita"),
    Shot("import-columns", "/imports/columns/", "dita"),
    Shot("import-columns-of-one", "/imports/columns/", "dita", follow=(r"/imports/columns/\d+/$",)),
    Shot("import-rules", "/imports/rules/", "dita"),
    Shot("audit", "/audit/", "dita"),
    Shot("tasks", "/tasks/", "dita"),
    Shot("schedule", "/tasks/schedule/", "dita"),
    Shot("notices", "/notices/", "tia"),
    Shot("notices-student", "/notices/", "stu"),
    Shot("notice-preferences", "/notices/preferences/", "tess"),
    Shot("notice-kinds", "/notices/kinds/", "dita"),
    Shot("notice-kind", "/notices/kinds/counter.loaner_lent/", "dita"),
    Shot("notice-wording", "/notices/kinds/counter.loaner_lent/email/es/", "dita"),
    Shot("notice-hours", "/notices/hours/", "dita"),
    Shot("notices-sent", "/notices/sent/", "dita"),
    Shot("notice-sent", "/notices/sent/", "dita", follow=(r"/notices/sent/\d+/$",)),
    Shot("webhooks", "/webhooks/", "dita"),
    Shot("webhook", "/webhooks/", "dita", follow=(r"/webhooks/\d+/$",)),
    Shot("webhook-add", "/webhooks/add/", "dita"),
    Shot("team-chats", "/webhooks/chats/", "dita"),
    Shot("team-chat-add", "/webhooks/chats/add/", "dita"),
    Shot("catalogue", "/library/", "nobody"),
    Shot("catalogue-signed-in", "/library/", "stu"),
    Shot("catalogue-found", "/library/search/?q=dogs", "nobody"),
    Shot("catalogue-nothing", "/library/search/?q=qqqqxx&exactly=1", "nobody"),
    Shot("catalogue-title", "/library/search/?q=dogs", "stu", follow=(r"/library/titles/\d+/$",)),
    Shot("catalogue-reviewed", "/library/lists/", "stu", follow=(r"/library/lists/\d+/$", r"/library/titles/\d+/$")),
    Shot("catalogue-like", "/library/like/?about=dogs&level=700L", "nobody"),
    Shot("catalogue-reader", "/library/reader/", "nobody"),
    Shot("catalogue-lists", "/library/lists/", "nobody"),
    Shot("catalogue-list", "/library/lists/", "nobody", follow=(r"/library/lists/\d+/$",)),
    Shot("catalogue-mine", "/library/my/", "stu"),
    Shot("catalogue-mine-list", "/library/my/", "stu", follow=(r"/library/my/lists/\d+/$",)),
    Shot("catalogue-mine-search", "/library/my/", "stu", follow=(r"/library/my/searches/\d+/$",)),
    Shot("catalogue-mine-teacher", "/library/my/", "tia"),
    Shot("library-lists", "/library/work/lists/", "lib"),
    Shot("library-list", "/library/work/lists/", "lib", follow=(r"/library/work/lists/\d+/$",)),
    Shot("library-list-add", "/library/work/lists/add/", "lib"),
    Shot("library-reviews", "/library/work/reviews/", "lib"),
    Shot("library-review-settings", "/library/work/reviews/settings/", "lib"),
    Shot("library-review-school", "/library/work/reviews/settings/", "lib", follow=(r"/settings/\d+/$",)),
    Shot("library-class-sets", "/library/work/class-sets/", "lib"),
    Shot("library-class-set", "/library/work/class-sets/", "lib", follow=(r"/library/class-sets/\d+/$",)),
    Shot("library-titles", "/library/work/", "lib"),
    Shot("library-title", "/library/work/", "lib", follow=(r"/library/work/titles/\d+/$",)),
    Shot("library-record", "/library/work/", "lib", follow=(r"/library/work/titles/\d+/$", r"/titles/\d+/marc/$")),
    Shot("library-brief", "/library/work/", "lib", follow=(r"/library/work/titles/\d+/$", r"/titles/\d+/edit/$")),
    Shot("library-cover", "/library/work/", "lib", follow=(r"/library/work/titles/\d+/$", r"/titles/\d+/cover/$")),
    Shot("library-copies", "/library/work/copies/", "lib"),
    Shot("library-copy", "/library/work/copies/", "lib", follow=(r"/library/work/copies/\d+/$",)),
    Shot("library-scan", "/library/work/copies/scan/", "lib"),
    Shot("library-add", "/library/work/add/", "lib"),
    Shot("library-catalogues", "/library/work/catalogues/", "lib"),
    Shot("library-labels", "/library/work/labels/", "lib"),
    Shot("library-numbers", "/library/work/numbers/", "lib"),
    Shot("library-shelf-checks", "/library/work/shelf-checks/", "lib"),
    Shot("library-weeding", "/library/work/weeding/", "lib"),
    Shot("library-weeding-rules", "/library/work/weeding/rules/", "lib"),
    Shot("library-shelving", "/library/work/shelving/", "lib"),
    Shot("library-setup", "/library/work/setup/", "lib"),
    Shot("library-profiles", "/library/profiles/", "lib"),
    Shot("library-export", "/library/export/", "lib"),
    Shot("cite", "/library/cite/", "stu"),
    Shot("citation-lists", "/library/cite/lists/", "stu"),
    Shot("pathfinders", "/library/pathfinders/", "stu"),
    Shot("pathfinders-made", "/library/pathfinders/list/", "lib"),
    Shot("pathfinder-add", "/library/pathfinders/add/", "lib"),
    Shot("databases", "/library/databases/", "stu"),
    Shot("database-add", "/library/databases/add/", "lib"),
    Shot("outbox", "/demo/outbox/", "dita"),
    Shot("api", "/api/v1/docs", "dita"),
    Shot("reports", "/reports/?period=term", "tess"),
    Shot("report-volume", "/reports/volume/?period=term", "tess"),
    Shot("report-promises", "/reports/promises/?period=term&small=hide", "tess"),
    Shot("report-load", "/reports/load/?period=term", "dita"),
    Shot("report-paper", "/reports/teaching/print/?period=term", "tess"),
    Shot("report-rules", "/reports/rules/", "tess"),
    Shot("styleguide", "/ui/", "tess"),
    Shot("not-found", "/nothing-here/", "tess"),
)


@dataclass(frozen=True)
class Demo:
    """A running demo: where it answers, and the codes of Stu and of a loaner at the same school."""

    url: str
    codes: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_demo() -> Iterator[Demo]:
    """``firstbell demo`` in a temporary folder, stopped and thrown away afterwards."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="firstbell-screenshots-") as folder:
        environment = {**os.environ, "FIRSTBELL_DATA": folder}
        command = [sys.executable, "-m", "firstbell", "demo", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/demo/", process)
            yield Demo(f"http://127.0.0.1:{port}", codes_of(Path(folder) / "demo" / "files" / "district.json"))
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the demo answers; making its district takes about a minute. Raises SystemExit when it does not come up."""
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"firstbell demo ended with code {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  our own http address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"{url} did not answer within {_STARTING_SECONDS} seconds")


def codes_of(manifest: Path) -> dict[str, str]:
    """Stu's badge and device and a loaner, from what the demo's generator wrote down; nothing when it is not there."""
    if not manifest.exists():
        return {}
    document = json.loads(manifest.read_text())
    stu, loaner = document["cast"].get("stu", {}), document.get("loaner", {})
    found = {"badge": stu.get("badge"), "device": stu.get("device_asset_tag") or stu.get("device_serial"),
             "loaner": loaner.get("asset_tag") or loaner.get("serial")}  # fmt: skip
    return {name: value for name, value in found.items() if value}


def find_chromium() -> str:
    wanted = os.environ.get("FIRSTBELL_CHROMIUM")
    found = wanted or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), "")
    if not found or not Path(found).exists():
        raise SystemExit("No Chromium found: sudo apt install chromium, or FIRSTBELL_CHROMIUM=/path/to/chromium")
    return found


def signed_in(browser: Browser, demo: Demo, role: str, size: tuple[int, int], theme: str) -> Page:
    """A fresh browser window in which that person has signed in with one click."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        has_touch=size[0] < 500,
    )
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    if ROLES[role]:
        page.goto(f"{demo.url}/demo/")
        page.locator(f'button[value="{ROLES[role]}"]').click()
        page.wait_for_url(lambda url: "/demo/" not in url)
    return page


def bring_up(page: Page, shot: Shot, demo: Demo) -> None:
    """The page as it is to be seen. Raises LookupError when the demo has no such thing to show."""
    answer = page.goto(demo.url + shot.path)
    if answer is not None and answer.status >= 400 and shot.name != "not-found":
        raise LookupError(f"{shot.path} answered {answer.status}")
    for pattern in shot.follow:
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        wanted = next((href for href in links if re.search(pattern, href)), None)
        if wanted is None:
            raise LookupError(f"{page.url} has no link like {pattern}")
        answer = page.goto(demo.url + wanted)
        if answer is not None and answer.status >= 400:
            raise LookupError(f"{wanted} answered {answer.status}")
    for scan in shot.scans:
        code = re.sub(r"\{(\w+)\}", lambda word: demo.codes.get(word[1], ""), scan)
        if not code:
            raise LookupError(f"no {scan} known; with --url give --files the demo's folder of exports")
        page.locator("#desk-scan").fill(code)
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
    if shot.step and (stands := page.locator("#desk").get_attribute("data-step")) != shot.step:
        said = page.locator("#desk-say").inner_text().replace("\n", " ")
        raise LookupError(f"the counter stands at “{stands}”, not at “{shot.step}”: {said}")
    for key in shot.press:
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")


def violations_of(page: Page) -> list[str]:
    """What axe finds on the page as it stands: one line per rule, with the first element it concerns."""
    found: dict[str, Any] = Axe().run(page).response
    lines = []
    for one in found["violations"]:
        nodes = one["nodes"]
        target = nodes[0]["target"][0] if nodes and nodes[0]["target"] else ""
        lines.append(f"{one['impact']}: {one['id']} ({one['help']}), {len(nodes)} ×, first {target}")
    return lines


def take(
    browser: Browser, demo: Demo, shots: list[Shot], out: Path, sizes: tuple[tuple[int, int], ...],
    themes: tuple[str, ...], name_of: Callable[[Shot, int, str], str],
) -> int:  # fmt: skip
    """Take them all and say what was wrong; the number of problems."""
    problems = 0
    out.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        for theme in themes:
            for role in dict.fromkeys(shot.role for shot in shots):
                page = signed_in(browser, demo, role, size, theme)
                for shot in (one for one in shots if one.role == role):
                    problems += take_one(page, shot, demo, out / name_of(shot, size[0], theme))
                page.context.close()
    return problems


def take_one(page: Page, shot: Shot, demo: Demo, target: Path) -> int:
    try:
        bring_up(page, shot, demo)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = violations_of(page)
        if wider > 1:
            found.append(f"the page is {wider} px wider than the window")
        page.screenshot(path=target, full_page=target.parent != PICTURES)
    except (LookupError, BrowserError) as error:
        found = [f"did not come up: {str(error).splitlines()[0]}"]
    print(f"{'ok ' if not found else 'BAD'} {target.name}", flush=True)
    for line in found:
        print(f"      {line}", flush=True)
    return len(found)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.screenshots", description="Pictures of every page of the demo."
    )
    parser.add_argument("--url", help="a running demo; otherwise one is made and stopped again")
    parser.add_argument("--files", type=Path, help="with --url: the demo's folder of exports, for the counter's codes")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", action="append", help="only pages whose name contains this; may be given again")
    parser.add_argument("--role", choices=sorted(ROLES), help="only what this person sees")
    parser.add_argument("--docs", action="store_true", help="the pictures of README and docs, into docs/pictures")
    return parser.parse_args()


def main() -> int:
    asked = options()
    shots = [
        shot
        for shot in SHOTS
        if (not asked.only or any(word in shot.name for word in asked.only))
        and (not asked.role or shot.role == asked.role)
        and (not asked.docs or shot.in_docs)
    ]
    if not shots:
        print("No page has such a name: " + ", ".join(shot.name for shot in SHOTS))
        return 2

    def taken(demo: Demo) -> int:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
            if asked.docs:
                return take(
                    browser, demo, shots, PICTURES, SIZES[:1], THEMES[:1], lambda shot, _w, _t: f"{shot.name}.png"
                )
            return take(
                browser,
                demo,
                shots,
                asked.out,
                SIZES,
                THEMES,
                lambda shot, width, theme: f"{shot.name}-{width}-{theme}.png",
            )

    if asked.url:
        codes = codes_of(asked.files / "district.json") if asked.files else {}
        problems = taken(Demo(asked.url.rstrip("/"), codes))
    else:
        with own_demo() as demo:
            problems = taken(demo)
    print(f"{len(shots)} pages; {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
