"""Many things at once: what the preview says is what happens, and each is taken back only when nothing came after."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.listing import bulk_runs
from firstbell.core.models import BulkRow, BulkRun, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.actions import set_condition
from firstbell.inventory.list_actions import LIST
from firstbell.inventory.models import Condition, Device, Status
from firstbell.inventory.tests.factories import make_device, make_funding_source, make_item_type
from firstbell.people.tests.factories import Cast, make_cast, signed_in
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db

Outcome = BulkRow.Outcome


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def run_of(action: str, things: list[Device], by: Actor) -> BulkRun:
    ids = [thing.pk for thing in things]
    return BulkRun.objects.create(
        owner_id=by.account_id or 0, listing=LIST, list_title="Things", action=action, back_url="/", ids=ids
    )


def sent(**values: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[name] = str(value)
    return data


def previewed(run: BulkRun, data: QueryDict, by: Actor) -> dict[str, int]:
    form = bulk_runs.form_of(run, data, by)
    assert form is not None
    assert form.is_valid(), form.errors
    return dict(bulk_runs.preview_run(run, form.cleaned_data, by).counts)


def take_back(by: Actor) -> str:
    return use_undo(UndoOffer.objects.latest("created_at").token, by=by)


CASES = ("move", "home", "condition", "funding", "type", "missing", "retire")


def answers(action: str, cast: Cast) -> QueryDict:
    place = make_place(cast.school, "Storage")
    return {
        "move": sent(place=place.code),
        "home": sent(home=place.code),
        "condition": sent(condition="poor", note=""),
        "funding": sent(funding_source=make_funding_source("esser").pk),
        "type": sent(item_type=make_item_type("loaner").pk),
        "missing": sent(last_seen="Room 12 on Monday", reporter="Tia"),
        "retire": sent(retire_reason="aue", data_removed="yes"),
    }[action]


FACTS = (
    "status",
    "place_id",
    "home_id",
    "condition",
    "funding_source_id",
    "item_type_id",
    "holder_id",
    "assigned_to_id",
)


def state(thing: Device) -> dict[str, Any]:
    return dict(Device.objects.filter(pk=thing.pk).values(*FACTS)[0])


@pytest.mark.parametrize("action", CASES)
def test_preview_apply_and_undo_agree(cast: Cast, action: str) -> None:
    by = cast.tess.actor
    room = make_place(cast.school, "Room 12")
    things = [
        make_device(cast.school, place=room, home=room),
        make_device(cast.school, assigned_to=cast.stu.person),
        make_device(cast.school, status=Status.DISPOSED),
        make_device(cast.other_school),
    ]
    before, data, run = [state(one) for one in things], answers(action, cast), run_of(action, things, by)
    counts = previewed(run, data, by)
    assert counts["refused"] >= 2
    bulk_runs.apply_run(run, data=data, by=by)
    done = bulk_runs.counts_of(run)
    assert done.get("changed", 0) == counts.get("change", 0) >= 1
    assert done.get("refused", 0) == counts["refused"]
    assert state(things[0]) != before[0]
    assert state(things[2:][0]) == before[2]
    assert previewed(run, data, by).get("change", 0) == 0  # what is done is nothing to do
    assert "could not" not in take_back(by)
    assert [state(one) for one in things] == before


@pytest.mark.parametrize("action", CASES)
def test_what_changed_since_stays(cast: Cast, action: str) -> None:
    by = cast.tess.actor
    one, other = make_device(cast.school), make_device(cast.school)
    bulk_runs.apply_run(run_of(action, [one, other], by), data=answers(action, cast), by=by)
    Device.objects.filter(pk=one.pk).update(
        condition=Condition.BROKEN, place=None, home=None, funding_source=None, item_type=make_item_type("cart-device")
    )
    Device.objects.filter(pk=one.pk, status=Status.MISSING).update(status=Status.LOST)
    kept = state(one)
    if action == "move":
        assert "1 could not be taken back" in take_back(by)
    else:
        take_back(by)
    assert state(one) == kept


def test_the_whole_way_by_hand(cast: Cast) -> None:
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    things = [make_device(cast.school) for _ in range(3)]
    make_device(cast.other_school)
    response = tess.post(url, {"do": "bulk", "action": "condition", "query": "", "row": [t.pk for t in things[:2]]})
    run_url = response["Location"]
    assert "What shall it be?" in tess.get(run_url).content.decode()
    looked = tess.get(run_url, {"look": "1", "condition": "poor", "note": "Scratched"})
    assert "Set the condition: 2 rows" in looked.content.decode()
    assert Device.objects.filter(condition="poor").count() == 0
    done = tess.post(run_url, {"condition": "poor", "note": "Scratched"}, follow=True)
    assert Device.objects.filter(condition="poor").count() == 2
    assert "Set the condition: 2 done." in done.content.decode()
    assert signed_in(cast.sam).get(run_url).status_code == 404
    assert "Set the condition" in tess.post(run_url, {"condition": "good", "note": ""}, follow=True).content.decode()
    assert Device.objects.filter(condition="poor").count() == 2
    undo = reverse("core:undo", args=[UndoOffer.objects.get().token])
    tess.post(undo)
    assert Device.objects.filter(condition="poor").count() == 0
    assert "Taken back: 2" in tess.get(run_url).content.decode()


def test_all_that_match_are_frozen_when_they_are_chosen(cast: Cast) -> None:
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    for _ in range(60):
        make_device(cast.school)
    missing = make_device(cast.school, status=Status.MISSING)
    tess.post(url, {"do": "bulk", "action": "condition", "query": "status=available&page=2", "all": "1"})
    run = BulkRun.objects.get()
    assert len(run.ids) == 60
    assert missing.pk not in run.ids
    later = make_device(cast.school)
    assert later.pk not in BulkRun.objects.get().ids
    assert run.back_url == f"{url}?status=available"


def test_nothing_chosen_and_nothing_allowed(cast: Cast) -> None:
    one = make_device(cast.school)
    url = reverse("inventory:items")
    page = signed_in(cast.tess).post(url, {"do": "bulk", "action": "condition", "query": ""}, follow=True)
    assert "Nothing is chosen." in page.content.decode()
    pat = signed_in(cast.pat)
    assert "Set the condition" not in pat.get(url).content.decode()
    pat.post(url, {"do": "bulk", "action": "condition", "query": "", "row": one.pk})
    assert not BulkRun.objects.exists()


def test_the_preview_asks_the_database_no_more_for_many(cast: Cast) -> None:
    by, client = cast.tess.actor, signed_in(cast.tess)
    counts = []
    for number in (3, 40):
        run = run_of("retire", [make_device(cast.school) for _ in range(number)], by)
        counts.append(queries(client, run))
    assert counts[0] == counts[1]


def queries(client: Client, run: BulkRun) -> int:
    url, data = reverse("core:bulk_run", args=[run.pk]), {"look": "1", "retire_reason": "aue", "data_removed": "yes"}
    client.get(url, data)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url, data).status_code == 200
    return len(captured)


def test_the_list_prints_and_exports_what_is_seen(cast: Cast) -> None:
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    one = make_device(cast.school, barcode="0042")
    make_device(cast.school, barcode="0043")
    paper = tess.post(url, {"do": "bulk", "action": "print", "query": "", "row": one.pk}, follow=True).content.decode()
    assert "0042" in paper
    assert "0043" not in paper
    book = tess.get(url, {"format": "xlsx"})
    assert book["Content-Disposition"].endswith('.xlsx"')
    assert b"".join(book).startswith(b"PK")


def test_a_condition_set_by_hand_since_is_kept(cast: Cast) -> None:
    by = cast.tess.actor
    one = make_device(cast.school)
    bulk_runs.apply_run(run_of("condition", [one], by), data=answers("condition", cast), by=by)
    set_condition(Device.objects.get(pk=one.pk), condition=Condition.BROKEN, by=by)
    assert "1 could not be taken back" in take_back(by)
    assert state(one)["condition"] == Condition.BROKEN
