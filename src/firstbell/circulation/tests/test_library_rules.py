"""The librarian sets the rules of library material at the own school, and nobody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.circulation.actions import remove_named_due_date, remove_rule, save_named_due_date, set_rule
from firstbell.circulation.models import CirculationRule, ClassVisit, NamedDueDate
from firstbell.circulation.queries.matrix import library_matrix, somebody
from firstbell.circulation.tests.factories import make_patron_group, make_rule
from firstbell.core.errors import Forbidden, Invalid
from firstbell.inventory.models import ItemType
from firstbell.inventory.tests.factories import make_item_type
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Section
from firstbell.people.tests.factories import Cast, make_cast, make_section, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


@pytest.fixture
def book() -> ItemType:
    """A type of its own, so that nothing shipped speaks of it."""
    return make_item_type("comic", purpose="library", is_private=True)


def test_a_librarian_sets_library_types_here_and_nothing_else(cast: Cast, book: ItemType) -> None:
    by = cast.lib.actor
    row = set_rule("loan_length", "10", organisation=cast.school, item_type=book, note="Short", by=by)
    assert row.value == "10"
    loaner = make_item_type("loaner")
    for refused in (
        {"organisation": cast.school, "item_type": loaner},
        {"organisation": cast.school},
        {"organisation": cast.other_school, "item_type": book},
        {"item_type": book},
    ):
        with pytest.raises(Forbidden):
            set_rule("loan_length", "10", by=by, **refused)
    with pytest.raises(Forbidden):
        set_rule("loan_length", "10", organisation=cast.school, item_type=book, by=cast.tia.actor)
    devices = set_rule("loan_length", "2", organisation=cast.school, item_type=loaner, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        remove_rule(devices, by=by)
    remove_rule(row, by=by)
    assert not CirculationRule.objects.filter(item_type=book).exists()


def test_the_form_offers_only_what_may_be_set(cast: Cast, book: ItemType) -> None:
    lib = signed_in(cast.lib)
    page = lib.get(reverse("circulation:rule_add")).content.decode()
    assert "Comic" in page
    assert "Loaner" not in page
    assert "Most holds at a time" not in page, "which is for all material alike"
    there = {"name": "loan_length", "value": "9", "organisation": cast.school.pk, "item_type": book.pk}
    assert lib.post(reverse("circulation:rule_add"), there).status_code == 302
    row = CirculationRule.objects.get(item_type=book)
    assert lib.post(reverse("circulation:rule", args=[row.pk]), {"value": "three"}).status_code == 422
    assert lib.post(reverse("circulation:rule", args=[row.pk]), {"value": "12"}).status_code == 302
    row.refresh_from_db()
    assert row.value == "12"
    loaner = make_rule("loan_length", "1", organisation=cast.school, item_type=make_item_type("loaner"))
    assert 'name="value"' not in lib.get(reverse("circulation:rule", args=[loaner.pk])).content.decode()
    assert lib.post(reverse("circulation:rule_remove", args=[loaner.pk])).status_code == 403
    assert lib.post(reverse("circulation:rule_remove", args=[row.pk])).status_code == 302


def test_the_matrix_shows_what_wins_for_a_kind_of_reader(cast: Cast, book: ItemType) -> None:
    third = make_patron_group("third", grades=("03",), precedence=3)
    make_rule("loan_length", "21", item_type=book)
    make_rule("loan_length", "5", item_type=book, patron_group=third)
    own = make_rule("renewals_allowed", "0", item_type=book, organisation=cast.school)
    lines = {
        line.rule.name: line.winners[0]
        for line in library_matrix(cast.school, somebody(cast.school, "student", "03"), [book])
    }
    assert (lines["loan_length"].value, lines["renewals_allowed"].rule) == ("5", own)
    assert "max_holds" not in lines
    lib, address = signed_in(cast.lib), reverse("circulation:library_rules")
    page = lib.get(address, {"who": "student-09"}).content.decode()
    assert "Comic: 21 days" not in page
    assert "Loan length, Comic: 21. Change it" in page
    assert f"/circulation/rules/{own.pk}/" in page
    assert "Change it" not in signed_in(cast.pat).get(address).content.decode()
    assert lib.get(address, {"who": "x", "school": "9" * 400, "type": "-1", "homeroom": "\x00"}).status_code == 200
    assert signed_in(cast.stu).get(address).status_code == 403


def test_what_would_hold_for_a_third_grader_and_a_comic(cast: Cast, book: ItemType) -> None:
    room = make_section(cast.school, "Room 3", kind="homeroom")
    ClassVisit.objects.create(section=room, weekday=3)
    make_rule("loan_unit", "visits", item_type=book)
    make_rule("loan_length", "1", item_type=book)
    make_rule("remind_family_from", "", item_type=book)
    asked: dict[str, Any] = {"school": cast.school.pk, "who": "student-03", "homeroom": room.pk, "type": book.pk}
    page = signed_in(cast.lib).get(reverse("circulation:library_rules"), asked).content.decode()
    assert "Comic, for a student of grade 3" in page
    assert "Due Thu" in page
    assert "next library day" in page
    assert "the family is told by itself: never" in page
    make_rule("may_be_lent", "no", item_type=book)
    assert "It is not lent" in signed_in(cast.lib).get(reverse("circulation:library_rules"), asked).content.decode()


def test_rules_are_shown_for_the_schools_first_grade_unless_asked(cast: Cast) -> None:
    address = reverse("circulation:library_rules")
    assert 'value="student-03" selected' in signed_in(cast.lib).get(address).content.decode()
    for title, grades in (("Room 9", "10,11"), ("Room 8", "09")):
        Section.objects.filter(pk=make_section(cast.school, title, kind="homeroom").pk).update(grades=grades)
    assert 'value="student-09" selected' in signed_in(cast.lib).get(address).content.decode()
    chosen = signed_in(cast.lib).get(address, {"who": "student-12"}).content.decode()
    assert 'value="student-12" selected' in chosen


def test_the_same_over_rest(cast: Cast, book: ItemType) -> None:
    held = {one for grant in cast.lib.actor.grants for one in grant.permissions}
    secret = create_token(cast.lib.account, name="tests", permissions=sorted(held), by=cast.lib.actor).text
    client, headers = Client(), {"Authorization": f"Bearer {secret}"}
    body = {"name": "loan_length", "value": "8", "organisation_id": cast.school.pk, "item_type_id": book.pk}
    put = client.put("/api/v1/lending-rules", body, content_type="application/json", headers=headers)
    assert put.status_code == 200, put.content
    devices = body | {"item_type_id": make_item_type("loaner").pk}
    assert (
        client.put("/api/v1/lending-rules", devices, content_type="application/json", headers=headers).status_code
        == 403
    )
    asked: dict[str, Any] = {"organisation_id": cast.school.pk, "item_type_id": book.pk, "grade": "03"}
    answer = client.get("/api/v1/effective-lending-rules", asked, headers=headers).json()
    rules = {one["name"]: one for one in answer["rules"]}
    assert (rules["loan_length"]["value"], rules["loan_length"]["rule_id"]) == ("8", put.json()["id"])
    assert answer["due_at"]
    wrong = client.get("/api/v1/effective-lending-rules", asked | {"kind": "robot"}, headers=headers)
    assert wrong.status_code == 422
    gone = client.delete(f"/api/v1/lending-rules/{put.json()['id']}", headers=headers)
    assert gone.status_code == 204


class TestNamedDates:
    """The library sets the dates that only its own rules point at, at its school."""

    TERM: ClassVar = {
        "code": "library_term_end",
        "name": "End of term",
        "active_from": "2026-08-01",
        "date": "2026-12-18",
    }

    def test_on_screen_at_the_own_school(self, cast: Cast, book: ItemType) -> None:
        lib, add = signed_in(cast.lib), reverse("circulation:named_date_add")
        dates = reverse("circulation:named_dates")
        assert add in lib.get(dates).content.decode()
        assert "Oak" not in lib.get(add).content.decode(), "another school is not offered"
        make_rule("named_due_date", "library_term_end", item_type=book)
        assert lib.post(add, self.TERM).status_code == 422, "not everywhere"
        assert lib.post(add, self.TERM | {"organisation": cast.other_school.pk}).status_code == 422
        assert lib.post(add, self.TERM | {"organisation": cast.school.pk}).status_code == 302
        named = NamedDueDate.objects.get(code="library_term_end")
        there = reverse("circulation:named_date", args=[named.pk])
        assert there in lib.get(dates).content.decode()
        assert lib.post(there, self.TERM | {"organisation": cast.school.pk, "date": "2026-12-11"}).status_code == 302
        assert signed_in(cast.tia).post(there, self.TERM).status_code == 403
        assert signed_in(cast.sam).post(there, self.TERM).status_code in {403, 404}
        assert lib.post(reverse("circulation:named_date_remove", args=[named.pk])).status_code == 302
        assert not NamedDueDate.objects.filter(code="library_term_end").exists()

    def test_a_date_by_which_devices_are_due_is_not_the_librarys(self, cast: Cast, book: ItemType) -> None:
        day = dt.date(2026, 12, 18)
        values: dict[str, Any] = {"name": "X", "organisation": cast.school, "active_from": day, "date": day}
        with pytest.raises(Invalid, match="library's own"):
            save_named_due_date(code="school_year_end", by=cast.lib.actor, **values)
        own = save_named_due_date(code="term", by=cast.lib.actor, **values)
        make_rule("named_due_date", "term", organisation=cast.other_school, item_type=make_item_type("tablet"))
        assert save_named_due_date(own, code="term", by=cast.lib.actor, **values).pk, (
            "another school's rule says nothing here"
        )
        make_rule("named_due_date", "term", organisation=cast.school, item_type=make_item_type("loaner"))
        for act in (
            lambda: remove_named_due_date(own, by=cast.lib.actor),
            lambda: save_named_due_date(own, code="other", by=cast.lib.actor, **values),
        ):
            with pytest.raises(Invalid):
                act()
        assert save_named_due_date(own, code="term", by=cast.tess.actor, **values).pk
        with CaptureQueriesContext(connection) as before:
            signed_in(cast.lib).get(reverse("circulation:named_dates"))
        for number in range(3):
            save_named_due_date(code=f"day_{number}", by=cast.lib.actor, **values)
        with CaptureQueriesContext(connection) as after:
            signed_in(cast.lib).get(reverse("circulation:named_dates"))
        assert len(after) == len(before)
