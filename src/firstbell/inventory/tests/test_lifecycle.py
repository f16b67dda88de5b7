"""The lifecycle table: equal to the domain's, without dead ends, enforced with its permissions and answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, FirstbellError, Forbidden, Invalid
from firstbell.inventory import lifecycle
from firstbell.inventory.actions import change_status, put_on_shelf, quarantine_item, send_to_triage
from firstbell.inventory.lifecycle import TRANSITIONS, Need, Transition, transitions_from
from firstbell.inventory.models import Device, Item, ItemType, Status, StatusChange
from firstbell.inventory.tests.factories import make_device, make_funding_source, make_item_type, make_place
from firstbell.people.tests.factories import make_cast, make_organisation

S = Status
ANY = frozenset(Status) - lifecycle.GONE
#: Section 3.2 of the domain notes: from, to, and what is required. Loaners come from “side states”.
DOMAIN: list[tuple[frozenset[Status], Status, set[str]]] = [
    (frozenset({S.ORDERED}), S.RECEIVED, {"order_line", "condition", "box_damaged", "damage"}),
    (frozenset({S.RECEIVED}), S.STAGING, {"barcode", "funding_source"}),
    (frozenset({S.STAGING}), S.AVAILABLE, {"checks"}),
    (frozenset({S.AVAILABLE}), S.ASSIGNED, set()),
    (frozenset({S.AVAILABLE}), S.PLACED, {"place", "slot"}),
    (frozenset({S.LOANER_AVAILABLE}), S.ON_LOAN, set()),
    (frozenset({S.ON_LOAN}), S.LOANER_AVAILABLE, set()),
    (frozenset({S.ASSIGNED, S.PLACED}), S.IN_TRIAGE, {"symptom", "is_damaged", "damage"}),
    (frozenset({S.IN_TRIAGE}), S.AVAILABLE, {"fix"}),
    (frozenset({S.IN_TRIAGE}), S.IN_REPAIR, {"repair", "coverage"}),
    (frozenset({S.IN_REPAIR}), S.READY_RETURN, {"parts", "minutes", "checks"}),
    (frozenset({S.IN_REPAIR}), S.AT_VENDOR, {"vendor", "rma", "tracking", "expected_on"}),
    (frozenset({S.AT_VENDOR}), S.IN_REPAIR, {"returned_serial"}),
    (ANY - {S.MISSING, S.LOST, S.STOLEN}, S.MISSING, {"last_seen", "reporter"}),
    (frozenset({S.MISSING}), S.LOST, {"search_ended", "letter_sent"}),
    (frozenset({S.MISSING}), S.STOLEN, {"police_report", "reported_on"}),
    (frozenset({S.LOST, S.STOLEN}), S.RECOVERED, {"found_where", "found_by", "condition", "unlocked", "fee_reviewed"}),
    (frozenset({S.RECOVERED}), S.IN_TRIAGE, {"symptom"}),
    (ANY - {S.QUARANTINE}, S.QUARANTINE, {"hazard", "place", "not_charging"}),
    (ANY - {S.RETIRING, S.DONOR}, S.RETIRING, {"retire_reason", "data_removed"}),
    (frozenset({S.RETIRING}), S.DONOR, set()),
    (frozenset({S.RETIRING}), S.DISPOSED, {"method", "certificate", "released", "uninsured"}),
    (frozenset({S.RETIRING}), S.SOLD, set()),
]


def test_every_way_of_the_domain_is_in_the_table_with_what_it_requires() -> None:
    for sources, to, required in DOMAIN:
        for source in sources:
            ways = [one for one in TRANSITIONS if one.to == to and source in one.sources]
            assert ways, f"{source} → {to}"
            assert all(required <= {need.name for need in one.needs} for one in ways), f"{source} → {to}"


def test_whatever_the_table_adds_says_why() -> None:
    known = {(source, to) for sources, to, _ in DOMAIN for source in sources}
    silent = [
        (source, one.to)
        for one in TRANSITIONS
        for source in one.sources
        if (source, one.to) not in known and not one.why
    ]
    assert not silent


def test_no_status_is_a_dead_end_or_out_of_reach() -> None:
    leaving = {source for one in TRANSITIONS for source in one.sources}
    assert frozenset(Status) - leaving == lifecycle.GONE
    reached, border = {S.ORDERED}, {S.ORDERED}
    while border:
        border = {one.to for one in TRANSITIONS if one.sources & border} - reached
        reached |= border
    assert reached == set(Status)


def test_one_way_at_most_between_two_statuses_for_a_purpose() -> None:
    """Else ``change_status`` would not know which answers to ask for."""
    seen: set[tuple[Status, Status, str]] = set()
    for one in TRANSITIONS:
        for source in one.sources:
            for purpose in one.purposes or frozenset(ItemType.Purpose.values):
                key = (source, one.to, purpose)
                assert key not in seen, key
                seen.add(key)


def test_a_name_asks_one_kind_of_question() -> None:
    kinds: dict[str, str] = {}
    for one in TRANSITIONS:
        for need in one.needs:
            assert kinds.setdefault(need.name, need.kind) == need.kind


def answer(need: Need, world: dict[str, Any]) -> Any:
    return {
        "text": "A1",
        "long_text": "as told",
        "number": 5,
        "date": dt.date(2026, 11, 24),
        "choice": need.choices[0][0] if need.choices else "",
        "yes_no": True,
        "checklist": [code for code, _ in need.choices],
        "place": world["place"],
        "condition": "good",
        "barcode": world["tag"],
        "funding": world["funding"],
    }[need.kind]


def ways() -> list[tuple[Status, Transition]]:
    return [(source, one) for one in TRANSITIONS if not one.by_lending for source in sorted(one.sources)]


@pytest.mark.django_db
def test_every_way_can_be_gone_with_its_answers_and_not_without_any_of_them() -> None:
    cast = make_cast()
    by = system_actor()
    world = {"place": make_place(cast.school), "tag": "TAG-9001", "funding": make_funding_source()}
    types = {purpose: make_item_type(f"type-{purpose}", purpose=purpose) for purpose in ItemType.Purpose.values}
    items = {purpose: make_device(cast.school, item_type=kind) for purpose, kind in types.items()}
    for source, step in ways():
        device = items[min(step.purposes or ["loaner"])]
        full = {need.name: answer(need, world) for need in step.needs}
        for need in step.needs:
            if not need.is_due(full):
                continue
            Item.objects.filter(pk=device.pk).update(status=source, barcode_norm="")
            lacking = {name: value for name, value in full.items() if name != need.name}
            if need.only_if is None:
                with pytest.raises(Invalid) as refused:
                    change_status(device, step.to, details=lacking, by=by)
                assert refused.value.field == need.name
        Item.objects.filter(pk=device.pk).update(status=source, barcode_norm="")
        change_status(device, step.to, details=full, by=by)
        device.refresh_from_db()
        assert device.status == step.to
        Item.objects.filter(pk=device.pk).update(barcode_norm="")


@pytest.mark.django_db
def test_whoever_lacks_the_permission_is_refused_everywhere() -> None:
    cast = make_cast()
    device = make_device(cast.school)
    for source, step in ways():
        Item.objects.filter(pk=device.pk).update(status=source)
        device.refresh_from_db()
        if not step.fits(device):
            continue
        for nobody in (cast.sam, cast.stu, cast.tia, cast.cora):
            with pytest.raises(Forbidden):
                change_status(device, step.to, by=nobody.actor)


@pytest.fixture
def device(db: None) -> Device:
    return make_device(make_organisation())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.sampled_from(Status.values), max_size=6))
def test_whatever_is_tried_only_the_table_happens(device: Device, wanted: list[str]) -> None:
    """Nobody gets anywhere by asking for statuses in any order without answers."""
    Device.objects.filter(pk=device.pk).update(status=Status.AVAILABLE)
    device.refresh_from_db()
    allowed = {(s, one.to) for one in TRANSITIONS if not any(n.is_due({}) for n in one.needs) for s in one.sources}
    for to in wanted:
        before = device.status
        try:
            change_status(device, to, by=system_actor())
        except FirstbellError:
            assert device.status == before
        else:
            assert (before, to) in allowed


@pytest.mark.django_db
def test_lost_needs_more_than_a_technician() -> None:
    cast = make_cast()
    device = make_device(cast.school, status=Status.MISSING)
    answers = {"search_ended": "2026-11-20", "letter_sent": True}
    with pytest.raises(Forbidden):
        change_status(device, Status.LOST, details=answers, by=cast.tess.actor)
    change_status(device, Status.LOST, details=answers, by=cast.pat.actor)
    assert device.status == Status.LOST


@pytest.mark.django_db
def test_disposal_is_district_its() -> None:
    cast = make_cast()
    device = make_device(cast.school, status=Status.RETIRING)
    assert Status.DISPOSED not in {one.to for one in transitions_from(device, cast.tess.actor)}
    assert Status.DISPOSED in {one.to for one in transitions_from(device, cast.dita.actor)}


@pytest.mark.django_db
def test_triage_freezes_who_had_it_and_keeps_whose_it_is() -> None:
    cast = make_cast()
    device = make_device(cast.school, assigned_to=cast.stu.person)
    shelf = make_place(cast.school, kind="shelf")
    send_to_triage(device, symptom="cracked screen", is_damaged=True, note="fell", place=shelf, by=cast.lib.actor)
    device.refresh_from_db()
    assert (device.status, device.holder, device.assigned_to, device.place) == (
        Status.IN_TRIAGE, None, cast.stu.person, shelf,
    )  # fmt: skip
    told = StatusChange.objects.get(item=device)
    assert (told.holder, told.details["symptom"], told.reason) == (cast.stu.person, "cracked screen", "fell")
    with pytest.raises(Conflict, match="In triage"):
        send_to_triage(device, symptom="again", is_damaged=False, by=cast.lib.actor)


@pytest.mark.django_db
def test_a_missing_device_brought_broken_is_found_first() -> None:
    cast = make_cast()
    device = make_device(cast.school, status=Status.MISSING, holder=cast.stu.person)
    send_to_triage(device, symptom="dead", is_damaged=False, by=cast.tess.actor)
    assert [change.new for change in StatusChange.objects.order_by("id")] == ["recovered", "in_triage"]


@pytest.mark.django_db
def test_repaired_goes_to_the_shelf_only_when_tested() -> None:
    cast = make_cast()
    device = make_device(cast.school, status=Status.IN_REPAIR, assigned_to=cast.stu.person, holder=None)
    shelf = make_place(cast.school, kind="shelf")
    with pytest.raises(Invalid, match="Starts and charges"):
        put_on_shelf(device, place=shelf, fix="new screen", parts="screen", is_tested=False, by=cast.tess.actor)
    put_on_shelf(device, place=shelf, fix="new screen", parts="screen", minutes=25, by=cast.tess.actor)
    device.refresh_from_db()
    assert (device.status, device.place, device.assigned_to) == (Status.READY_RETURN, shelf, cast.stu.person)


@pytest.mark.django_db
def test_a_hot_battery_is_isolated_and_unplugged() -> None:
    cast = make_cast()
    device = make_device(cast.school, assigned_to=cast.stu.person)
    bin_ = make_place(cast.school, "Metal bin", kind="storage")
    with pytest.raises(Invalid, match="must not be charged"):
        change_status(
            device, Status.QUARANTINE, details={"hazard": "battery", "place": bin_, "not_charging": False},
            by=cast.lib.actor,
        )  # fmt: skip
    quarantine_item(device, hazard="battery", place=bin_, by=cast.lib.actor)
    device.refresh_from_db()
    assert (device.status, device.place, device.assigned_to) == (Status.QUARANTINE, bin_, cast.stu.person)


@pytest.mark.django_db
def test_lending_is_not_a_button() -> None:
    cast = make_cast()
    device = make_device(cast.school)
    assert not [one for one in transitions_from(device, cast.tess.actor) if one.by_lending]
    with pytest.raises(Conflict, match="lending"):
        change_status(device, Status.ASSIGNED, by=cast.tess.actor)
