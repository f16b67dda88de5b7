"""What comes in late: clocks that are wrong, scans that do not fit, answers that were lost, packs and whose they are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.circulation.actions import lend_item, return_item, set_block
from firstbell.circulation.models import Loan
from firstbell.core.models import AuditEntry
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.models import Scan, ScanConflict, Station, Swap
from firstbell.counter.tests.factories import Gym, entry, make_campaign, make_counter, make_gym, make_station, swap_at
from firstbell.counter.tests.test_stations import Browser
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device
from firstbell.people.tests.factories import make_badge, make_person

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def gym() -> Gym:
    return make_gym()


@pytest.fixture
def station(gym: Gym) -> Station:
    return make_station(gym.campaign, gym.tess)


def test_a_wrong_clock_is_corrected_by_what_was_measured(gym: Gym, station: Station) -> None:
    true = timezone.now() - 10 * MINUTE
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, at=true + 45 * MINUTE, offset=-45 * MINUTE)
    scan = record_scan(sent, station=station, by=gym.tess)
    assert (scan.at, scan.clock_note, scan.outcome) == (true, "", "done")
    assert Loan.objects.get().lent_at == true


def test_a_clock_that_runs_ahead_is_clamped_and_noted(gym: Gym, station: Station) -> None:
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, at=timezone.now() + 90 * MINUTE)
    scan = record_scan(sent, station=station, by=gym.tess)
    assert scan.outcome == "done"
    assert "89 minutes ahead" in scan.clock_note or "90 minutes ahead" in scan.clock_note
    assert scan.at <= timezone.now()


def test_a_clock_set_back_by_a_flat_battery_keeps_the_order(gym: Gym, station: Station) -> None:
    measured = timezone.now() - 30 * MINUTE
    first = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, at=measured + 5 * MINUTE, measured_at=measured)
    reset = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    second = entry("handout", person=gym.ben.pk, item=gym.devices[1].pk, at=reset, measured_at=measured)
    early = record_scan(first, station=station, by=gym.tess)
    late = record_scan(second, station=station, by=gym.tess)
    assert late.at == early.at
    assert "set back" in late.clock_note


def test_both_sides_of_a_conflict_say_who_when_and_where(gym: Gym, station: Station) -> None:
    other = make_station(gym.campaign, gym.lib)
    record_scan(entry("handout", person=gym.ben.pk, item=gym.devices[0].pk), station=other, by=gym.lib)
    at = timezone.now() - 3 * MINUTE
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, at=at, confirmed=True)
    scan = record_scan(sent, station=station, by=gym.tess)
    assert (scan.outcome, scan.code) == ("conflict", "already_lent")
    conflict = ScanConflict.objects.get()
    assert conflict.station_says[0].startswith(f"{gym.tess.name} handed 2001 to Ana Gym at ")
    assert conflict.station_says[0].endswith("Station 1.")
    assert "2001 is lent to Ben Gym since" in conflict.books_say[0]
    assert f"by {gym.lib.name} at Station 2." in conflict.books_say[0]
    assert AuditEntry.objects.filter(verb="counter.conflict_found").exists()


def test_a_no_whose_answer_was_lost_becomes_a_question(gym: Gym, station: Station) -> None:
    set_block(gym.ana, reason="Agreement is missing", by=gym.tess)
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk)
    assert record_scan(sent, station=station, by=gym.tess).outcome == "refused"
    again = record_scan(replace(sent, confirmed=True), station=station, by=gym.tess)
    assert Scan.objects.count() == 1
    assert ScanConflict.objects.get().scan == again
    record_scan(replace(sent, confirmed=True), station=station, by=gym.tess)
    assert ScanConflict.objects.count() == 1


def test_a_device_that_came_back_later_is_a_question(gym: Gym, station: Station) -> None:
    loan = lend_item(gym.devices[0], to=gym.ben, at=timezone.now() - 30 * MINUTE, by=gym.tess)
    return_item(loan, by=gym.tess)
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, at=timezone.now() - 5 * MINUTE, confirmed=True)
    assert record_scan(sent, station=station, by=gym.tess).code == "came_back_later"


def test_a_bad_one_never_keeps_the_others_waiting(gym: Gym) -> None:
    browser = Browser(gym.cast.tess, gym.campaign)
    good = {"kind": "handout", "person": gym.ana.pk, "item": gym.devices[0].pk}
    results = browser.send(
        {"kind": "handout", "person": 10**9, "item": gym.devices[1].pk, "confirmed": True},
        {"kind": "handout", "person": "nonsense"},
        {"kind": "handout", "campaign": 10**9, "person": gym.ana.pk, "item": gym.devices[1].pk},
        {"kind": "conjure"},
        {"at": 2**50},
        good,
    )
    assert [one["outcome"] for one in results] == ["conflict", "refused", "refused", "refused", "refused", "done"]
    assert results[1]["code"] == "unreadable"
    assert Loan.objects.get().borrower == gym.ana


def test_what_is_no_batch_is_refused_whole(gym: Gym) -> None:
    client = Client()
    client.force_login(gym.cast.tess.account)
    for body in (
        "nonsense",
        "[]",
        '{"station": "x", "entries": []}',
        json.dumps({"station": str(uuid4()), "entries": 5}),
    ):
        assert client.post("/counter/sync/", body, content_type="application/json").status_code == 422
    many = json.dumps({"station": str(uuid4()), "entries": [{}] * 101})
    assert client.post("/counter/sync/", many, content_type="application/json").status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(gym.cast.tess.account)
    assert strict.post("/counter/sync/", "{}", content_type="application/json").status_code == 403


def test_a_pack_has_the_least_and_says_that_it_was_taken(gym: Gym) -> None:
    make_badge(gym.ana)
    set_block(gym.ben, reason="Owes a lot", by=gym.tess)
    outsider = make_person(gym.cast.school)
    client = Client()
    client.force_login(gym.cast.tess.account)
    response = client.post("/counter/pack/", {"campaign": gym.campaign.pk})
    told = response.json()
    assert {one["id"] for one in told["people"]} == {gym.ana.pk, gym.ben.pk, gym.cal.pk}
    assert outsider.name not in response.content.decode()
    assert set(told["people"][0]) == {"id", "name", "listed", "section", "codes", "blocked", "left_out", "waiting"}
    assert "Owes a lot" not in response.content.decode()
    assert told["expires"] - told["now"] == 12 * 3600 * 1000
    taken = AuditEntry.objects.get(verb="counter.offline_data_taken")
    assert "3 people's names" in taken.summary
    sam = Client()
    sam.force_login(gym.cast.sam.account)
    assert sam.post("/counter/pack/", {"campaign": gym.campaign.pk}).status_code == 404
    assert sam.post("/counter/pack/", {"school": gym.cast.school.pk}).status_code == 404


def test_a_swap_and_a_return_made_without_network() -> None:
    counter = make_counter()
    browser = Browser(counter.cast.tess, make_campaign(counter.cast.school))
    at = int((timezone.now() - 5 * MINUTE).timestamp() * 1000)
    place: dict[str, Any] = {"campaign": None, "school": counter.cast.school.pk, "confirmed": True, "at": at}
    sent = {"kind": "swap", "person": counter.stu.pk, "item": counter.own.pk, "loaner": counter.loaner.pk}
    sent |= {"symptom": "screen", "key": str(uuid4())}
    first = browser.send(place | sent)[0]
    assert first["outcome"] == "done", first
    assert browser.send(place | sent)[0]["message"] == first["message"]
    swap = Swap.objects.get()
    assert swap.loan is not None
    assert swap.at == swap.loan.lent_at < timezone.now() - 4 * MINUTE
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    back = {"kind": "swap_return", "item": counter.own.pk, "loaner": counter.loaner.pk}
    assert browser.send(place | back | {"at": at + 240_000})[0]["outcome"] == "done"
    swap.refresh_from_db()
    assert swap.finished_at is not None


def test_an_offline_swap_whose_loaner_is_gone_is_a_question() -> None:
    counter = make_counter()
    ana = make_person(counter.cast.school, "Ana", "Gómez")
    lend_item(counter.loaner, to=ana, by=counter.tess)
    browser = Browser(counter.cast.tess, make_campaign(counter.cast.school))
    place: dict[str, Any] = {"campaign": None, "school": counter.cast.school.pk, "confirmed": True}
    sent = {"kind": "swap", "person": counter.stu.pk, "item": counter.own.pk, "loaner": counter.loaner.pk}
    assert browser.send(place | sent | {"symptom": "screen"})[0]["outcome"] == "conflict"
    assert "Ana Gómez" in ScanConflict.objects.get().books_say[0]
    loan = Loan.objects.get()
    assert browser.send(place | {"kind": "swap_return", "item": counter.loaner.pk})[0]["outcome"] == "done"
    loan.refresh_from_db()
    assert loan.returned_at is not None
    swap = swap_at(counter)
    assert browser.send(place | {"kind": "swap_return", "item": counter.loaner.pk})[0]["outcome"] == "done"
    swap.refresh_from_db()
    assert swap.is_open
