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

from tools.shots import SHOTS, Shot

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
        page.goto("about:blank")  # else its late end would interrupt the next page
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
