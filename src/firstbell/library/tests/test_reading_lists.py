"""A reader keeps titles on lists of their own: nobody else sees them, and they leave no trace."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.core.actor import ANONYMOUS
from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.models import AuditEntry, SearchDocument
from firstbell.library.actions import reading_lists
from firstbell.library.actions.forgetting import forget_readers
from firstbell.library.actions.reading_lists import (
    add_reading_list,
    put_on_reading_list,
    remove_reading_list,
    rename_reading_list,
    take_off_reading_list,
)
from firstbell.library.models import BookList, ReadingList, ReadingListTitle
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_a_list_is_its_owner_s_alone_and_leaves_no_trace(cast: Cast) -> None:
    kept = add_reading_list(name="Dragons", by=cast.stu.actor)
    entry = put_on_reading_list(kept, make_title("Eragon"), by=cast.stu.actor)
    assert put_on_reading_list(kept, entry.title, by=cast.stu.actor) == entry, "once"
    for other in (cast.tia, cast.lib, cast.dita, cast.pat, cast.tess):
        assert not ReadingList.objects.all().visible_to(other.actor).exists()
        assert not ReadingListTitle.objects.all().visible_to(other.actor).exists()
        for act in (
            lambda by: put_on_reading_list(kept, entry.title, by=by),
            lambda by: take_off_reading_list(entry, by=by),
            lambda by: rename_reading_list(kept, name="Mine", by=by),
            lambda by: remove_reading_list(kept, by=by),
        ):
            with pytest.raises(NotFound):
                act(other.actor)
    assert not AuditEntry.objects.filter(verb__startswith="library.").exists()
    assert not SearchDocument.objects.filter(terms__contains="dragons").exists()
    remove_reading_list(kept, by=cast.stu.actor)
    assert not ReadingListTitle.objects.exists()


def test_who_looks_through_a_reader_s_eyes_sees_none_of_it(cast: Cast) -> None:
    from dataclasses import replace

    add_reading_list(name="Dragons", by=cast.stu.actor)
    disguised = replace(cast.stu.actor, is_disguised=True)
    assert not ReadingList.objects.all().visible_to(disguised).exists()


def test_lists_have_names_and_bounds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", " \x00 ", "x" * 121):
        with pytest.raises(Invalid) as refused:
            add_reading_list(name=name, by=cast.stu.actor)
        assert refused.value.field == "name"
    with pytest.raises(Forbidden):
        add_reading_list(name="x", by=ANONYMOUS)
    monkeypatch.setattr(reading_lists, "MOST_ON_LIST", 1)
    monkeypatch.setattr(reading_lists, "MOST_LISTS", 1)
    kept = add_reading_list(name="To read", by=cast.stu.actor)
    put_on_reading_list(kept, make_title(), by=cast.stu.actor)
    with pytest.raises(Invalid, match="1 titles"):
        put_on_reading_list(kept, make_title(), by=cast.stu.actor)
    with pytest.raises(Invalid, match="1 lists"):
        add_reading_list(name="More", by=cast.stu.actor)


def test_from_a_title_s_page_to_a_list_and_off_again(client: Client, cast: Cast) -> None:
    title = make_title("Hatchet")
    make_copy(cast.school, title)
    page = reverse("library:title", args=[title.pk])
    assert "lib-keep" not in client.get(page).content.decode(), "without an account there is nothing to keep it on"
    client.force_login(cast.stu.account)
    assert "My list “To read”" in client.get(page).content.decode()
    client.post(reverse("library:keep_title", args=[title.pk]), {"to": "new"})
    kept = ReadingList.objects.get(owner=cast.stu.account)
    assert "To read" in client.get(reverse("library:mine")).content.decode()
    shown = client.get(reverse("library:reading_list", args=[kept.pk])).content.decode()
    assert "Hatchet" in shown
    assert "On the shelf" in shown
    client.post(reverse("library:keep_title", args=[title.pk]), {"to": f"reading:{kept.pk}"})
    assert kept.entries.count() == 1
    entry = kept.entries.get()
    client.post(reverse("library:reading_list_take_off", args=[kept.pk, entry.pk]))
    assert not kept.entries.exists()
    client.post(reverse("library:reading_list_rename", args=[kept.pk]), {"name": "Later"})
    client.force_login(cast.lib.account)
    assert client.get(reverse("library:reading_list", args=[kept.pk])).status_code == 404
    foreign = BookList.objects.create(
        organisation=cast.school, name="Theirs", search_text="", changed_at=kept.changed_at
    )
    client.force_login(cast.stu.account)
    assert client.post(reverse("library:keep_title", args=[title.pk]), {"to": f"book:{foreign.pk}"}).status_code == 404
    assert not foreign.entries.exists()
    client.post(reverse("library:reading_list_remove", args=[kept.pk]))
    assert not ReadingList.objects.exists()


def test_it_goes_with_the_person_and_is_in_no_record(cast: Cast) -> None:
    add_reading_list(name="Dragons", by=cast.stu.actor)
    with change(cast.dita.actor):
        forget_readers([cast.stu.person.pk], by=cast.dita.actor)
    assert not ReadingList.objects.exists()
