"""Scans of a station through the action: handed out, taken back, refused, undone, each exactly once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from firstbell.circulation.actions import lend_item, set_block
from firstbell.circulation.models import Loan
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.models import Expectation, Scan, ScanConflict, Station
from firstbell.counter.tests.factories import Gym, entry, make_campaign, make_gym, make_station
from firstbell.inventory.models import Device, Item
from firstbell.inventory.tests.factories import make_loaner, make_place
from firstbell.people.actions.merges import merge_persons
from firstbell.people.models import Person
from firstbell.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def gym() -> Gym:
    return make_gym()


@pytest.fixture
def station(gym: Gym) -> Station:
    return make_station(gym.campaign, gym.tess)


def give(gym: Gym, station: Station, person: Person, device: Device, **values: Any) -> Scan:
    sent = entry("handout", person=person.pk, item=device.pk, **values)
    return record_scan(sent, station=station, by=gym.tess)


def test_a_device_is_handed_out_with_what_goes_along(gym: Gym, station: Station) -> None:
    at = timezone.now() - dt.timedelta(minutes=3)
    scan = give(gym, station, gym.ana, gym.devices[0], along=["charger"], at=at)
    assert (scan.outcome, scan.message) == ("done", "2001 is handed to Ana Gym with charger.")
    loan = Loan.objects.get()
    assert (loan.borrower, loan.lent_at, loan.accessories) == (gym.ana, at, ["Charger"])
    assert Item.objects.get(pk=gym.devices[0].pk).assigned_to == gym.ana
    assert AuditEntry.objects.filter(verb="circulation.item.lent").exists()


def test_codes_do_as_well_as_ids(gym: Gym, station: Station) -> None:
    sent = entry("handout", person_code="700", item_code=gym.devices[0].serial.lower())
    assert record_scan(sent, station=station, by=gym.tess).outcome == "done"
    assert Loan.objects.get().borrower == gym.ana


def test_the_same_key_again_is_the_same_scan(gym: Gym, station: Station) -> None:
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk)
    first = record_scan(sent, station=station, by=gym.tess)
    again = record_scan(replace(sent, confirmed=True), station=station, by=gym.tess)
    assert first.pk == again.pk
    assert again.outcome == "done"
    assert Loan.objects.count() == Scan.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("lost", "lost"),
        ("loaner", "wrong_kind"),
        ("reserved", "reserved_other"),
        ("stored", "belongs_other"),
        ("has one", "has_one"),
        ("lent", "already_lent"),
        ("stranger", "not_in_group"),
        ("opted out", "left_out"),
        ("another reserved", "other_reserved"),
        ("blocked", "blocked"),
        ("unknown badge", "unknown_person"),
        ("unknown device", "unknown_item"),
        ("in repair", "not_lendable"),
    ],
)
def test_what_is_refused_and_why(gym: Gym, station: Station, case: str, code: str) -> None:
    person, device = gym.ana, gym.devices[0]
    values: dict[str, Any] = {}
    if case == "lost":
        Item.objects.filter(pk=device.pk).update(status="lost")
    elif case == "loaner":
        device = make_loaner(gym.cast.school)
    elif case == "reserved":
        Expectation.objects.create(campaign=gym.campaign, person=gym.ben, item=device, by="x")
    elif case == "stored":
        Item.objects.filter(pk=device.pk).update(status="stored", assigned_to=gym.ben)
    elif case == "has one":
        lend_item(gym.devices[1], to=gym.ana, by=gym.tess)
    elif case == "lent":
        give(gym, station, gym.ben, device)
    elif case == "stranger":
        person = make_person(gym.cast.school)
    elif case == "opted out":
        Expectation.objects.create(campaign=gym.campaign, person=gym.ana, left_out="opted_out", by="x")
    elif case == "another reserved":
        Expectation.objects.create(campaign=gym.campaign, person=gym.ana, item=gym.devices[1], by="x")
    elif case == "blocked":
        set_block(gym.ana, reason="Agreement is missing", by=gym.tess)
    elif case == "unknown badge":
        values = {"person": None, "person_code": "nobody"}
    elif case == "unknown device":
        values = {"item": None, "item_code": "nothing"}
    elif case == "in repair":
        Item.objects.filter(pk=device.pk).update(status="in_repair")
    sent = replace(entry("handout", person=person.pk, item=device.pk), **values)
    before = Loan.objects.count()
    scan = record_scan(sent, station=station, by=gym.tess)
    assert (scan.outcome, scan.code) == ("refused", code), scan.message
    assert Loan.objects.count() == before
    assert not ScanConflict.objects.exists()


def test_the_second_is_told_who_did_it_when_and_where(gym: Gym, station: Station) -> None:
    give(gym, station, gym.ana, gym.devices[0])
    other = make_station(gym.campaign, gym.lib)
    sent = entry("handout", person=gym.ben.pk, item=gym.devices[0].pk)
    scan = record_scan(sent, station=other, by=gym.lib)
    assert "2001 is lent to Ana Gym since" in scan.message
    assert f"by {gym.tess.name} at Station 1." in scan.message
    assert other.name == "Station 2"


@pytest.mark.parametrize("case", ["not_in_group", "left_out", "other_reserved"])
def test_a_question_may_be_answered_with_yes(gym: Gym, station: Station, case: str) -> None:
    person = gym.ana
    if case == "not_in_group":
        person = make_person(gym.cast.school)
    elif case == "left_out":
        Expectation.objects.create(campaign=gym.campaign, person=gym.ana, left_out="exempt", by="x")
    else:
        Expectation.objects.create(campaign=gym.campaign, person=gym.ana, item=gym.devices[1], by="x")
    assert give(gym, station, person, gym.devices[0], sure=frozenset({case})).outcome == "done"


def test_a_stop_may_not(gym: Gym, station: Station) -> None:
    lend_item(gym.devices[1], to=gym.ana, by=gym.tess)
    scan = give(gym, station, gym.ana, gym.devices[0], sure=frozenset({"has_one"}))
    assert (scan.outcome, scan.code) == ("refused", "has_one")


def test_a_block_needs_a_reason_and_the_right(gym: Gym, station: Station) -> None:
    set_block(gym.ana, reason="Agreement is missing", by=gym.tess)
    sent = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk, reason="Signed just now")
    assert record_scan(sent, station=station, by=gym.lib).outcome == "refused"
    assert give(gym, station, gym.ana, gym.devices[0], reason="Signed just now").outcome == "done"
    assert Loan.objects.get().override_reason == "Signed just now"


def test_a_key_used_again_for_another_scan_is_refused_and_changes_nothing(gym: Gym, station: Station) -> None:
    first = entry("handout", person=gym.ana.pk, item=gym.devices[0].pk)
    done = record_scan(first, station=station, by=gym.tess)
    assert record_scan(first, station=station, by=gym.tess) == done
    others = (
        replace(first, item=gym.devices[1].pk),
        replace(first, item=None, item_code="2002"),
        replace(first, kind="collection"),
    )
    for other in others:
        with pytest.raises(Conflict, match="used for another one") as refused:
            record_scan(other, station=station, by=gym.tess)
        assert refused.value.code == "key_reused"
    assert Loan.objects.count() == 1


def test_a_device_comes_back_in_a_condition_and_without_its_charger(gym: Gym) -> None:
    shelf = make_place(gym.cast.school, "Cage")
    campaign = make_campaign(gym.cast.school, gym.homeroom, kind="collection", accessories=("Charger", "Case"))
    campaign.place = shelf
    campaign.save()
    lend_item(gym.devices[0], to=gym.ana, accessories=["Charger", "Case"], by=gym.tess)
    sent = entry("collection", item=gym.devices[0].pk, condition="poor", word="damaged", missing=["charger"])
    scan = record_scan(sent, station=make_station(campaign, gym.tess), by=gym.tess)
    assert scan.message == "2001 is back from Ana Gym: damaged, without charger."
    loan, item = Loan.objects.get(), Item.objects.get(pk=gym.devices[0].pk)
    assert (loan.return_condition, item.status, item.place) == ("poor", "available", shelf)
    again = entry("collection", item=gym.devices[0].pk)
    twice = record_scan(again, station=make_station(campaign, gym.lib), by=gym.lib)
    assert twice.code == "taken_back"
    assert "at Station 1" in twice.message


def test_undo_takes_all_of_it_back_for_a_minute(gym: Gym, station: Station) -> None:
    first = give(gym, station, gym.ana, gym.devices[0])
    assert not UndoOffer.objects.exists()
    sent = entry("undo", target=first.key)
    assert record_scan(sent, station=station, by=gym.tess).outcome == "done"
    assert not Loan.objects.exists()
    assert Item.objects.get(pk=gym.devices[0].pk).status == "available"
    assert record_scan(entry("undo", target=first.key), station=station, by=gym.tess).code == "nothing_to_undo"
    assert give(gym, station, gym.ana, gym.devices[0]).outcome == "done"
    early = timezone.now() - dt.timedelta(minutes=5)
    station = make_station(gym.campaign, gym.tess)
    old = give(gym, station, gym.ben, gym.devices[1], at=early)
    assert record_scan(entry("undo", target=old.key), station=station, by=gym.tess).code == "too_late"


def test_undo_is_only_for_who_did_it_and_not_for_a_stranger(gym: Gym, station: Station) -> None:
    first = give(gym, station, gym.ana, gym.devices[0])
    refused = record_scan(entry("undo", target=first.key), station=station, by=gym.lib)
    assert refused.code == "nothing_to_undo"
    with pytest.raises(Forbidden):
        record_scan(entry("handout"), station=station, by=gym.cast.sam.actor)
    with pytest.raises(Forbidden):
        record_scan(entry("handout"), station=station, by=gym.cast.stu.actor)


def test_a_lost_device_at_a_station_is_told_in_its_history(gym: Gym, station: Station) -> None:
    Item.objects.filter(pk=gym.devices[0].pk).update(status="stolen")
    scan = record_scan(entry("sighting", item=gym.devices[0].pk), station=station, by=gym.tess)
    assert scan.outcome == "done"
    told = AuditEntry.objects.get(verb="counter.lost_device_seen")
    assert "Station 1" in told.summary


def test_a_campaign_that_does_not_run_takes_only_what_was_done_before(gym: Gym, station: Station) -> None:
    gym.campaign.state = "closed"
    gym.campaign.save()
    assert give(gym, station, gym.ana, gym.devices[0]).code == "not_running"
    assert give(gym, station, gym.ana, gym.devices[0], confirmed=True).outcome == "done"


def test_a_scan_that_breaks_the_program_does_not_stop_the_others(
    gym: Gym, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_case: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(record_scan.__globals__["_HANDLERS"], "handout", broken)
    scan = give(gym, station, gym.ana, gym.devices[0], confirmed=True)
    assert (scan.outcome, scan.code) == ("conflict", "fault")


def test_somebody_else_s_key_is_refused(gym: Gym, station: Station) -> None:
    from firstbell.core.errors import Conflict

    key = uuid4()
    give(gym, station, gym.ana, gym.devices[0], key=key)
    with pytest.raises(Conflict):
        record_scan(entry("handout", key=key), station=station, by=gym.lib)


def test_two_entries_of_one_student_become_one_and_the_scan_stays_as_it_was_written(gym: Gym, station: Station) -> None:
    scan = give(gym, station, gym.ana, gym.devices[0])
    again = make_person(gym.cast.school, "Ana", "Gym", is_provisional=True)
    merge_persons(again, gym.ana, reason="Asked the office", by=gym.cast.dita.actor)
    scan.refresh_from_db()
    assert scan.person == gym.ana
    assert Loan.objects.get().borrower == again
