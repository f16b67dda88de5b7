"""A school hands out its devices in the gym: four stations in real browsers, mistakes, and the network cut in the middle.

The truth is kept by this test alone: who physically walks away with which device. At the end the books must say the same.

    FIRSTBELL_GYM_DEVICES   how many devices (80; the whole school is 1600)
    FIRSTBELL_GYM_PACE      seconds a student takes at a station (0: as fast as the page answers)
    FIRSTBELL_GYM_CUT       seconds the network is away at least (0: a quarter of the students)
"""

import os
import random
import time
from collections import Counter as Tally
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from firstbell.circulation.actions import set_block
from firstbell.circulation.models import CirculationRule, Loan
from firstbell.counter.models import Campaign, Expectation, Scan, ScanConflict
from firstbell.counter.tests.factories import make_campaign
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_device, make_item_type, make_model
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section
from tests.browser.test_offline import SLOW, begun, make_ready, sign_in
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICES = int(os.environ.get("FIRSTBELL_GYM_DEVICES", "80"))
PACE = float(os.environ.get("FIRSTBELL_GYM_PACE", "0"))
CUT = float(os.environ.get("FIRSTBELL_GYM_CUT", "0"))
STATIONS = 4
MISTAKES = 0.02
AT_ONCE = 4  # students each station serves before this test looks around again

#: Types what a scanner would type, waits for the answer, goes on. Answers stand in window.driven.
DRIVER = """
(visits, pace) => {
  const form = document.getElementById("desk-form");
  const field = document.getElementById("desk-scan");
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const turn = () => Number(form.dataset.turn ?? 0);
  const enter = async (text) => {
    if (text === "") await sleep(420); // an Enter right behind a scan would be the scanner's own
    const before = turn();
    field.value = text;
    form.requestSubmit();
    while (turn() === before) await sleep(15);
    return document.getElementById("desk-say").dataset.tone;
  };
  window.driven = null;
  (async () => {
    const tones = [];
    for (const visit of visits) {
      const began = performance.now();
      const said = [];
      for (const text of visit) said.push(await enter(text));
      tones.push(said);
      await sleep(Math.max(0, pace * 1000 - (performance.now() - began)));
    }
    window.driven = tones;
  })();
}
"""


@dataclass
class Visit:
    """A student at a station: what is scanned, and what they walk away with."""

    student: int
    scans: list[str]
    leaves_with: str = ""
    kind: str = "plain"


@dataclass
class Gym:
    """The gym as it physically is."""

    cast: Cast
    campaign: Campaign
    students: list[Person]
    devices: list[str]
    extra: list[Person]
    spare: list[str]
    truth: dict[str, int] = field(default_factory=dict)
    kinds: Tally[str] = field(default_factory=Tally)

    def badge(self, student: int) -> str:
        return self.students[student].identifier


def build() -> Gym:
    cast = make_cast()
    model = make_model()
    CirculationRule.objects.get_or_create(
        organisation=None,
        patron_group=None,
        item_type=make_item_type(),
        name="max_open_of_type",
        defaults={"value": "1"},
    )
    students, sections = [], []
    for number in range(DEVICES):
        if number % 25 == 0:
            sections.append(make_section(cast.school, f"Homeroom {number // 25:02}"))
        students.append(
            make_person(cast.school, f"S{number:04}", "Gym", homeroom=sections[-1], identifier=f"B{number:05}")
        )
    devices = [make_device(cast.school, f"D{number:05}", model=model).barcode for number in range(DEVICES)]
    extra = [make_person(cast.school, name, "Gym", homeroom=sections[0]) for name in ("Greedy", "Late")]
    spare = [make_device(cast.school, f"SPARE{number}", model=model).barcode for number in range(3)]
    campaign = make_campaign(cast.school, *sections, accessories=("Charger",))
    return Gym(cast, campaign, students, devices, extra, spare)


def plan(gym: Gym, draw: random.Random) -> tuple[list[Visit], list[Visit]]:
    """Every student once, in order; two in a hundred go wrong in one way or the other. Then those who come again."""
    count = max(6, round(DEVICES * MISTAKES))
    kinds = [("handed", "lost", "double", "twice", "reserved", "nobody")[number % 6] for number in range(count)]
    at = dict(zip(sorted(draw.sample(range(36, DEVICES), count)), kinds, strict=True))
    lost = [make_device(gym.cast.school, f"LOST{number}").barcode for number in range(3)]
    Item.objects.filter(barcode__in=lost).update(status="lost")
    late = gym.students[-1]
    kept = Item.objects.get(barcode=gym.devices[-1])
    Expectation.objects.create(campaign=gym.campaign, person=late, item=kept, by="the test")
    visits, again = [], []
    for student, device in enumerate(gym.devices):
        badge, kind = gym.badge(student), at.get(student, "plain")
        scans = {
            "handed": [badge, gym.devices[student - 36], device, ""],  # that one has walked away already
            "lost": [badge, lost[student % 3], device, ""],
            "double": [badge, badge, device, device, ""],
            "reserved": [badge, kept.barcode, device, ""],
            "nobody": ["no such badge", badge, device, ""],
        }.get(kind, [badge, device, ""])
        visits.append(Visit(student, scans, device, kind))
        if kind == "twice":
            again.append(Visit(student, [badge], "", kind))
    return visits, again


@pytest.fixture
def stations(transactional_db: None, chromium: Browser, live_server: Any) -> Iterator[tuple[Gym, Wire, list[Page]]]:
    gym = build()
    with Wire(live_server.url) as wire:
        contexts: list[BrowserContext] = []
        pages = []
        for number in range(STATIONS):
            context = chromium.new_context(base_url=wire.url, viewport={"width": 1280, "height": 900})
            contexts.append(context)
            sign_in(context, gym.cast.tess if number % 2 else gym.cast.lib, wire)
            page = context.new_page()
            page.goto(f"/counter/campaigns/{gym.campaign.pk}/station/")
            pages.append(begun(page))
        yield gym, wire, pages
        for context in contexts:
            context.close()


def driven(page: Page) -> list[list[str]]:
    """What the page answered, once it has served its line. (The page's policy forbids Playwright's own waiting.)"""
    end = time.monotonic() + 120 + PACE * 4 * AT_ONCE
    while (tones := page.evaluate("window.driven")) is None:
        assert time.monotonic() < end, "a station stands still"
        page.wait_for_timeout(25)
    return list(tones)


def serve(gym: Gym, pages: list[Page], lines: list[list[Visit]]) -> None:
    """Each station serves its line; what leaves the gym is noted as it leaves."""
    for page, line in zip(pages, lines, strict=True):
        page.evaluate(f"([visits, pace]) => ({DRIVER})(visits, pace)", [[visit.scans for visit in line], PACE])
    for page, line in zip(pages, lines, strict=True):
        tones = driven(page)
        for visit, said in zip(line, tones, strict=True):
            gym.kinds[visit.kind] += 1
            if visit.leaves_with:
                assert said[-1] == "ok", (visit, said)
                gym.truth[visit.leaves_with] = gym.students[visit.student].pk
            if visit.kind in {"handed", "lost", "reserved"}:
                assert said[1] == "alarm", (visit, said)
            if visit.kind == "twice" and not visit.leaves_with:
                assert said[0] == "error", (visit, said)


def test_the_books_equal_the_truth(stations: tuple[Gym, Wire, list[Page]]) -> None:
    gym, wire, pages = stations
    visits, again = plan(gym, random.Random(7))
    for page in pages:
        make_ready(page)
    lines: list[list[Visit]] = [visits[number::STATIONS] for number in range(STATIONS)]
    total, done, cut_at, restored = max(len(line) for line in lines), 0, 0.0, False
    while done < total:
        share = done / total
        if not cut_at and share >= 0.4:
            wire.off()
            cut_at = time.monotonic()
            cheat(gym, pages)
        elif cut_at and not restored and share >= 0.65 and time.monotonic() - cut_at >= CUT:
            wire.on()
            restored = True
        elif cut_at and not restored and share >= 0.5 and done % 3 == 0:
            begun_again(pages[done % STATIONS])
        serve(gym, pages, [line[done : done + AT_ONCE] for line in lines])
        done += AT_ONCE
    wire.on()
    for page in pages:
        expect(page.locator("#link")).to_have_attribute("data-waiting", "0", timeout=30 * SLOW)
    serve(gym, pages, [again[number::STATIONS] for number in range(STATIONS)])
    assert {conflict.scan.code for conflict in ScanConflict.objects.select_related("scan")} == {"has_one", "blocked"}
    decide(gym, pages[1])
    books = {loan.item.barcode: loan.borrower_id for loan in Loan.objects.open().select_related("item")}
    assert books == gym.truth
    assert len(books) == DEVICES + 3
    offline = Scan.objects.filter(was_offline=True, kind="handout").count()
    assert offline >= DEVICES * 0.2
    assert Scan.objects.filter(kind="handout", outcome="done").count() == DEVICES + 1
    print(f"{DEVICES} devices, {offline} without network, {dict(gym.kinds)}")


def cheat(gym: Gym, pages: list[Page]) -> None:
    """In the cut: one student gets a device at two stations; another is blocked by the office and nobody can know."""
    greedy, late = gym.extra
    set_block(late, reason="Agreement withdrawn", by=gym.cast.tess.actor)
    first, second, third = gym.spare
    visits = [(greedy, first), (greedy, second), (late, third), None]
    lines = []
    for visit in visits:
        lines.append([] if visit is None else [Visit(0, [visit[0].identifier, visit[1], ""])])
        if visit is not None:
            gym.truth[visit[1]] = visit[0].pk
    serve(gym, pages, lines)


def decide(gym: Gym, page: Page) -> None:
    """Somebody looks: the devices are where the stations said. Decided on the page, with the keyboard."""
    for conflict in ScanConflict.objects.open():
        page.goto(f"/counter/conflicts/{conflict.pk}/")
        page.keyboard.press("s")
        expect(page.locator("body")).to_contain_text("Decided: take the station's")


def begun_again(page: Page) -> None:
    """In the middle of the cut somebody reloads the page."""
    page.reload()
    begun(page)
