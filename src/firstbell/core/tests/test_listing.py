"""List pages: sort, filter, columns, pages, export; always the same number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.listing import Column, Listing, exports, list_page, pages
from firstbell.core.models import AuditEntry, Disclosure
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db


class Filter(forms.Form):
    via = forms.ChoiceField(required=False, choices=[("", "All"), ("web", "Web"), ("cli", "Command line")])


class Entries(Listing[AuditEntry]):
    name = "test.entries"
    title = "Entries"
    default_sort = "what"
    filter_form = Filter
    columns: ClassVar = (
        Column("what", "What", value=lambda row: row.summary, sort=("summary", "pk"), primary=True),
        Column("via", "Through", value=lambda row: row.via, sort=("via",)),
        Column("note", "Note", value=lambda row: row.note, shown=False),
    )

    def queryset(self, actor: Actor) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.all()

    def filtered(self, queryset: QuerySet[AuditEntry], data: Mapping[str, Any], actor: Actor) -> QuerySet[AuditEntry]:
        return queryset.filter(via=data["via"]) if data.get("via") else queryset

    def searched(self, queryset: QuerySet[AuditEntry], text: str, actor: Actor) -> QuerySet[AuditEntry]:
        return queryset.filter(summary__startswith=text)


def make(count: int, *, summary: str = "Entry", via: str = "web", note: str = "") -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            change_id=uuid.uuid4(),
            at=timezone.now(),
            actor_key="a",
            actor_name="A",
            via=via,
            verb="x.y",
            summary=f"{summary} {number:04}",
            subject_kind="x",
            subject_id=1,
            subject_label="x",
            org_path="1.",
            note=note,
        )
        for number in range(count)
    )


@pytest.fixture(autouse=True)
def _draw_nothing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The tests look at what the template is given; only the last one draws it."""
    if "draws" not in request.node.name:
        monkeypatch.setattr(pages, "render", lambda _request, _template, context: context["listing"])


def get(query: str = "") -> Any:
    request: Any = RequestFactory().get(f"/list/?{query}")
    request.actor, request.htmx = actor(), False
    return list_page(request, Entries())


def texts(listing: Any) -> list[str]:
    return [row.cells[0].text for row in listing.rows]


def test_sorting_both_ways_and_by_nonsense() -> None:
    make(3)
    assert texts(get()) == ["Entry 0000", "Entry 0001", "Entry 0002"]
    assert texts(get("sort=-what")) == ["Entry 0002", "Entry 0001", "Entry 0000"]
    assert texts(get("sort=note")) == texts(get("sort=;DROP")) == texts(get())


def test_filter_search_and_the_way_back() -> None:
    make(2, via="cli", summary="Other")
    make(1)
    listing = get("via=cli&q=Other")
    assert texts(listing) == ["Other 0000", "Other 0001"]
    assert {(one.label, one.value) for one in listing.active_filters} == {("Search", "Other"), ("Via", "Command line")}
    assert listing.active_filters[1].clear_url == "/list/?q=Other"
    assert texts(get("via=nonsense")) == texts(get())


def test_columns_can_be_chosen_but_the_name_stays() -> None:
    make(1)
    listing = get("columns=note")
    assert [column.key for column in listing.columns if column.visible] == ["what", "note"]
    assert len(listing.rows[0].cells) == 2


def test_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    make(120)
    first, third = get(), get("page=3")
    assert (first.page.start, first.page.end, first.page.total, first.page.has_next) == (1, 50, 120, True)
    assert (third.page.start, third.page.end, third.page.has_next) == (101, 120, False)
    assert get("page=-1").page.number == get("page=x").page.number == 1
    monkeypatch.setattr(pages, "COUNT_CAP", 100)
    capped = get()
    assert (capped.page.total, capped.page.total_capped) == (100, True)


@pytest.mark.parametrize("count", [60, 600])
def test_the_number_of_queries_does_not_grow(count: int) -> None:
    make(count)
    with CaptureQueriesContext(connection) as queries:
        get()
    assert len(queries) == 5  # keys, rows, count, views, habits


def test_the_export_is_whole_formula_safe_and_keeps_zeros() -> None:
    make(1100)
    make(1, summary="=HYPERLINK(1)", note="0042")
    response = get("format=csv&columns=what&columns=note&q=%3DHYP")
    text = b"".join(response.streaming_content).decode()
    assert text == "\ufeffWhat,Note\r\n'=HYPERLINK(1) 0000,0042\r\n"
    assert len(b"".join(get("format=csv").streaming_content).splitlines()) == 1102


@pytest.mark.parametrize("kind", ["csv", "xlsx", "print"])
def test_every_export_is_written_down_before_it_leaves(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make(3)
    monkeypatch.setattr(exports, "render", lambda _request, _template, context: context["rows"])
    get(f"format={kind}&q=Entry&columns=note")
    kept = Disclosure.objects.get()
    assert (kept.what, kept.rows, kept.elements) == ("test.entries", 3, ["What", "Note"])
    monkeypatch.setitem(exports.MOST, kind, 2)
    monkeypatch.setattr(exports, "redirect_with_toast", lambda _request, _url, toast: toast.text)
    assert "at most 2 rows" in get(f"format={kind}")
    assert Disclosure.objects.count() == 1


def test_it_draws_hostile_text_as_text() -> None:
    make(1, summary="<script>alert(1)</script>")
    request: Any = RequestFactory().get("/list/")
    request.actor, request.htmx, request.user, request._messages = actor(), False, AnonymousUser(), []
    html = list_page(request, Entries()).content.decode()  # type: ignore[attr-defined]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 0000" in html
    assert "<script>alert" not in html
