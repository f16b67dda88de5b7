"""Pathfinders: made by a teacher, read by a class, found by everybody who searches, kept right."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.core.actor import ANONYMOUS, Actor
from firstbell.core.audit import timeline
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import Notice
from firstbell.core.search import search
from firstbell.inventory.models import Status
from firstbell.library.actions.pathfinder_parts import (
    add_pathfinder_part,
    edit_pathfinder_part,
    move_pathfinder_part,
    remove_pathfinder_part,
)
from firstbell.library.actions.pathfinders import (
    add_pathfinder,
    change_pathfinder_state,
    confirm_pathfinder,
    edit_pathfinder,
    remove_pathfinder,
)
from firstbell.library.models import Pathfinder, Title
from firstbell.library.queries.pathfinders import (
    content_for,
    matching_pathfinders,
    readers_pathfinders,
    shown_parts,
    version_for,
)
from firstbell.library.tasks.reviews import ask_for_reviews
from firstbell.library.tests.factories import make_copy, make_database, make_pathfinder, make_title
from firstbell.people.models import Section
from firstbell.people.tests.factories import Cast, make_cast, make_section

pytestmark = pytest.mark.django_db
LATER = dt.date(2030, 6, 1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def biology(cast: Cast) -> Section:
    return make_section(cast.school, "Biology 7", teacher=cast.tia.person, students=[cast.stu.person])


def readable(pathfinder: Pathfinder, *actors: Actor) -> list[bool]:
    return [Pathfinder.objects.readable_by(one).filter(pk=pathfinder.pk).exists() for one in actors]


def test_who_reads_it_is_what_its_owner_says(cast: Cast, biology: Section) -> None:
    other = make_section(cast.school, "Biology 8", teacher=cast.tia.person)
    readers = (cast.stu.actor, cast.tia.actor, cast.sam.actor, ANONYMOUS)
    assert readable(make_pathfinder(cast.tia, "Open", reach="everybody"), *readers) == [True, True, True, True]
    assert readable(make_pathfinder(cast.tia, "School", reach="school"), *readers) == [True, True, False, False]
    for_class = make_pathfinder(cast.tia, "Class", reach="classes", sections=[biology])
    assert readable(for_class, *readers) == [True, True, False, False]
    assert readable(make_pathfinder(cast.tia, "Others", reach="classes", sections=[other]), *readers)[0] is False
    draft = make_pathfinder(cast.tia, "Draft", reach="everybody", state="draft")
    assert readable(draft, *readers) == [False] * 4
    assert [Pathfinder.objects.visible_to(one).filter(pk=draft.pk).exists() for one in (cast.tia.actor, cast.stu.actor)] == [
        True, False,
    ]  # fmt: skip
    ours, others = readers_pathfinders(cast.stu.actor)
    assert [one.title for one in ours] == ["Class"]
    assert {one.title for one in others} == {"Open", "School"}


def test_readers_get_what_was_published_until_it_is_published_again(cast: Cast) -> None:
    made = make_pathfinder(cast.tia, text="First words")
    part = made.parts.get()
    edit_pathfinder_part(part, values={"note": "Second words"}, by=cast.tia.actor)
    first = version_for(made)
    assert first is not None
    assert "First words" in shown_parts(first.content, cast.stu.actor)[0].html
    made.refresh_from_db()
    assert made.is_changed
    again = change_pathfinder_state(made, to="published", note="Clearer", by=cast.tia.actor)
    assert (again.version, again.is_changed) == (2, False)
    second = version_for(again)
    assert second is not None
    assert "Second words" in shown_parts(second.content, cast.stu.actor)[0].html
    assert change_pathfinder_state(again, to="published", by=cast.tia.actor).version == 2, "nothing new, no version"
    assert "First words" not in str([entry.changes for entry in timeline(Pathfinder.KIND_REF, made.pk)])


def test_parts_say_what_the_house_knows_now(cast: Cast) -> None:
    made = make_pathfinder(cast.tia, state="draft")
    title, hidden = make_title("Volcano watchers", year=2001), make_title("Secret lava")
    make_copy(cast.school, title)
    database = make_database(cast.school)
    for kind, values in (
        ("title", {"title": title, "note": "Chapter *two*."}),
        ("title", {"title": hidden}),
        ("database", {"database": database}),
        ("link", {"url": "https://volcano.example.org/", "heading": "Webcams"}),
        ("search", {"query": "plate tectonics"}),
    ):
        add_pathfinder_part(made, kind=kind, values=values, by=cast.tia.actor)
    made = change_pathfinder_state(made, to="published", by=cast.tia.actor)
    hidden.is_hidden = True
    hidden.save()
    version = version_for(made)
    assert version is not None
    with CaptureQueriesContext(connection) as captured:
        _, first, third, fourth, fifth = shown_parts(version.content, cast.stu.actor)
    assert len(captured) == 3
    assert (first.heading, first.detail, first.copies) == ("Volcano watchers", "Paulsen, Gary, 2001", 1)
    assert "<em>two</em>" in first.html
    assert third.heading == "Science Power"
    assert (fourth.heading, fourth.url, fourth.is_away) == ("Webcams", "https://volcano.example.org/", True)
    assert (fifth.heading, fifth.url) == ("plate tectonics", "/library/search/?q=plate+tectonics")
    assert "Secret lava" not in str(content_for(version.content, cast.stu.actor)), "what is hidden by now is not named"
    assert shown_parts(version.content, cast.lib.actor)[2].heading == "Secret lava", "but to who works on the catalogue"


def test_a_title_that_was_merged_is_the_one_it_became(cast: Cast) -> None:
    made = make_pathfinder(cast.tia, state="draft")
    old, new = make_title("Lava!"), make_title("Lava")
    make_copy(cast.school, new, status=Status.PLACED)
    add_pathfinder_part(made, kind="title", values={"title": old}, by=cast.tia.actor)
    version = version_for(change_pathfinder_state(made, to="published", by=cast.tia.actor))
    assert version is not None
    Title.objects.filter(pk=old.pk).update(merged_into=new, is_hidden=True)
    shown = shown_parts(version.content, cast.stu.actor)[1]
    assert (shown.heading, shown.title_id, shown.copies) == ("Lava", new.pk, 1)


def test_parts_are_moved_by_one_and_taken_out(cast: Cast) -> None:
    made = make_pathfinder(cast.tia, text="one", state="draft")
    parts = [made.parts.get()]
    parts += [
        add_pathfinder_part(made, kind="text", values={"note": note}, by=cast.tia.actor) for note in ("two", "three")
    ]

    def order() -> list[str]:
        return list(made.parts.order_by("position").values_list("note", flat=True))

    move_pathfinder_part(parts[2], up=True, by=cast.tia.actor)
    assert order() == ["one", "three", "two"]
    move_pathfinder_part(parts[0], up=True, by=cast.tia.actor)
    move_pathfinder_part(parts[0], up=False, by=cast.tia.actor)
    assert order() == ["three", "one", "two"]
    remove_pathfinder_part(parts[0], by=cast.tia.actor)
    assert order() == ["three", "two"]


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("text", {}, "note"),
        ("title", {}, "title"),
        ("link", {"url": "javascript:alert(1)"}, "url"),
        ("search", {"query": "  "}, "query"),
        ("song", {}, "kind"),
        ("text", {"note": "x" * 20_001}, "note"),
    ],
)
def test_a_part_says_what_it_needs(cast: Cast, kind: str, values: dict[str, str], field: str) -> None:
    made = make_pathfinder(cast.tia, state="draft")
    with pytest.raises(Invalid) as refused:
        add_pathfinder_part(made, kind=kind, values=values, by=cast.tia.actor)
    assert refused.value.field == field


def test_only_its_owner_and_the_librarian_change_it(cast: Cast) -> None:
    made = make_pathfinder(cast.tia)
    for stranger in (cast.stu, cast.tess, cast.sam, cast.cora):
        with pytest.raises(Forbidden):
            edit_pathfinder(made, values={"title": "Mine"}, by=stranger.actor)
        with pytest.raises(Forbidden):
            add_pathfinder_part(made, kind="text", values={"note": "x"}, by=stranger.actor)
        with pytest.raises(Forbidden):
            add_pathfinder(organisation=cast.school, values={"title": "x"}, by=stranger.actor)
    assert (
        edit_pathfinder(made, values={"title": "Volcanoes of Iceland"}, by=cast.lib.actor).title
        == "Volcanoes of Iceland"
    )


def test_what_is_missing_before_it_is_published(cast: Cast, biology: Section) -> None:
    made = add_pathfinder(organisation=cast.school, values={"title": "Empty", "reach": "classes"}, by=cast.tia.actor)
    for field, mend in (
        ("parts", lambda: add_pathfinder_part(made, kind="text", values={"note": "x"}, by=cast.tia.actor)),
        ("review_on", lambda: edit_pathfinder(made, values={"review_on": LATER}, by=cast.tia.actor)),
        ("sections", lambda: edit_pathfinder(made, values={}, sections=[biology], by=cast.tia.actor)),
    ):
        with pytest.raises(Invalid) as refused:
            change_pathfinder_state(made, to="published", by=cast.tia.actor)
        assert refused.value.field == field
        mend()
    published = change_pathfinder_state(made, to="published", by=cast.tia.actor)
    with pytest.raises(Conflict):
        remove_pathfinder(published, by=cast.tia.actor)
    retired = change_pathfinder_state(published, to="retired", by=cast.tia.actor)
    assert readable(retired, cast.stu.actor) == [False]
    foreign = make_section(cast.other_school, "Oak Biology")
    with pytest.raises(Invalid):
        edit_pathfinder(retired, values={}, sections=[foreign], by=cast.tia.actor)


def test_they_stand_where_people_search(cast: Cast, biology: Section) -> None:
    volcano = make_pathfinder(cast.tia, "Volcanoes and earthquakes", reach="everybody", keywords="lava, magma")
    make_pathfinder(cast.tia, "Poems for November", reach="everybody", summary="Short ones about rain and volcanoes")
    secret = make_pathfinder(cast.tia, "Volcano project", reach="classes", sections=[biology])

    def found(text: str, actor: Actor) -> list[Pathfinder]:
        return matching_pathfinders(text, actor)

    for text in ("volcano", "Volcanoes!", "books about volcanoes", "lava", "volcanos and earthquake"):
        assert volcano in found(text, ANONYMOUS), text
    assert secret in found("volcano", cast.stu.actor)
    assert secret not in found("volcano", cast.sam.actor)
    for text in ("", "the", "rain", "november rain pineapple recipes", "cat's \" OR 1=1 %", "\x00"):
        assert volcano not in found(text, ANONYMOUS), text
    with CaptureQueriesContext(connection) as captured:
        found("volcano lava magma", cast.stu.actor)
    assert len(captured) == 1


def test_the_house_s_box_finds_them_too(cast: Cast, biology: Section) -> None:
    def hits(text: str, actor: Actor) -> set[str]:
        return {
            hit.title
            for group in search(text, actor)
            if group.searchable.kind == Pathfinder.KIND_REF
            for hit in group.hits
        }

    make_pathfinder(cast.tia, "Volcanoes", keywords="lava")
    make_pathfinder(cast.tia, "Lava lab", reach="classes", sections=[biology])
    assert hits("lava", cast.tia.actor) == {"Volcanoes", "Lava lab"}
    assert hits("lava", cast.lib.actor) == {"Volcanoes"}
    assert hits("lava", cast.sam.actor) == set()
    made = Pathfinder.objects.get(title="Volcanoes")
    change_pathfinder_state(made, to="retired", by=cast.tia.actor)
    assert hits("lava", cast.lib.actor) == set()


def test_its_owner_is_asked_once_whether_it_is_still_right(cast: Cast) -> None:
    made = make_pathfinder(cast.tia)
    Pathfinder.objects.filter(pk=made.pk).update(review_on=timezone.localdate())
    assert ask_for_reviews(timezone.now()) == "1 pathfinders due, 1 people asked"
    assert ask_for_reviews(timezone.now()) == "0 pathfinders due, 0 people asked"
    assert Notice.objects.filter(kind="library.pathfinder_due").count() == 1
    with pytest.raises(Invalid):
        confirm_pathfinder(made, review_on=timezone.localdate(), by=cast.tia.actor)
    assert confirm_pathfinder(made, review_on=LATER, by=cast.tia.actor).review_on == LATER
