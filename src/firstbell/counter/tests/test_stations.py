"""A station's requests: what is this code, who is missing, and how much each costs however large the district is."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.circulation.actions import lend_item, set_block
from firstbell.counter.models import Campaign, Expectation, Scan
from firstbell.counter.tests.factories import Gym, make_campaign, make_gym
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_device, make_management_record
from firstbell.people.tests.factories import Member, make_person, make_photo

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 12


@pytest.fixture
def gym() -> Gym:
    return make_gym()


class Browser:
    """One station's requests, as its script sends them."""

    def __init__(self, member: Member, campaign: Campaign) -> None:
        self.client = Client()
        self.client.force_login(member.account)
        self.campaign = campaign
        self.key = str(uuid4())
        self.statements = 0
        self.queries: list[str] = []

    def _counted(self, ask: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            response = ask()
        self.statements = len(captured)
        self.queries = [query["sql"] for query in captured.captured_queries]
        assert response.status_code == 200, response.content
        return response.json()

    def look(self, code: str, **desk: int) -> Any:
        url = f"/counter/campaigns/{self.campaign.pk}/station/look/"
        query: dict[str, Any] = {"code": code, **desk}
        return self._counted(lambda: self.client.get(url, query))

    def board(self, section: int | str) -> Any:
        url = f"/counter/campaigns/{self.campaign.pk}/station/board/"
        return self._counted(lambda: self.client.get(url, {"section": section, "station": self.key, "waiting": 3}))

    def send(self, *entries: dict[str, Any]) -> Any:
        now = int(timezone.now().timestamp() * 1000)
        rows = [
            {"key": str(uuid4()), "sequence": at, "campaign": self.campaign.pk, "at": now} | entry
            for at, entry in enumerate(entries)
        ]
        body = json.dumps({"station": self.key, "waiting": 0, "entries": rows})
        ask = lambda: self.client.post("/counter/sync/", body, content_type="application/json")  # noqa: E731
        return self._counted(ask)["results"]


def test_a_badge_a_device_and_what_speaks_against_it(gym: Gym) -> None:
    browser = Browser(gym.cast.tess, gym.campaign)
    ana = browser.look("700")
    assert (ana["kind"], ana["id"], ana["in_group"], ana["has"]) == ("person", gym.ana.pk, True, "")
    device = browser.look("2001", person=gym.ana.pk)
    assert (device["kind"], device["id"], device["doubts"]) == ("item", gym.devices[0].pk, [])
    browser.send({"kind": "handout", "person": gym.ana.pk, "item": gym.devices[0].pk})
    assert browser.look("700")["has"] == "2001"
    taken = browser.look("2001", person=gym.ben.pk)["doubts"][0]
    assert taken["code"] == "already_lent"
    assert "at Station 1" in taken["text"]
    assert browser.look("nothing at all") == {"kind": "nothing", "code": "nothing at all"}


def test_either_order_and_a_number_that_is_both(gym: Gym) -> None:
    make_device(gym.cast.school, "700")
    browser = Browser(gym.cast.tess, gym.campaign)
    assert browser.look("700")["kind"] == "person"
    assert browser.look("700", person=gym.ana.pk)["kind"] == "item"
    Expectation.objects.create(campaign=gym.campaign, person=gym.ben, item=gym.devices[0], by="x")
    assert browser.look("2001")["doubts"] == []
    assert browser.look("700", item=gym.devices[0].pk)["doubts"][0]["code"] == "reserved_other"


def test_a_block_is_told_with_its_reason_and_refused(gym: Gym) -> None:
    set_block(gym.ana, reason="Agreement is missing", by=gym.tess)
    browser = Browser(gym.cast.tess, gym.campaign)
    assert browser.look("700")["block"] == "Agreement is missing"
    sent = browser.send({"kind": "handout", "person": gym.ana.pk, "item": gym.devices[0].pk})[0]
    assert (sent["outcome"], sent["code"]) == ("refused", "blocked")


def test_a_collection_says_whose_it_is_and_what_comes_with_it(gym: Gym) -> None:
    campaign = make_campaign(gym.cast.school, gym.homeroom, kind="collection", accessories=("Charger",))
    lend_item(gym.devices[0], to=gym.ana, accessories=["Charger"], by=gym.tess)
    browser = Browser(gym.cast.tess, campaign)
    told = browser.look("2001")
    assert (told["person"]["name"], told["expected"]) == ("Ana Gym", True)
    assert told["along"] == [{"code": "charger", "name": "Charger"}]
    assert browser.look("2002")["doubts"][0]["code"] == "not_lent"
    stranger = make_person(gym.cast.school)
    lend_item(gym.devices[2], to=stranger, by=gym.tess)
    assert browser.look("2003")["doubts"][0]["code"] == "unexpected"
    Item.objects.filter(pk=gym.devices[0].pk).update(status="lost")
    assert browser.look("2001")["doubts"][0]["code"] == "lost"


def test_the_board_knows_who_has_who_misses_and_who_else_is_at_work(gym: Gym) -> None:
    set_block(gym.cal, reason="Agreement is missing", by=gym.tess)
    make_photo(gym.ana)
    first, second = Browser(gym.cast.tess, gym.campaign), Browser(gym.cast.lib, gym.campaign)
    first.send({"kind": "handout", "person": gym.ana.pk, "item": gym.devices[0].pk})
    second.send({"kind": "handout", "person": gym.ben.pk, "item": gym.devices[1].pk})
    told = first.board(gym.homeroom.pk)
    assert [(one["listed"], one["has"], one["block"]) for one in told["people"]] == [
        ("Gym, Ana", "2001", ""),
        ("Gym, Ben", "2002", ""),
        ("Gym, Cal", "", "Agreement is missing"),
    ]
    assert [one["photo"] for one in told["people"]] == [f"/people/{gym.ana.pk}/photo/small/", "", ""]
    assert first.look("700")["photo"] == told["people"][0]["photo"]
    assert told["figures"] == {"people": 3, "has": 2, "missing": 1}
    assert (told["mine"], told["all"]) == (1, 2)
    assert {(one["name"], one["done"], one["mine"]) for one in told["stations"]} == {
        ("Station 1", 1, True),
        ("Station 2", 1, False),
    }
    assert next(one for one in second.board(0)["stations"] if one["name"] == "Station 1")["waiting"] == 3


def test_every_scan_costs_at_most_twelve_statements_whatever_the_size(gym: Gym) -> None:
    figures = []
    for rows in (1, 60):
        _grow(gym, rows)
        browser, spent = Browser(gym.cast.tess, gym.campaign), []
        browser.board(0)  # the first request of a session also notes that it is alive
        asks: tuple[tuple[str, dict[str, int]], ...] = (
            ("700", {}),
            ("2001", {"person": gym.ana.pk}),
            ("2001", {}),
            ("700", {"item": gym.devices[0].pk}),
            ("nobody", {}),
        )
        for code, desk in asks:
            browser.look(code, **desk)
            spent.append(browser.statements)
            assert browser.statements <= MOST_STATEMENTS, (code, desk, browser.statements, browser.queries)
        browser.board(gym.homeroom.pk)
        spent.append(browser.statements)
        browser.send({"kind": "handout", "person": gym.ana.pk, "item": gym.devices[0].pk})
        spent.append(browser.statements)
        browser.send({"kind": "undo", "target": str(Scan.objects.get(kind="handout", undoing=None).key)})
        figures.append(spent)
    assert figures[0] == figures[1], figures


def _grow(gym: Gym, rows: int) -> None:
    for _ in range(rows):
        person = make_person(gym.cast.school, homeroom=gym.homeroom)
        make_management_record(make_device(gym.cast.school, assigned_to=person))
        lend_item(make_device(gym.cast.school), to=person, by=gym.tess)
