"""Somebody keeps a search and sees what came since; a librarian puts it into a pathfinder; the clock tells once a week."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import ANONYMOUS, system_actor
from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry, Notice
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.saved_searches import (
    count_new_titles,
    put_search_in_pathfinder,
    remove_search,
    rename_search,
    save_search,
    see_search,
)
from firstbell.library.models import PathfinderPart, SavedSearch, TitleDocument
from firstbell.library.queries.pathfinders import content_of, shown_parts
from firstbell.library.tests.factories import make_pathfinder, make_title
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
CLOCK = system_actor("clock", via="task")


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def title_about_space(name: str, *, days: int) -> None:
    """That came ``days`` ago (to come: negative)."""
    title = make_title(name)
    index_titles([title.pk])
    TitleDocument.objects.filter(pk=title.pk).update(added_at=timezone.now() - dt.timedelta(days=days))


def test_what_came_since_is_counted_and_told_without_words(cast: Cast) -> None:
    title_about_space("Space one", days=3)
    kept = save_search(name="Rockets", text="space", by=cast.stu.actor)
    SavedSearch.objects.update(seen_at=timezone.now() - dt.timedelta(days=2))
    title_about_space("Space two", days=1)
    title_about_space("Cooking", days=1)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    assert count_new_titles(now=timezone.now(), by=CLOCK) == (0, 0), "counted this hour already"
    assert count_new_titles(now=tomorrow, by=CLOCK) == (1, 1)
    kept.refresh_from_db()
    assert kept.new_count == 1
    assert count_new_titles(now=tomorrow + dt.timedelta(hours=21), by=CLOCK)[0] == 1
    notice = Notice.objects.filter(kind="library.searches_new").first()
    assert notice is not None
    said = str(list(Notice.objects.values()))
    assert "space" not in said.lower()
    assert "rockets" not in said.lower()
    assert see_search(kept, by=cast.stu.actor).new_count == 0


def test_told_once_a_week(cast: Cast) -> None:
    save_search(name="All", text="space", by=cast.stu.actor)
    SavedSearch.objects.update(seen_at=timezone.now() - dt.timedelta(days=2))
    title_about_space("Space two", days=1)
    monday = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)
    told = [count_new_titles(now=monday + dt.timedelta(days=day), by=CLOCK)[1] for day in (0, 1, 2, 7)]
    assert told == [1, 0, 0, 1]


def test_nobody_else_sees_it(cast: Cast) -> None:
    kept = save_search(name="Rockets", text="space", by=cast.stu.actor)
    for other in (cast.tia, cast.lib, cast.dita, cast.tess):
        assert not SavedSearch.objects.all().visible_to(other.actor).exists()
        for act in (
            lambda by: rename_search(kept, name="x", by=by),
            lambda by: see_search(kept, by=by),
            lambda by: remove_search(kept, by=by),
        ):
            with pytest.raises(NotFound):
                act(other.actor)
    assert not AuditEntry.objects.filter(verb__startswith="library.").exists()
    with pytest.raises(Forbidden):
        save_search(name="x", text="y", by=ANONYMOUS)


@pytest.mark.parametrize(("values", "field"), [({"name": "x"}, "text"), ({"name": "x" * 121, "text": "y"}, "name")])
def test_bad_input(cast: Cast, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_search(**values, by=cast.stu.actor)  # type: ignore[arg-type]
    assert refused.value.field == field
    odd = save_search(
        name="odd", text="\x00 'a\" NEAR( %", limits={"format": "book", "nonsense": "1"}, by=cast.stu.actor
    )
    assert odd.limits == {"format": "book"}
    SavedSearch.objects.update(counted_at=timezone.now() - dt.timedelta(days=3))
    count_new_titles(now=timezone.now(), by=CLOCK)


def test_a_librarian_publishes_one_in_a_pathfinder(cast: Cast) -> None:
    kept = save_search(name="All about space", text="space", limits={"format": "book"}, by=cast.lib.actor)
    way = make_pathfinder(cast.lib, "Space")
    part = put_search_in_pathfinder(kept, way, by=cast.lib.actor)
    assert (part.kind, part.heading) == (PathfinderPart.Kind.SEARCH, "All about space")
    shown = shown_parts(content_of(way), ANONYMOUS)[-1]
    assert shown.url == f"{reverse('library:found')}?q=space&format=book"
    with pytest.raises(Forbidden):
        put_search_in_pathfinder(save_search(name="x", text="y", by=cast.tia.actor), way, by=cast.tia.actor)


def test_on_screen(client: Client, cast: Cast) -> None:
    title_about_space("Space one", days=0)
    page = reverse("library:found")
    assert "Keep this search" not in client.get(page, {"q": "space"}).content.decode()
    client.force_login(cast.lib.account)
    assert "Keep this search" in client.get(page, {"q": "space", "format": "book"}).content.decode()
    client.post(reverse("library:search_save"), {"q": "space", "format": "book"})
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.limits) == ("space", {"format": "book"})
    SavedSearch.objects.update(new_count=2)
    assert "2 new" in client.get(reverse("library:mine")).content.decode()
    one = reverse("library:saved_search", args=[kept.pk])
    assert "Put it into a pathfinder" not in client.get(one).content.decode()
    way = make_pathfinder(cast.lib, "Space")
    assert "Put it into a pathfinder" in client.get(one).content.decode()
    answer = client.post(one)
    assert answer["Location"] == f"{page}?q=space&format=book&order=new"
    kept.refresh_from_db()
    assert kept.new_count == 0
    client.post(reverse("library:saved_search_publish", args=[kept.pk]), {"way": way.pk})
    assert way.parts.filter(kind="search").exists()
    client.post(reverse("library:saved_search_rename", args=[kept.pk]), {"name": "Stars"})
    client.force_login(cast.stu.account)
    assert client.get(one).status_code == 404
    client.force_login(cast.lib.account)
    client.post(reverse("library:saved_search_remove", args=[kept.pk]))
    assert not SavedSearch.objects.exists()
