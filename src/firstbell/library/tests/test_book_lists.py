"""A librarian and a teacher make lists of books; readers find them on the first page, by words, and in order."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.core.actor import ANONYMOUS
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.search import search
from firstbell.library.actions.book_lists import (
    add_book_list,
    edit_book_list,
    move_book_list_title,
    put_on_book_list,
    remove_book_list,
    show_book_list,
    take_off_book_list,
)
from firstbell.library.models import BookList, Title
from firstbell.library.queries.book_lists import first_page_lists, matching_lists
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section

pytestmark = pytest.mark.django_db


class Lists:
    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.titles: list[Title] = [make_title(name) for name in ("Hatchet", "My side of the mountain", "Island")]
        make_copy(self.cast.school, self.titles[0])
        self.picks = self.make(self.cast.lib, name="Survival stories", keywords="wilderness, alone", is_pick=True)

    def make(self, who: Member, *, sections: object = (), is_shown: bool = True, **values: object) -> BookList:
        made = add_book_list(organisation=self.cast.school, values=values, sections=sections, by=who.actor)  # type: ignore[arg-type]
        for title in self.titles:
            put_on_book_list(made, title, note=f"Why {title}", by=who.actor)
        return show_book_list(made, is_shown=True, by=who.actor) if is_shown else made


@pytest.fixture
def lists() -> Lists:
    cache.clear()
    return Lists()


def test_picks_stand_on_the_first_page_and_are_found_by_words(client: Client, lists: Lists) -> None:
    assert [one.book_list for one in first_page_lists(ANONYMOUS, at=None)] == [lists.picks]
    home = client.get(reverse("library:catalogue")).content.decode()
    assert "Survival stories" in home
    assert "My side of the mountain" in home
    assert matching_lists("stories of the wilderness", ANONYMOUS) == [lists.picks]
    found = client.get(reverse("library:found"), {"q": "survival"}).content.decode()
    assert reverse("library:book_list", args=[lists.picks.pk]) in found
    page = client.get(reverse("library:book_list", args=[lists.picks.pk])).content.decode()
    assert page.index("Why Hatchet") < page.index("Why Island")
    assert "On the shelf at" in page
    house = search("wilderness", lists.cast.stu.actor)
    assert any(hit.title == "Survival stories" for group in house for hit in group.hits)


def test_the_order_is_the_maker_s(lists: Lists) -> None:
    by = lists.cast.lib.actor
    island = lists.picks.entries.get(title=lists.titles[2])
    move_book_list_title(island, up=True, by=by)
    move_book_list_title(island, up=True, by=by)
    move_book_list_title(island, up=True, by=by)
    take_off_book_list(lists.picks.entries.get(title=lists.titles[0]), by=by)
    assert [one.title.name for one in lists.picks.entries.all()] == ["Island", "My side of the mountain"]
    assert [one.position for one in lists.picks.entries.all()] == [1, 2]


def test_a_classroom_list_is_for_the_class(client: Client, lists: Lists) -> None:
    cast = lists.cast
    section = make_section(cast.school, "English 7", teacher=cast.tia.person, students=[cast.stu.person])
    ours = lists.make(cast.tia, name="For our unit", reach="classes", sections=[section])
    assert [one.book_list for one in first_page_lists(cast.stu.actor, at=cast.school.pk)] == [ours, lists.picks]
    assert ours not in BookList.objects.readable_by(cast.cora.actor)
    assert ours not in BookList.objects.readable_by(ANONYMOUS)
    client.force_login(cast.cora.account)
    assert client.get(reverse("library:book_list", args=[ours.pk])).status_code == 404
    edit_book_list(ours, values={}, sections=[], by=cast.tia.actor)
    assert ours not in BookList.objects.readable_by(cast.stu.actor)


def test_what_is_not_shown_or_hidden_is_nowhere(client: Client, lists: Lists) -> None:
    draft = lists.make(lists.cast.lib, name="Not yet", is_shown=False)
    assert client.get(reverse("library:book_list", args=[draft.pk])).status_code == 404
    Title.objects.filter(pk=lists.titles[1].pk).update(is_hidden=True)
    page = client.get(reverse("library:book_list", args=[lists.picks.pk])).content.decode()
    assert "My side of the mountain" not in page
    show_book_list(lists.picks, is_shown=False, by=lists.cast.lib.actor)
    assert first_page_lists(ANONYMOUS, at=None) == []


def test_who_may_make_them(lists: Lists) -> None:
    cast = lists.cast
    for nobody in (cast.stu.actor, cast.sam.actor, ANONYMOUS):
        with pytest.raises(Forbidden):
            add_book_list(organisation=cast.school, values={"name": "x"}, by=nobody)
        with pytest.raises(Forbidden):
            put_on_book_list(lists.picks, lists.titles[0], by=nobody)
    with pytest.raises(Forbidden):
        lists.make(cast.tia, name="On the first page", is_pick=True)
    with pytest.raises(Forbidden):
        remove_book_list(lists.picks, by=cast.tia.actor)
    mine = lists.make(cast.tia, name="Mine")
    edit_book_list(mine, values={"is_pick": True}, by=cast.lib.actor)
    remove_book_list(mine, by=cast.tia.actor)
    assert AuditEntry.objects.filter(verb="library.book_list_removed").count() == 1


def test_bad_input_is_said(lists: Lists) -> None:
    by = lists.cast.lib.actor
    for field, values in (
        ("name", {"name": " "}),
        ("name", {"name": "x" * 161}),
        ("reach", {"name": "x", "reach": "us"}),
    ):
        with pytest.raises(Invalid) as refused:
            add_book_list(organisation=lists.cast.school, values=values, by=by)
        assert refused.value.field == field
    empty = add_book_list(organisation=lists.cast.school, values={"name": "Empty"}, by=by)
    with pytest.raises(Invalid, match="no title"):
        show_book_list(empty, is_shown=True, by=by)
    edit_book_list(lists.picks, values={"reach": "classes"}, by=by)
    show_book_list(lists.picks, is_shown=False, by=by)
    with pytest.raises(Invalid, match="no class"):
        show_book_list(lists.picks, is_shown=True, by=by)


def test_on_screen(client: Client, lists: Lists) -> None:
    cast = lists.cast
    client.force_login(cast.tia.account)
    client.post(reverse("library:book_list_add"), {"name": "Space", "language": "en", "organisation": cast.school.pk, "reach": "everybody"})  # fmt: skip
    made = BookList.objects.get(name="Space")
    edit = reverse("library:book_list_edit", args=[made.pk])
    assert "Hatchet" in client.get(edit, {"q": "hatchet"}).content.decode()
    client.post(reverse("library:book_list_put", args=[made.pk]), {"title": lists.titles[0].pk})
    entry = made.entries.get()
    client.post(
        reverse("library:book_list_entry", args=[made.pk, entry.pk]), {"do": "note", "note": "Read it at night"}
    )
    client.post(reverse("library:book_list_show", args=[made.pk]), {"shown": "1"})
    assert "Read it at night" in client.get(reverse("library:book_list", args=[made.pk])).content.decode()
    client.post(reverse("library:keep_title", args=[lists.titles[1].pk]), {"to": f"book:{made.pk}"})
    assert made.entries.count() == 2
    assert "Space" in client.get(reverse("library:book_lists_made")).content.decode()
    assert "Survival stories" not in client.get(reverse("library:book_lists_made")).content.decode()
    client.post(reverse("library:book_list_remove", args=[made.pk]))
    assert not BookList.objects.filter(pk=made.pk).exists()
