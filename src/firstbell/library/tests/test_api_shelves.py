"""Shelf checks, weeding and labels over REST: the same rules as on screen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from firstbell.inventory.models import Status
from firstbell.library.actions import want_labels
from firstbell.library.models import Copy, ShelvingPlace, WantedLabel, WeedingDecision, WeedingRule
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.library.tests.programs import Program
from firstbell.people.tests.factories import Cast, make_cast, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_a_shelf_is_read_and_what_was_not_seen_is_missing(cast: Cast) -> None:
    shelf = ShelvingPlace.objects.create(organisation=cast.school, code="fic", name="Fiction")
    first, second, third, gone = (
        make_copy(cast.school, make_title(f"Book {name}"), f"S-{name}", call_number=f"FIC {name}", shelving_place=shelf)
        for name in "ABCD"
    )
    Copy.objects.filter(pk=first.pk).update(status=Status.MISSING)
    lib = Program(cast.lib)
    body = {"organisation_id": cast.school.pk, "shelving_place_id": shelf.pk, "first": "FIC A", "last": "FIC D"}
    there = f"library/shelf-checks/{lib.post('library/shelf-checks', body, expect=201)['id']}"
    scan = lib.post(f"{there}/scans", {"code": "S-A"}, expect=201)
    assert (scan["finding"], scan["copy_id"], scan["title"]) == ("found", first.pk, "Book A")
    entries = {"entries": [{"code": "S-C"}, {"code": "S-B"}, {"code": "  "}, {"code": "NOBODY"}]}
    bulk = lib.post(f"{there}/scans/bulk", entries)
    assert (bulk["done"], bulk["refused"], bulk["outcomes"][2]["status"]) == (3, 1, 422)
    assert [one["code"] for one in lib.get(f"{there}/scans?finding=unknown")["items"]] == ["NOBODY"]
    (wrong,) = lib.get(f"{there}/misplaced")
    assert wrong["scan"]["copy_id"] in (second.pk, third.pk)
    assert [one["id"] for one in lib.get(f"{there}/unseen")["items"]] == [gone.pk]
    read = lib.get(there)
    assert (read["unseen"], read["figures"]["found"], read["figures"]["here"]) == (1, 1, 2)

    lib.post(f"{there}/missing", {"count": 1}, expect=409)
    assert lib.post(f"{there}/end")["ended_at"]
    lib.post(f"{there}/scans", {"code": "S-D"}, expect=409)
    lib.post(f"{there}/missing", {"count": 2}, expect=422)
    assert lib.post(f"{there}/missing", {"count": 1}) == {"count": 1}
    assert Copy.objects.get(pk=gone.pk).status == Status.MISSING
    assert lib.delete(f"{there}/missing", expect=200) == {"count": 1}
    assert Copy.objects.get(pk=gone.pk).status == Status.AVAILABLE
    assert [one["marked_at"] for one in lib.get("library/shelf-checks?is_over=true")["items"]] == [None]
    assert lib.get("library/shelf-checks?is_over=false")["items"] == []

    Program(make_member(cast.other_school, "Lou", "Oak", role="librarian")).get(there, expect=404)
    Program(cast.lib, lacking=May.COPY_EDIT).post(f"{there}/scans", {"code": "S-A"}, expect=403)
    lib.post("library/shelf-checks", {"organisation_id": cast.other_school.pk}, expect=404)


def test_what_rules_propose_is_listed_with_its_reasons_and_kept_all_the_same(cast: Cast) -> None:
    lib, today = Program(cast.lib), timezone.localdate()
    WeedingRule.objects.all().delete()
    old = make_copy(cast.school, make_title("Moon landing soon", year=1961), "W-1", call_number="629.4 MOO")
    make_copy(cast.school, make_title("Mars", year=today.year), "W-2", call_number="629.4 MAR")
    make_copy(cast.other_school, make_title("Space", year=1961), "W-3", call_number="629.4 SPA")
    body = {"name": "Space", "organisation_id": cast.school.pk, "first": "629", "last": "629", "max_age": 20,
            "look_for": "Pluto as a planet"}  # fmt: skip
    rule = lib.post("library/weeding-rules", body, expect=201)["id"]
    (one,) = lib.get(f"library/weeding?rule_id={rule}&organisation_id={cast.school.pk}")["items"]
    assert (one["copy_id"], one["year"], one["why"]) == (old.pk, 1961, "Space: older than 20 years")
    assert one["look_for"] == "Pluto as a planet"

    until = (today + dt.timedelta(days=300)).isoformat()
    lib.put(f"library/copies/{old.pk}/keeping", {"until": "2001-01-01"}, expect=422)
    assert lib.put(f"library/copies/{old.pk}/keeping", {"until": until, "reason": "Signed"})["reason"] == "Signed"
    assert lib.get("library/weeding")["items"] == []
    lib.delete(f"library/copies/{old.pk}/keeping")
    assert not WeedingDecision.objects.exists()
    assert len(lib.get("library/weeding")["items"]) == 1

    assert lib.put(f"library/weeding-rules/{rule}", body | {"max_age": 90})["max_age"] == 90
    lib.put(f"library/weeding-rules/{rule}", body | {"first": "630"}, expect=422)
    lib.post("library/weeding-rules", body | {"organisation_id": cast.other_school.pk}, expect=404)
    assert rule in [one["id"] for one in lib.get("library/weeding-rules?limit=200")["items"]]
    Program(cast.lib, lacking=May.COPY_EDIT).get("library/weeding", expect=403)
    lib.delete(f"library/weeding-rules/{rule}")
    assert not WeedingRule.objects.filter(pk=rule).exists()


def test_labels_wanted_are_listed_and_taken_off(cast: Cast) -> None:
    mine = make_copy(cast.school, make_title("Hatchet"), "L-1", call_number="FIC PAU")
    theirs = make_copy(cast.other_school, make_title("River"), "L-2", call_number="FIC RIV")
    want_labels([mine.pk], by=cast.lib.actor)
    other = WantedLabel.objects.create(copy=theirs, kind="spine")
    lib = Program(cast.lib)
    rows = lib.get("library/wanted-labels")["items"]
    assert {one["copy_id"] for one in rows} == {mine.pk}
    (spine,) = lib.get("library/wanted-labels?kind=spine")["items"]
    assert (spine["code"], spine["lines"]) == ("", ["FIC", "PAU"])
    ids = [one["id"] for one in rows]
    assert lib.post("library/wanted-labels/printed", {"ids": [*ids, other.pk]}) == {"count": 3}
    assert list(WantedLabel.objects.values_list("pk", flat=True)) == [other.pk]
    Program(cast.lib, lacking=May.COPY_EDIT).post("library/wanted-labels/printed", {"ids": [other.pk]}, expect=403)
