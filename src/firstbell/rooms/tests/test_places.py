"""Rooms, carts and shelves: who may change them, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from firstbell.core.audit import timeline
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.scan import resolve
from firstbell.core.search import search
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.actions.places import add_building, add_place, close_place, edit_place, reopen_place
from firstbell.rooms.models import Place
from firstbell.rooms.tests.factories import make_building, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def room(cast: Cast, **values: Any) -> Place:
    return add_place(cast.school, values={"name": "Room 204", "kind": "room", **values}, by=cast.tess.actor)


def test_a_place_is_found_by_its_label_and_by_its_name(cast: Cast) -> None:
    added = room(cast, code="EHS-0204")
    assert [match.id for match in resolve(" ehs-0204 ", cast.tess.actor)] == [added.pk]
    assert [hit.id for group in search("room 204", cast.tess.actor) for hit in group.hits] == [added.pk]
    assert [entry.summary for entry in timeline(Place.KIND_REF, added.pk)] == ["Room 204 added"]


def test_without_a_code_the_label_carries_school_and_number(cast: Cast) -> None:
    assert room(cast, number="204").code.endswith("-204")


def test_the_stranger_neither_finds_nor_changes_it(cast: Cast) -> None:
    added = room(cast, code="EHS-0204")
    assert resolve("EHS-0204", cast.sam.actor) == []
    assert search("room 204", cast.sam.actor) == []
    assert not Place.objects.visible_to(cast.sam.actor).exists()
    with pytest.raises(Forbidden):
        edit_place(added, values={"name": "Mine"}, by=cast.sam.actor)
    with pytest.raises(Forbidden):
        add_place(cast.school, values={"name": "x", "kind": "room"}, by=cast.tia.actor)


def test_a_code_belongs_to_one_place_in_the_district(cast: Cast) -> None:
    room(cast, code="R-1")
    with pytest.raises(Conflict, match=r"Room 204 at"):
        add_place(cast.other_school, values={"name": "Other", "kind": "room", "code": "r-1"}, by=cast.sam.actor)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": "  "}, "name"), ({"kind": "ship"}, "kind"), ({"code": "  ", "number": "", "name": ""}, "name")],
)
def test_what_is_missing_is_said_at_its_field(cast: Cast, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        room(cast, **values)
    assert caught.value.field == field


def test_a_place_stands_in_its_own_school_and_never_in_itself(cast: Cast) -> None:
    outer = room(cast, code="A")
    inner = add_place(
        cast.school, values={"name": "Cart 7", "kind": "cart", "code": "B", "parent": outer}, by=cast.tess.actor
    )
    with pytest.raises(Invalid, match="itself"):
        edit_place(outer, values={"parent": inner}, by=cast.tess.actor)
    foreign = make_place(cast.other_school)
    with pytest.raises(Invalid, match="another school"):
        room(cast, code="C", parent=foreign)
    with pytest.raises(Invalid, match="another school"):
        room(cast, code="D", building=make_building(cast.other_school))


def test_editing_says_what_changed_and_writes_nothing_when_nothing_did(cast: Cast) -> None:
    added = room(cast, code="A")
    edit_place(added, values={"name": "Room 205", "code": "A"}, by=cast.tess.actor)
    edit_place(added, values={"name": "Room 205"}, by=cast.tess.actor)
    entries = timeline(Place.KIND_REF, added.pk)
    assert [entry.changes for entry in entries] == [{"name": ["Room 204", "Room 205"]}, {}]


def test_closing_waits_until_it_is_empty_and_can_be_taken_back(cast: Cast) -> None:
    outer = room(cast, code="A")
    inner = make_place(cast.school, parent=outer)
    with pytest.raises(Conflict, match="stands in"):
        close_place(outer, by=cast.tess.actor)
    close_place(inner, by=cast.tess.actor)
    close_place(outer, by=cast.tess.actor)
    assert not Place.objects.current().exists()
    with pytest.raises(Conflict):
        close_place(outer, by=cast.tess.actor)
    assert reopen_place(outer, by=cast.tess.actor).closed_at is None
    with pytest.raises(Conflict):
        reopen_place(outer, by=cast.tess.actor)


def test_a_building_has_one_name_per_school(cast: Cast) -> None:
    add_building(cast.school, name="Main", by=cast.tess.actor)
    with pytest.raises(Conflict):
        add_building(cast.school, name=" main ", by=cast.tess.actor)
    with pytest.raises(Invalid):
        add_building(cast.school, name=" ", by=cast.tess.actor)
