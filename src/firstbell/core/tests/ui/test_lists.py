"""The list page: columns, cells, filters kept, pages."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from firstbell.core.ui.lists import count_text, kept_pairs, table_context
from firstbell.core.ui.marks import badge
from firstbell.core.ui.shapes import ActiveFilter, Cell, Column, Empty, Page, PlainListing, Row

HOSTILE = "<script>alert(1)</script>"


class StateFilter(forms.Form):
    state = forms.ChoiceField(required=False, choices=[("", "Any"), ("out", "Out")])


def listing(rows: int = 2) -> PlainListing:
    return PlainListing(
        columns=[
            Column("tag", "Tag", True, "asc", "?sort=-tag"),
            Column("hidden", "Hidden", visible=False),
            Column("state", "State"),
            Column("owed", HOSTILE, True, "", "?sort=owed", numeric=True),
        ],
        rows=[
            Row(
                [Cell(f"NM-{n}{HOSTILE}", primary=True, code=True), Cell(html=badge("Out")), Cell("")],
                f"/d/{n}/",
                str(n),
            )
            for n in range(rows)
        ],
        page=Page(2, True, True, "?page=1", "?page=3", 51, 52, 10_000, True),
        empty=Empty("laptop", "No devices", "Import some.", "Import", "/imports/"),
        filters=list(StateFilter({"state": "out"})),
        active_filters=[ActiveFilter("State", HOSTILE, "?")],
        export_url="?format=csv",
        search=HOSTILE,
    )


def drawn(query: str = "", rows: int = 2) -> str:
    request = RequestFactory().get(f"/devices/{query}")
    return render_to_string("core/list.html#listing", {"listing": listing(rows), "page_title": "Devices"}, request)


def test_hidden_columns_have_no_header_and_cells_name_their_column() -> None:
    context = table_context(listing())
    assert [column.key for column in context["columns"]] == ["tag", "state", "owed"]
    assert [pair["column"].label for pair in context["rows"][0]["pairs"]] == ["Tag", "State", HOSTILE]
    html = drawn()
    assert 'data-label="State"' in html
    assert 'data-label="Hidden"' not in html


def test_a_row_of_dicts_draws_the_same() -> None:
    rows = {"columns": [{"key": "a", "label": "A"}], "rows": [{"url": "/a/", "cells": [{"text": "x"}]}]}
    html = Template("{% load ui %}{% data_table listing %}").render(Context({"listing": rows}))
    assert '<a class="row-link" href="/a/">x</a>' in html  # no cell is primary, so the first one names the row


def test_sorting_is_a_link_that_says_how_it_is_sorted() -> None:
    html = drawn()
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-tag"' in html


def test_hostile_text_stays_text_in_headers_cells_and_chips() -> None:
    assert "<script>alert" not in drawn()


def test_the_count_is_capped_in_words() -> None:
    assert count_text(1204, capped=False) == "1,204"
    assert "10,000+ found" in drawn()
    assert "51–52" in drawn()


def test_an_empty_list_says_what_to_do_next() -> None:
    html = drawn(rows=0)
    assert "<table" not in html
    assert 'href="/imports/"' in html


def test_what_else_is_in_the_address_is_kept_once_and_empty_values_are_not() -> None:
    query = QueryDict("q=ana&sort=-tag&columns=tag&columns=state&page=4&state=")
    assert kept_pairs(query, ["q", "page"]) == [("sort", "-tag"), ("columns", "tag"), ("columns", "state")]
    assert kept_pairs(None, []) == []


def test_filtering_keeps_the_sorting_and_forgets_the_page() -> None:
    request = RequestFactory().get("/devices/?q=ana&state=out&sort=-tag&page=4")
    source = Template("{% load ui %}{% filter_bar listing %}{% column_chooser listing %}")
    html = source.render(Context({"listing": listing(), "request": request}))
    bar, _, chooser = html.partition("<details")
    assert '<input type="hidden" name="sort" value="-tag">' in bar
    assert 'type="hidden" name="state"' not in bar
    assert 'name="page"' not in html
    assert '<input type="hidden" name="state" value="out">' in chooser
    assert '<option value="out" selected>' in bar
