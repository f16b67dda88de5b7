"""A station of a hand-out: what a look costs, and scans sent one by one or as they waited in the outbox."""

from __future__ import annotations

import json
from dataclasses import replace
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.work import pages
from firstbell.core.scan import normalise
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.models import Campaign
from firstbell.counter.schemas import EntryIn
from firstbell.inventory.models import Item, ItemType, Product, Status
from firstbell.people.models import Account, Membership, Person, Section
from firstbell.people.queries import actor_of_account

_AT_ONCE = 25  # as static/counter/station/outbox.js sends
_ids: dict[str, int] = {}
_codes: dict[str, str] = {}
_pairs: list[tuple[int, int]] = []
_station = str(uuid4())


def enter(first: str, pairs: int) -> dict[str, Any]:
    """Tess's school hands out ``pairs`` devices to as many students who have none, made straight in the tables."""
    pages.enter(first)
    tess = Account.objects.select_related("person__organisation").get(username=pages.cast()["tess"]["username"])
    assert tess.person is not None
    school = tess.person.organisation
    kind = ItemType.objects.filter(purpose=ItemType.Purpose.ASSIGNMENT).order_by("pk")[0]
    product = Product.objects.create(name="Bench", item_type=kind)
    campaign = Campaign.objects.create(
        organisation=school, name="Bench", kind="handout", state="handing_out", item_type=kind, created_by="bench"
    )
    now = timezone.now()
    people = Person.objects.bulk_create(
        [
            Person(
                organisation=school, kind="student", given_name="Bench", family_name=f"Student {number}",
                sort_name=f"bench {number}", identifier=f"BENCH{number}", grade="07",
            )
            for number in range(pairs)
        ],
        batch_size=500,
    )  # fmt: skip
    Membership.objects.bulk_create(
        [Membership(person=person, organisation=school, role="student") for person in people], batch_size=500
    )
    items = Item.objects.bulk_create(
        [
            Item(
                product=product, item_type=kind, organisation=school, barcode=f"BENCH-{number}",
                barcode_norm=normalise(f"BENCH-{number}"), status=Status.AVAILABLE, status_since=now,
            )
            for number in range(pairs)
        ],
        batch_size=500,
    )  # fmt: skip
    _pairs[:] = [(person.pk, item.pk) for person, item in zip(people, items, strict=True)]
    person, item = _pairs.pop()
    _ids.update(campaign=campaign.pk, person=person, item=item)
    # What a board costs hangs on its campaign's size, not on the district's: one homeroom in both.
    homeroom = Section.objects.filter(organisation=school, kind="homeroom", homeroom_members__isnull=False).order_by(
        "pk"
    )[0]
    one = Campaign.objects.create(
        organisation=school, name="One", kind="handout", state="handing_out", item_type=kind, created_by="bench"
    )
    one.sections.set([homeroom])
    _ids.update({"one homeroom": one.pk, "homeroom": homeroom.pk})
    _codes.update(badge=f"BENCH{pairs - 1}", device=f"BENCH-{pairs - 1}")
    return {"pairs": len(_pairs)}


#: What is looked up, and what lies on the desk then.
LOOKS = {"badge": ("badge", ()), "device": ("device", ("person",)), "device first": ("device", ())}


def _look(scan: str) -> Any:
    if scan == "board":
        query: dict[str, Any] = {"section": _ids["homeroom"], "station": _station}
        return pages.client("tess").get(f"/counter/campaigns/{_ids['one homeroom']}/station/board/", query)
    code, desk = LOOKS[scan]
    query = {"code": _codes[code], **{name: _ids[name] for name in desk}}
    return pages.client("tess").get(f"/counter/campaigns/{_ids['campaign']}/station/look/", query)


def _answered(scan: str, response: Any) -> None:
    told = response.json() if response.status_code == 200 else {}
    if response.status_code != 200 or (scan != "board" and told.get("kind") not in {"person", "item"}):
        raise RuntimeError(f"The station refused {scan}: {response.status_code} {told}")


def visit(scan: str) -> dict[str, Any]:
    if scan == "hand out":
        return _handed()
    started = perf_counter()
    response = _look(scan)
    taken = perf_counter() - started
    _answered(scan, response)
    return {"seconds": taken}


def count(scan: str) -> dict[str, Any]:
    visit(scan)
    if scan == "hand out":
        return _handed(counted=True)
    with CaptureQueriesContext(connection) as captured:
        response = _look(scan)
    _answered(scan, response)
    return {"statements": len(captured)}


def _rows(pairs: list[tuple[int, int]], *, confirmed: bool) -> list[dict[str, Any]]:
    now = int(timezone.now().timestamp() * 1000)
    return [
        {
            "key": str(uuid4()), "sequence": number, "campaign": _ids["campaign"], "kind": "handout", "at": now,
            "person": person, "item": item, "confirmed": confirmed,
        }
        for number, (person, item) in enumerate(pairs)
    ]  # fmt: skip


def _send(rows: list[dict[str, Any]]) -> float:
    body = json.dumps({"station": _station, "entries": rows, "waiting": 0})
    started = perf_counter()
    response = pages.client("tess").post("/counter/sync/", body, content_type="application/json")
    taken = perf_counter() - started
    bad = [one for one in response.json()["results"] if one["outcome"] != "done"]
    if bad:
        raise RuntimeError(f"A scan was not taken: {bad[0]}")
    return taken


def _handed(*, counted: bool = False) -> dict[str, Any]:
    """One scan sent alone, as a station with network does; undone again, unmeasured."""
    rows = _rows([(_ids["person"], _ids["item"])], confirmed=False)
    with CaptureQueriesContext(connection) as captured:
        taken = _send(rows)
    undo = EntryIn.model_validate(rows[0] | {"key": str(uuid4()), "kind": "undo", "target": rows[0]["key"]})
    campaign = Campaign.objects.get(pk=_ids["campaign"])
    station = campaign.stations.select_related("organisation", "campaign").get()
    tess = actor_of_account(Account.objects.get(username=pages.cast()["tess"]["username"]))
    record_scan(undo.entry(), station=station, by=replace(tess, _scopes={}))
    begins = sum(one["sql"].startswith("BEGIN") for one in captured.captured_queries)
    return {"statements": len(captured) - begins} if counted else {"seconds": taken}


def sync(scans: int, *, offline: bool) -> dict[str, Any]:
    """So many scans, one by one or as they wait: seconds of the server."""
    pairs = [_pairs.pop() for _ in range(scans)]
    size = _AT_ONCE if offline else 1
    rows = [_rows(pairs[start : start + size], confirmed=offline) for start in range(0, scans, size)]
    return {"seconds": sum(_send(batch) for batch in rows)}
