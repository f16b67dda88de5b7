"""People: entering by hand, editing, leaving and coming back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from firstbell.core import scan, search
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.people.actions.badges import add_badge, retire_badge
from firstbell.people.actions.guardians import link_guardian, unlink_guardian
from firstbell.people.actions.persons import (
    add_provisional_person,
    edit_person,
    readmit_person,
    withdraw_people,
    withdraw_person,
)
from firstbell.people.models import Account, Membership, Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import home_languages, missing_people, proposed_withdrawals
from firstbell.people.tests.factories import (
    Cast,
    make_badge,
    make_cast,
    make_guardian,
    make_person,
    make_section,
    signed_in,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "Robert'); DROP TABLE students;--",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "%s%n{{7*7}}",
    "Ó Súilleabháin-Nguyễn",
    "李小龍",
    "عبد الرحمن",
    "X Æ A-12",
    "O'Neil",
    "n" * 100,
]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def enter(cast: Cast, given: str = "Nia", family: str = "Newcomer", **more: Any) -> Person:
    return add_provisional_person(
        given_name=given, family_name=family, organisation=cast.school, by=cast.lib.actor, **more
    )


def test_a_newcomer_is_entered_at_the_counter_and_found_at_once(cast: Cast) -> None:
    nia = enter(cast, grade="09", badge=" a-100 ", note="Her mother brought her")
    assert nia.is_provisional
    assert [role.role for role in nia.memberships.all()] == [Membership.Role.STUDENT]
    assert Person.objects.visible_to(cast.tess.actor).filter(pk=nia.pk).exists()
    (match,) = scan.resolve("A-100", cast.lib.actor, kinds=[Person.KIND_REF])
    assert match.object == nia
    scope = cast.tess.actor.scope(PeoplePermission.PERSON_VIEW)
    assert search.matching_ids(Person.KIND_REF, ["newc"], scope, limit=5) == [nia.pk]
    assert (
        search.matching_ids(Person.KIND_REF, ["newc"], cast.sam.actor.scope(PeoplePermission.PERSON_VIEW), limit=5)
        == []
    )
    assert AuditEntry.objects.filter(verb="people.person.added", note="Her mother brought her").exists()


def test_staff_entered_by_hand_gain_no_rights(cast: Cast) -> None:
    person = enter(cast, kind="staff")
    assert [role.role for role in person.memberships.all()] == [Membership.Role.AIDE]


def test_a_namesake_is_asked_about_once(cast: Cast) -> None:
    enter(cast)
    with pytest.raises(Conflict, match="is at Elm High School already") as told:
        enter(cast, "NIA", "newcomer")
    assert told.value.code == "similar_person"
    assert enter(cast, even_if_similar=True).pk


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_kept_as_they_are_and_shown_as_text(cast: Cast, name: str) -> None:
    person = enter(cast, name, name)
    assert person.given_name == name
    page = signed_in(cast.tess).get(f"/people/{person.pk}/")
    assert page.status_code == 200
    assert b"<script>alert(1)</script>" not in page.content
    listed = signed_in(cast.tess).get("/people/")
    assert listed.status_code == 200
    export = b"".join(signed_in(cast.tess).get("/people/?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b'"=HYPERLINK' not in export.replace(b"'=HYPERLINK", b"")


@pytest.mark.parametrize("name", ["", "   ", "\u202eevil", "a\x00b", "n" * 101, "zero\u200bwidth"])
def test_names_that_are_none_are_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as told:
        enter(cast, given=name)
    assert told.value.field == "given_name"


def test_nobody_enters_people_where_they_may_not(cast: Cast) -> None:
    for stranger in (cast.sam, cast.tia, cast.stu):
        with pytest.raises(Forbidden):
            add_provisional_person(given_name="A", family_name="B", organisation=cast.school, by=stranger.actor)


def test_what_the_roster_owns_is_not_edited_by_hand(cast: Cast) -> None:
    homeroom = make_section(cast.school, kind="homeroom")
    edited = edit_person(
        cast.stu.person,
        values={"preferred_given_name": "Stuart", "language": "es", "homeroom": homeroom},
        by=cast.tess.actor,
    )
    edited.refresh_from_db()
    assert (edited.name, edited.homeroom, edited.sort_name) == ("Stuart Dent", homeroom, "dent stuart")
    entry = AuditEntry.objects.get(verb="people.person.edited")
    assert entry.changes["preferred_given_name"] == ["", "Stuart"]
    with pytest.raises(Invalid, match="comes from the roster"):
        edit_person(cast.stu.person, values={"family_name": "Other"}, by=cast.tess.actor)
    with pytest.raises(Invalid, match="not a class of"):
        edit_person(cast.stu.person, values={"homeroom": make_section(cast.other_school)}, by=cast.tess.actor)
    nia = enter(cast)
    assert edit_person(nia, values={"family_name": "Newman"}, by=cast.tess.actor).family_name == "Newman"


def test_leaving_and_coming_back(cast: Cast) -> None:
    person = cast.stu.person
    withdrawal = withdraw_person(person, reason="Moved", by=cast.tess.actor)
    assert withdrawal.person.withdrawn_on == timezone.localdate()
    assert not Account.objects.get(pk=cast.stu.account.pk).is_active
    with pytest.raises(Conflict):
        withdraw_person(person, by=cast.tess.actor)
    readmit_person(withdrawal.person, by=cast.tess.actor)
    assert Account.objects.get(pk=cast.stu.account.pk).is_active
    with pytest.raises(Conflict):
        readmit_person(withdrawal.person, by=cast.tess.actor)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["people.person.withdrawn", "people.person.readmitted"]


def test_a_withdrawal_can_be_undone_for_a_minute(cast: Cast) -> None:
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    use_undo(UndoOffer.objects.get().token, by=cast.tess.actor)
    assert Person.objects.get(pk=cast.stu.person.pk).withdrawn_on is None
    assert Account.objects.get(pk=cast.stu.account.pk).is_active


def test_nobody_leaves_in_the_future_or_by_a_stranger(cast: Cast) -> None:
    with pytest.raises(Invalid, match="in the future"):
        withdraw_person(cast.stu.person, on=timezone.localdate() + dt.timedelta(days=1), by=cast.tess.actor)
    with pytest.raises(Forbidden):
        withdraw_person(cast.stu.person, by=cast.sam.actor)


def gone_since(person: Person, *, hours: int, runs: int) -> None:
    Person.objects.filter(pk=person.pk).update(
        missing_since=timezone.now() - dt.timedelta(hours=hours), missing_runs=runs
    )


def test_only_whom_three_imports_and_three_days_did_not_name_is_proposed(cast: Cast) -> None:
    long_gone, one_night, many_runs, elsewhere = (
        make_person(school) for school in (cast.school, cast.school, cast.school, cast.other_school)
    )
    gone_since(long_gone, hours=80, runs=3)
    gone_since(one_night, hours=20, runs=1)
    gone_since(many_runs, hours=20, runs=9)
    gone_since(elsewhere, hours=800, runs=9)
    assert list(proposed_withdrawals(cast.tess.actor)) == [long_gone]
    assert set(missing_people(cast.tess.actor)) == {long_gone, one_night, many_runs}
    client = signed_in(cast.tess)
    page = client.get("/people/gone/").content.decode()
    assert page.index(long_gone.name) < page.index(one_night.name)
    client.post("/people/gone/", {"person": [long_gone.pk, one_night.pk, elsewhere.pk, "9" * 30], "reason": "Left"})
    left = Person.objects.exclude(withdrawn_on=None)
    assert [(person.pk, person.withdrawn_reason) for person in left] == [(long_gone.pk, "Left")]


def test_withdrawing_several_is_all_or_none(cast: Cast) -> None:
    people = [make_person(cast.school), make_person(cast.other_school)]
    with pytest.raises(Forbidden):
        withdraw_people(people, reason="Left", by=cast.tess.actor)
    assert not Person.objects.exclude(withdrawn_on=None).exists()
    assert withdraw_people(people, reason="Left", by=cast.dita.actor) == 2


def test_badges_name_one_person_at_a_time(cast: Cast) -> None:
    first = add_badge(cast.stu.person, value="card 77", by=cast.tess.actor)
    assert first.code == "CARD77"
    other = make_person(cast.school)
    with pytest.raises(Conflict, match="Stu Dent"):
        add_badge(other, value="CARD77", by=cast.tess.actor)
    stranger = make_person(cast.other_school)
    with pytest.raises(Conflict, match="somebody else in the district"):
        add_badge(stranger, value="CARD77", by=cast.sam.actor)
    with pytest.raises(Invalid, match="3 to 100"):
        add_badge(other, value="x", by=cast.tess.actor)
    second = add_badge(cast.stu.person, value="CARD78", replace=True, by=cast.tess.actor)
    first.refresh_from_db()
    assert first.retired_at is not None
    add_badge(other, value="CARD77", by=cast.tess.actor)
    assert retire_badge(second, by=cast.tess.actor).retired_at is not None
    with pytest.raises(Conflict):
        retire_badge(second, by=cast.tess.actor)


def test_a_live_badge_wins_over_a_number_and_an_old_one_still_speaks(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    other = make_person(cast.school, identifier="555123")
    make_badge(cast.stu.person, "555123")
    make_badge(cast.stu.person, "OLD-1", retired_at=timezone.now())

    def one(code: str) -> scan.Match:
        with django_assert_max_num_queries(2):  # type: ignore[operator]
            (match,) = scan.resolve(code, cast.tess.actor, kinds=[Person.KIND_REF])
        return match

    assert one("555123").object == cast.stu.person
    assert "no longer good" in one("old-1").detail
    assert one(other.username).object == other
    assert one("001234").object == cast.stu.person
    assert one("STU@EXAMPLE.ORG").object == cast.stu.person
    assert scan.resolve("001234", cast.sam.actor, kinds=[Person.KIND_REF]) == []
    assert scan.resolve("1234", cast.tess.actor, kinds=[Person.KIND_REF]) == []


def test_guardians_are_linked_once_and_their_languages_known(cast: Cast) -> None:
    mother = make_guardian(cast.stu.person, "Rosa", "Dent", language="es")
    edit_person(cast.stu.person, values={"language": "en"}, by=cast.tess.actor)
    assert home_languages(cast.stu.person) == ["en", "es"]
    with pytest.raises(Conflict):
        link_guardian(mother, cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Invalid, match="is a student"):
        link_guardian(make_person(cast.school), cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        link_guardian(mother, cast.stu.person, by=cast.sam.actor)
    unlink_guardian(cast.stu.person.guardians.get(), by=cast.tess.actor)
    assert not cast.stu.person.guardians.exists()
