"""Photos at the counters: there for who may see them, initials for everybody else, and none taken along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from firstbell.counter.queries.packs import visit_pack
from firstbell.counter.tests.factories import Visit, make_visit
from firstbell.counter.tests.visiting import Desk
from firstbell.people.models import PhotoRule
from firstbell.people.tests.factories import Member, make_badge, make_member, make_photo, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(settings: Any, tmp_path: Path) -> Visit:
    settings.MEDIA_ROOT = tmp_path
    return make_visit()


def test_the_class_comes_with_its_photos_in_as_many_queries_as_without(visit: Visit) -> None:
    desk, children = Desk(visit), [visit.ana, visit.ben]
    assert {one["photo"] for one in desk.klass().values()} == {""}
    desk.klass()
    without = desk.statements
    for child in children:
        make_photo(child)
    told = desk.klass()
    assert desk.statements == without
    assert [told[child.given_name]["photo"] for child in children] == [
        f"/people/{child.pk}/photo/small/" for child in children
    ]
    assert signed_in(visit.cast.lib).get(told[children[0].given_name]["photo"]).status_code == 200
    assert desk.look(child=children[0])["photo"] == f"/people/{children[0].pk}/photo/small/"
    assert desk.statements <= 12
    PhotoRule.objects.update(is_on=False)
    assert {one["photo"] for one in desk.klass().values()} == {""}


def test_nothing_of_a_photo_is_taken_along(visit: Visit) -> None:
    for child in (visit.ana, visit.ben):
        make_photo(child)
    assert "photo" not in repr(visit_pack(visit.section, visit.cast.lib.actor))


def test_the_counter_and_the_lending_desk_show_the_borrower(visit: Visit) -> None:
    child = visit.ana
    make_photo(child)
    badge = make_badge(child).value
    clerk = make_member(visit.cast.school, "Cleo", "Clerk", role="counter_clerk")
    for member, shown in ((visit.cast.tess, True), (visit.cast.lib, True), (clerk, False)):
        page = signed_in(member).get(f"/circulation/lend/?person={badge}").content.decode()
        assert (f"/people/{child.pk}/photo/small/" in page) is shown
        assert (f"/people/{child.pk}/photo/small/" in _turn(member, badge)) is shown


def _turn(member: Member, code: str) -> str:
    """The ordinary counter after one scan."""
    client = signed_in(member)
    sealed = re.search(r'name="desk" value="([^"]*)"', client.get("/counter/").content.decode())
    assert sealed is not None
    values = {"desk": sealed.group(1), "scan": code}
    return client.post("/counter/", values, headers={"HX-Request": "true"}).content.decode()
