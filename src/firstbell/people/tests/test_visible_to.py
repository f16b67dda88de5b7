"""Who sees whom: Sam from the other school sees nothing of this one, at any entrance."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.core import search
from firstbell.people.models import Account, ApiToken, Organisation, Person, RoleGrant, Section
from firstbell.people.tests.factories import (
    Cast,
    Member,
    make_academic_session,
    make_badge,
    make_cast,
    make_guardian,
    make_person,
    make_section,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_sam_sees_nothing_of_this_school(cast: Cast) -> None:
    section = make_section(cast.school, teacher=cast.tia.person, students=[cast.stu.person])
    sam = cast.sam.actor
    assert list(Organisation.objects.visible_to(sam)) == [cast.other_school]
    assert list(Person.objects.visible_to(sam)) == [cast.sam.person]
    assert section not in Section.objects.visible_to(sam)
    assert list(Account.objects.visible_to(sam)) == [cast.sam.account]
    assert {grant.account for grant in RoleGrant.objects.visible_to(sam)} == {cast.sam.account}
    assert not ApiToken.objects.visible_to(sam).exists()


def test_stu_and_tia_see_themselves_and_their_classes(cast: Cast) -> None:
    mine = make_section(cast.school, "Algebra", teacher=cast.tia.person, students=[cast.stu.person])
    make_section(cast.school, "Chemistry")
    for member in (cast.stu, cast.tia):
        assert list(Person.objects.visible_to(member.actor)) == [member.person]
        assert list(Section.objects.visible_to(member.actor)) == [mine]


def test_a_person_of_two_schools_is_seen_by_both(cast: Cast) -> None:
    from firstbell.people.tests.factories import make_membership

    make_membership(cast.tia.person, cast.other_school, "teacher")
    assert cast.tia.person in Person.objects.visible_to(cast.sam.actor)
    assert cast.tia.person in Person.objects.visible_to(cast.tess.actor)


@pytest.mark.parametrize(
    "path",
    ["", "edit/", "withdraw/", "badges/add/", "guardians/add/"],
)
def test_a_stranger_gets_404_for_every_page_of_a_person(cast: Cast, path: str) -> None:
    assert signed_in(cast.sam).get(f"/people/{cast.stu.person.pk}/{path}").status_code == 404
    assert signed_in(cast.tess).get(f"/people/{cast.stu.person.pk}/{path}").status_code == 200


def test_a_student_opens_only_the_own_page(cast: Cast) -> None:
    stu = signed_in(cast.stu)
    assert stu.get("/people/").status_code == 403
    assert stu.get("/people/me/").status_code == 200
    assert stu.get(f"/people/{cast.stu.person.pk}/").status_code == 200
    assert stu.get(f"/people/{cast.tia.person.pk}/").status_code == 404
    assert stu.get(f"/people/{cast.stu.person.pk}/edit/").status_code == 403


def test_a_teacher_sees_the_roster_of_the_own_class_a_student_does_not(cast: Cast) -> None:
    classmate = make_person(cast.school, "Cleo", "Mate")
    section = make_section(cast.school, "Algebra", teacher=cast.tia.person, students=[cast.stu.person, classmate])
    url = f"/people/sections/{section.pk}/"
    assert "Mate, Cleo" in signed_in(cast.tia).get(url).content.decode()
    page = signed_in(cast.stu).get(url).content.decode()
    assert "Tia Chalk" in page
    assert "Mate, Cleo" not in page
    assert signed_in(cast.sam).get(url).status_code == 404
    assert "Algebra" in signed_in(cast.stu).get("/people/sections/").content.decode()


def queries_of(member: Member, url: str) -> int:
    client = signed_in(member)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(cast: Cast, count: int) -> None:
    """More of everything the pages show."""
    homeroom = make_section(cast.school, kind="homeroom", teacher=cast.tia.person)
    for _ in range(count):
        student = make_person(cast.school, homeroom=homeroom)
        make_guardian(cast.stu.person)
        make_badge(cast.stu.person)
        make_section(cast.school, teacher=cast.tia.person, students=[cast.stu.person, student])
        make_academic_session()
        search.index(Person.KIND_REF, [student.pk])


@pytest.mark.parametrize(
    "url",
    [
        "/people/",
        "/people/?q=given",
        "/people/sections/",
        "/people/sessions/",
        "/people/organisations/",
        "/people/roles/",
    ],
)
def test_lists_cost_the_same_with_more_rows(cast: Cast, url: str) -> None:
    fill(cast, 2)
    few = queries_of(cast.dita, url)
    fill(cast, 8)
    assert queries_of(cast.dita, url) == few


def test_a_persons_page_costs_the_same_with_more_family_classes_and_badges(cast: Cast) -> None:
    fill(cast, 2)
    url = f"/people/{cast.stu.person.pk}/"
    few = queries_of(cast.dita, url)
    fill(cast, 8)
    assert queries_of(cast.dita, url) == few


def test_the_filters_of_the_list(cast: Cast) -> None:
    homeroom = make_section(cast.school, "HR 204", kind="homeroom")
    ana = make_person(cast.school, "Ana", "Able", grade="10", homeroom=homeroom)
    gone = make_person(cast.school, "Gil", "Gone")
    Person.objects.filter(pk=gone.pk).update(withdrawn_on="2026-01-02")
    search.index(Person.KIND_REF, [ana.pk, gone.pk, cast.stu.person.pk])
    client = signed_in(cast.dita)

    def names(query: str) -> set[str]:
        rows: Any = client.get(f"/people/?{query}").context["listing"].rows
        return {row.cells[0].text for row in rows}

    assert "Gone, Gil" not in names("")
    assert "Gone, Gil" not in names("page=1")
    assert names("status=withdrawn") == {"Gone, Gil"}
    assert names("grade=10") == {"Able, Ana"}
    assert names(f"school={cast.school.pk}&homeroom={homeroom.pk}") == {"Able, Ana"}
    assert names("q=able") == {"Able, Ana"}
    assert names("q=001234") == {"Dent, Stu"}
    assert names("q=stu@example.org") == {"Dent, Stu"}
    assert names("kind=student&status=all") >= {"Able, Ana", "Gone, Gil", "Dent, Stu"}
    assert names("school=999999") >= {"Able, Ana"}
