"""Two entries that are one person: everything comes along, everything can go back."""

from __future__ import annotations

import pytest

from firstbell.core import scan, search
from firstbell.core.disclosures import disclose, disclosures_about
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Merge, UndoOffer
from firstbell.core.record import gather
from firstbell.core.retention import held_people
from firstbell.core.undo import use_undo
from firstbell.people.actions.holds import lift_hold, set_hold
from firstbell.people.actions.merges import merge_persons, split_persons
from firstbell.people.models import Account, Person
from firstbell.people.queries.merges import likely_duplicates
from firstbell.people.tests.factories import (
    Cast,
    make_badge,
    make_cast,
    make_enrollment,
    make_guardian,
    make_person,
    make_section,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def twin_of(cast: Cast) -> Person:
    """A second entry of Stu's, made by hand, with a badge, a class and an address."""
    twin = make_person(cast.school, cast.stu.person.given_name, cast.stu.person.family_name, identifier="S-900")
    Person.objects.filter(pk=twin.pk).update(language="es", email="twin@example.org")
    make_badge(twin, "B-900")
    make_enrollment(make_section(cast.school), twin)
    return Person.objects.get(pk=twin.pk)


def merged(cast: Cast, twin: Person, **more: object) -> Merge:
    return merge_persons(cast.stu.person, twin, reason="Asked the office", by=cast.tess.actor, **more)  # type: ignore[arg-type]


def test_codes_classes_and_missing_values_come_along(cast: Cast) -> None:
    stu, twin = cast.stu.person, twin_of(cast)
    section = twin.enrollments.get().section

    merged(cast, twin, take=["email"])

    stu.refresh_from_db()
    assert (stu.language, stu.email) == ("es", "twin@example.org")
    assert stu.enrollments.filter(section=section).exists()
    for code in ("B-900", "S-900"):
        assert [match.id for match in scan.resolve(code, cast.tess.actor)] == [stu.pk], code


def test_a_hold_on_either_keeps_what_was_written_to_both(cast: Cast) -> None:
    twin = twin_of(cast)
    set_hold(twin, reason="A dispute", by=cast.dita.actor)
    merge = merged(cast, twin)
    assert held_people() == {cast.stu.person.pk, twin.pk}
    with pytest.raises(Conflict, match="on hold already"):
        set_hold(cast.stu.person, reason="Another", by=cast.dita.actor)
    page = signed_in(cast.dita).get(f"/people/{cast.stu.person.pk}/").content.decode()
    assert "A dispute" in page
    split_persons(merge, by=cast.tess.actor)
    assert held_people() == {twin.pk}
    merged(cast, twin)
    lift_hold(cast.stu.person, by=cast.dita.actor)
    assert held_people() == set()


def test_a_hold_on_who_stays_keeps_the_other_entry_s_lines_too(cast: Cast) -> None:
    twin = twin_of(cast)
    merged(cast, twin)
    set_hold(cast.stu.person, reason="A dispute", by=cast.dita.actor)
    assert held_people() == {cast.stu.person.pk, twin.pk}


def test_the_record_and_the_log_of_disclosures_are_those_of_both_entries(cast: Cast) -> None:
    """Lines of the log are never rewritten, and what was handed out about the other entry was handed out about them."""
    twin = twin_of(cast)
    disclose("tests.list", title="Bus list", elements=["Name"], people=[twin.pk], rows=1, by=cast.dita.actor)
    merged(cast, twin)
    assert [one.title for one in disclosures_about(cast.stu.person.pk)] == ["Bus list"]
    parts = {section.key: part.rows for section, part in gather(cast.stu.person, internal=True).parts}
    assert [row["What"] for row in parts["core.disclosures"]] == ["Bus list"]
    assert "S-900" in [row["Value"] for row in parts["people.person"]]
    times = [row["When"] for row in parts["core.audit"] if "one" in str(row["What"])]
    assert len(times) == len(set(times)), "what is told on both timelines stands once in the record"


def test_the_other_entry_is_met_nowhere(cast: Cast) -> None:
    twin = twin_of(cast)
    search.index(Person.KIND_REF, [twin.pk, cast.stu.person.pk])

    merged(cast, twin)

    assert not Person.objects.visible_to(cast.tess.actor).filter(pk=twin.pk).exists()
    assert not Person.objects.visible_to(cast.dita.actor).filter(pk=twin.pk).exists()
    found = [hit.id for group in search.search(twin.family_name, cast.tess.actor) for hit in group.hits]
    assert twin.pk not in found
    answer = signed_in(cast.tess).get(f"/people/{twin.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{cast.stu.person.pk}/")


def test_undo_and_a_late_split_put_everything_back(cast: Cast) -> None:
    for way in ("undo", "split"):
        twin = twin_of(cast) if way == "undo" else Person.objects.get(identifier="S-900")
        before = Person.objects.filter(pk__in=(twin.pk, cast.stu.person.pk)).order_by("pk").values()
        remembered = list(before)
        held = set(twin.identifiers.values_list("value", flat=True))

        merge = merged(cast, twin, take=["email"])
        if way == "undo":
            use_undo(UndoOffer.objects.latest("created_at").token, by=cast.tess.actor)
        else:
            assert split_persons(merge, by=cast.tess.actor) == []

        assert list(before.all()) == remembered, way
        assert set(twin.identifiers.values_list("value", flat=True)) == held
        assert twin.enrollments.count() == 1
        assert not Merge.objects.filter(split_at=None).exists()


def test_what_was_changed_since_stays_with_the_keeper(cast: Cast) -> None:
    twin = twin_of(cast)
    merge = merged(cast, twin, take=["email"])
    Person.objects.filter(pk=cast.stu.person.pk).update(email="newer@example.org")
    later = make_section(cast.school)
    make_enrollment(later, cast.stu.person)

    split_persons(merge, by=cast.tess.actor)

    cast.stu.person.refresh_from_db()
    assert cast.stu.person.email == "newer@example.org"
    assert cast.stu.person.enrollments.filter(section=later).exists()


def test_a_class_both_are_in_stays_one_line(cast: Cast) -> None:
    twin = twin_of(cast)
    make_enrollment(twin.enrollments.get().section, cast.stu.person)

    merged(cast, twin)

    assert cast.stu.person.enrollments.filter(section=twin.enrollments.get().section).count() == 1


def test_the_account_of_the_other_is_switched_off_and_comes_back(cast: Cast) -> None:
    twin = twin_of(cast)
    account = Account.objects.create_user("twin", person=twin)
    merge = merged(cast, twin)
    account.refresh_from_db()
    assert (account.is_active, account.person_id) == (False, twin.pk)

    split_persons(merge, by=cast.tess.actor)

    account.refresh_from_db()
    assert account.is_active


def test_an_account_moves_to_whoever_has_none(cast: Cast) -> None:
    twin = twin_of(cast)
    keeper = make_person(cast.school, "Stu", "Dent")
    account = Account.objects.create_user("twin", person=twin)

    merge_persons(keeper, twin, reason="Same", by=cast.tess.actor)

    account.refresh_from_db()
    assert (account.person_id, account.is_active) == (keeper.pk, True)


def test_what_speaks_against_it(cast: Cast) -> None:
    twin, stu = twin_of(cast), cast.stu.person
    with pytest.raises(Conflict, match="same entry"):
        merge_persons(stu, stu, reason="x", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        merge_persons(stu, twin, reason="x", by=cast.sam.actor)
    with pytest.raises(Forbidden):
        merge_persons(stu, make_person(cast.other_school), reason="x", by=cast.tess.actor)
    with pytest.raises(Invalid):
        merge_persons(stu, twin, reason=" ", by=cast.tess.actor)
    with pytest.raises(Invalid):
        merge_persons(stu, twin, take=["withdrawn_on"], reason="x", by=cast.tess.actor)
    guardian = make_guardian(stu)
    with pytest.raises(Conflict, match="guardian"):
        merge_persons(stu, guardian, reason="x", by=cast.dita.actor)
    assert not Merge.objects.exists()


def test_a_merged_entry_cannot_be_merged_again_and_chains_come_apart_in_turn(cast: Cast) -> None:
    twin, third = twin_of(cast), make_person(cast.school, "Stuart", "Dent")
    first = merge_persons(third, twin, reason="x", by=cast.tess.actor)
    with pytest.raises(Conflict, match="merged already"):
        merged(cast, twin)
    second = merge_persons(cast.stu.person, third, reason="x", by=cast.tess.actor)
    assert Person.objects.get(pk=twin.pk).merged_into_id == cast.stu.person.pk
    with pytest.raises(Conflict, match="Take that merge apart first"):
        split_persons(first, by=cast.tess.actor)

    split_persons(second, by=cast.tess.actor)
    split_persons(first, by=cast.tess.actor)

    assert not Person.objects.exclude(merged_into=None).exists()


def test_the_pages_lead_from_the_duplicate_to_one_entry_and_back(cast: Cast) -> None:
    twin, stu = twin_of(cast), cast.stu.person
    Person.objects.filter(pk=twin.pk).update(sort_name=stu.sort_name)
    assert [{one.pk for one in group} for group in likely_duplicates(cast.tess.actor)] == [{twin.pk, stu.pk}]
    tess = signed_in(cast.tess)
    assert f"/people/{stu.pk}/merge/{twin.pk}/" in tess.get("/people/duplicates/").content.decode()
    assert f"/people/{stu.pk}/merge/{twin.pk}/" in tess.get(f"/people/{stu.pk}/merge/").content.decode()
    url = f"/people/{stu.pk}/merge/{twin.pk}/"
    shown = tess.get(url).content.decode()
    assert "1 enrollment" in shown
    assert not Merge.objects.exists(), "a preview changes nothing"
    assert tess.post(url, {"reason": ""}).status_code == 422

    answer = tess.post(url, {"reason": "Same birthday", "email": "other"})

    assert answer["Location"] == f"/people/{stu.pk}/"
    merge = Merge.objects.get()
    assert tess.get(f"/people/merges/{merge.pk}/split/").status_code == 200
    assert signed_in(cast.sam).get(f"/people/merges/{merge.pk}/split/").status_code == 404
    tess.post(f"/people/merges/{merge.pk}/split/")
    assert Person.objects.get(pk=twin.pk).merged_into_id is None
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["people.person.merged", "people.person.split"]
