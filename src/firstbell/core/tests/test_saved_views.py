"""Saved views: one's own and shared ones, the one a list opens with, columns that stay, and views that have grown old."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.listing import pages, saved_views
from firstbell.core.listing.pages import list_page
from firstbell.core.models import AuditEntry, SavedView
from firstbell.core.permissions import CorePermission as Core
from firstbell.core.tests.actors import actor
from firstbell.core.tests.test_listing import Entries, make

pytestmark = pytest.mark.django_db

NAME = Entries.name


def somebody(account_id: int = 1, at: str = "1.", *permissions: str) -> Actor:
    one = actor(*(permissions or (Core.SEARCH_USE, Core.VIEW_SHARE)), at=at, key=f"account:{account_id}")
    return Actor(key=one.key, name=f"Person {account_id}", grants=one.grants, account_id=account_id)


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "share_places", lambda _by: [("1.", "District"), ("1.4.", "Elm"), ("1.5.", "Oak")])


@pytest.fixture(autouse=True)
def _draw_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "render", lambda _request, _template, context: context["listing"])


def ask(query: str = "", by: Actor | None = None, *, htmx: bool = False) -> Any:
    request: Any = RequestFactory().get(f"/list/?{query}")
    request.actor, request.htmx = by or somebody(), htmx
    return list_page(request, Entries())


def send(by: Actor | None = None, **values: Any) -> Any:
    request: Any = RequestFactory().post("/list/", values)
    request.actor, request.htmx, request._messages = by or somebody(), False, Heard()
    response: Any = list_page(request, Entries())
    response.told = request._messages.texts
    return response


class Heard:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.texts.append(str(message))


def texts(listing: Any) -> list[str]:
    return [row.cells[0].text for row in listing.rows]


def test_a_view_is_saved_and_opened_by_its_whole_address() -> None:
    make(2, via="cli", summary="Other")
    make(2)
    response = send(do="save_view", name="  From the  command line ", query="via=cli&sort=-what&columns=note&page=3")
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("From the command line", "via=cli&sort=-what&columns=note")
    assert f"view={view.pk}" in response["Location"]

    opened = ask(f"view={view.pk}")
    assert opened.status_code == 302
    shown = ask(opened["Location"].partition("?")[2])
    assert texts(shown) == ["Other 0001", "Other 0000"]
    assert [tab.active for tab in shown.views.tabs] == [False, True]
    assert not shown.views.is_changed
    changed = ask(f"view={view.pk}&via=cli&sort=what")
    assert changed.views.is_changed
    send(do="update_view", view=view.pk, query=f"view={view.pk}&via=cli&sort=what")
    view.refresh_from_db()
    assert view.query == "via=cli&sort=what"


def test_a_name_is_needed_and_is_ones_own_once() -> None:
    saved_views.save_view(NAME, name="Mine", query="", by=somebody())
    with pytest.raises(Conflict):
        saved_views.save_view(NAME, name="MINE", query="", by=somebody())
    with pytest.raises(Invalid):
        saved_views.save_view(NAME, name="  ", query="", by=somebody())
    with pytest.raises(Invalid):
        saved_views.save_view(NAME, name="Long", query="q=" + "x" * 3000, by=somebody())
    saved_views.save_view(NAME, name="Mine", query="", by=somebody(2))
    assert send(do="save_view", name="mine", query="").told == [
        "You have a view called “mine” here. Choose another name."
    ]


@pytest.mark.parametrize(
    ("at", "sees"), [("1.4.", True), ("1.4.9.", True), ("1.", True), ("", True), ("1.5.", False), ("1.44.", False)]
)
def test_a_shared_view_is_seen_where_it_is_shared(at: str, sees: bool) -> None:
    view = saved_views.save_view(NAME, name="Ours", query="via=cli", by=somebody())
    other = somebody(2, at)
    assert saved_views.views_of(NAME, other) == []
    saved_views.share_view(view, path="1.4.", by=somebody())
    assert (view in saved_views.views_of(NAME, other)) is sees
    assert AuditEntry.objects.filter(verb="core.view_shared", note="With Elm").count() == 1


def test_sharing_needs_the_permission_there_and_ownership() -> None:
    view = saved_views.save_view(NAME, name="Ours", query="", by=somebody())
    with pytest.raises(Forbidden):
        saved_views.share_view(view, path="1.5.", by=somebody(1, "1.4."))
    with pytest.raises(Invalid):
        saved_views.share_view(view, path="1.9.", by=somebody())
    with pytest.raises(NotFound):
        saved_views.share_view(view, path="1.", by=somebody(2))
    saved_views.share_view(view, path="1.4.", by=somebody())
    for act in (saved_views.delete_view, lambda v, *, by: saved_views.rename_view(v, name="x", by=by)):
        with pytest.raises(NotFound):
            act(view, by=somebody(2))
    saved_views.share_view(view, path=None, by=somebody(2))  # who may share there may also stop it
    assert saved_views.views_of(NAME, somebody(2)) == []


def test_a_student_sees_no_shared_views() -> None:
    view = saved_views.save_view(NAME, name="Late", query="", by=somebody())
    saved_views.share_view(view, path="1.", by=somebody())
    assert saved_views.views_of(NAME, somebody(3, "1.4.", "helpdesk.ticket.open")) == []


def test_the_list_opens_with_the_chosen_view_and_all_is_a_tab_away() -> None:
    view = saved_views.save_view(NAME, name="Mine", query="via=cli", by=somebody())
    send(do="open_with", view=view.pk, query="")
    assert ask()["Location"] == f"/list/?view={view.pk}&via=cli"
    assert ask("", somebody(2)).views.tabs[0].active
    assert ask("view=all").views.tabs[0].active
    assert ask("", htmx=True).rows == []  # a cleared filter is no new visit
    send(do="open_with", view="", query="")
    assert ask().rows == []
    send(do="open_with", view=view.pk, query="")
    saved_views.delete_view(view, by=somebody())
    assert ask().views.tabs[0].active


def test_an_old_view_opens_and_says_what_was_left_out() -> None:
    make(1, via="cli")
    make(1)
    left = ask("view=7&via=fax&colour=red&columns=note&columns=price&sort=price")
    assert texts(left) == ["Entry 0000", "Entry 0000"]
    assert [column.key for column in left.columns if column.visible] == ["what", "note"]
    assert set(left.views.left_out) == {
        "the column “price”",
        "the order by “price”",
        "Via “fax”",
        "the filter “colour”",
    }
    assert ask("via=cli").views.left_out == []


def test_columns_stay_for_the_person_in_their_order() -> None:
    make(1)
    send(do="columns", query="via=web", columns=["note", "what", "via"])
    assert [column.key for column in ask().columns if column.visible] == ["note", "what", "via"]
    assert [column.key for column in ask("", somebody(2)).columns if column.visible] == ["what", "via"]
    send(do="columns", query="", columns=["note", "what", "via"], move="via:left")
    assert [column.key for column in ask().columns if column.visible] == ["note", "via", "what"]
    send(do="columns", query="", columns=["note"], reset="1")
    assert [column.key for column in ask().columns if column.visible] == ["what", "via"]


def test_on_a_view_columns_go_into_the_address_until_it_is_saved() -> None:
    response = send(do="columns", query="view=4&via=cli", columns=["note", "nonsense"])
    assert QueryDict(response["Location"].partition("?")[2]).getlist("columns") == ["note"]
    assert [column.key for column in ask().columns if column.visible] == ["what", "via"]


def test_the_number_of_queries_does_not_grow_with_views() -> None:
    make(3)
    for number in range(8):
        saved_views.save_view(NAME, name=f"View {number}", query="via=cli", by=somebody())
    with CaptureQueriesContext(connection) as queries:
        ask("view=all")
    assert len(queries) == 5


def test_nonsense_is_refused() -> None:
    assert send(do="format_disk").status_code == 405
    assert send(do="open_with", view="99", query="").told == [
        "This view is gone. Its owner deleted it or shares it no longer."
    ]
    assert "cannot be done here" in send(do="bulk", action="x", query="", row="1").told[0]
