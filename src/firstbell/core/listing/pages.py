"""The page of a list: what was asked for, drawn; and the answer to what is sent to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from firstbell.core.http import Request
from firstbell.core.listing import posts, registry
from firstbell.core.listing.asked import Asked, address, kept_query, same_query
from firstbell.core.listing.columns import Column, Listing
from firstbell.core.listing.exports import FORMATS, _export
from firstbell.core.listing.saved_views import habit_of, views_of
from firstbell.core.models import ListHabit, SavedView
from firstbell.core.paging import window
from firstbell.core.ui import shapes

PAGE_SIZE = 50
# Nobody reads past this many rows; they filter. Counting on would cost more than the page.
COUNT_CAP = 5_000


def list_page(
    request: Request,
    listing: Listing[Any],
    *,
    template: str = "core/list.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """The page, or with ``?format=`` the whole list as a file or on paper. A POST is one of ``posts.answer``."""
    habit = habit_of(listing.name, request.actor)
    kept = habit.columns if habit is not None else ()
    if request.method == "POST":
        return posts.answer(request, listing, kept)
    asked = Asked(listing, request.actor, request.GET, request.path, kept)
    if request.GET.get("format") in FORMATS:
        return _export(request, asked, request.GET["format"])
    views = views_of(listing.name, request.actor)
    elsewhere = _opening(request, views, habit)
    if elsewhere:
        return HttpResponseRedirect(elsewhere)
    drawn = _drawn(asked, _bar(asked, views, habit))
    return render(request, template, {"page_title": listing.title, "listing": drawn, **(context or {})})


def _opening(request: Request, views: Sequence[SavedView], habit: ListHabit | None) -> str:
    """Where to go on to: a view is opened by its whole address, so that the address always says what is shown."""
    if request.htmx or set(request.GET) - {"view"}:
        return ""
    default = str(habit.default_view_id) if habit is not None and habit.default_view_id is not None else ""
    wanted = request.GET.get("view", default)
    view = next((one for one in views if str(one.pk) == wanted), None)
    if view is None or (not view.query and "view" in request.GET):
        return ""
    return view_url(request.path, view)


def view_url(path: str, view: SavedView) -> str:
    return address(path, f"view={view.pk}&{view.query}" if view.query else f"view={view.pk}")


def _bar(asked: Asked, views: Sequence[SavedView], habit: ListHabit | None) -> shapes.ViewsBar:
    current = next((view for view in views if str(view.pk) == asked.query.get("view")), None)
    default_id = habit.default_view_id if habit is not None else None
    query = kept_query(asked.query)
    return shapes.ViewsBar(
        tabs=[
            shapes.Tab("All", address(asked.path, "view=all"), active=current is None),
            *(shapes.Tab(view.name, view_url(asked.path, view), active=view == current) for view in views),
        ],
        current=current,
        is_own=current is not None and current.owner_id == asked.actor.account_id,
        is_default=current is not None and current.pk == default_id,
        is_changed=current is not None and not same_query(query, current.query),
        can_keep=asked.actor.account_id is not None,
        query=asked.query.urlencode(),
        left_out=asked.left_out(),
    )


def _drawn(asked: Asked, bar: shapes.ViewsBar) -> shapes.PlainListing:
    listing = asked.listing
    number = _page_number(asked.query.get("page", "1"))
    queryset = asked.rows()
    start = (number - 1) * PAGE_SIZE
    rows = window(queryset, start, start + PAGE_SIZE + 1)
    has_next = len(rows) > PAGE_SIZE
    rows = listing.prepared(rows[:PAGE_SIZE], asked.actor)
    total = queryset.order_by()[: COUNT_CAP + 1].count()
    active = asked.active_filters()
    actions = registry.actions_for(listing.name, asked.actor)
    return shapes.PlainListing(
        columns=[_header(asked, column) for column in asked.all_columns],
        rows=[_row(listing, asked.visible, row) for row in rows],
        page=shapes.Page(
            number=number,
            has_prev=number > 1,
            has_next=has_next,
            prev_url=asked.url_with(page=number - 1 if number > 2 else None),
            next_url=asked.url_with(page=number + 1),
            start=start + 1 if rows else 0,
            end=start + len(rows),
            total=min(total, COUNT_CAP),
            total_capped=total > COUNT_CAP,
        ),
        empty=listing.empty_filtered if active else listing.empty,
        filters=list(asked.form) if asked.form is not None else [],
        active_filters=active,
        export_url=asked.url_with(format="csv", page=None),
        exports=[(word, asked.url_with(format=key, page=None)) for key, word in FORMATS.items()],
        search=asked.search,
        views=bar,
        bulk=[shapes.Choice(action.key, action.label, action.icon) for action in actions],
    )


def _page_number(text: str) -> int:
    # Deep offsets read every row before them, so pages end where counting ends.
    return min(max(int(text), 1), COUNT_CAP // PAGE_SIZE) if text.isdecimal() and len(text) < 9 else 1


def _header(asked: Asked, column: Column[Any]) -> shapes.Column:
    is_sorted = column.key == asked.sort_key
    next_sort = f"-{column.key}" if is_sorted and not asked.descending else column.key
    return shapes.Column(
        key=column.key,
        label=column.label,
        sortable=bool(column.sort),
        sorted=("desc" if asked.descending else "asc") if is_sorted else "",
        sort_url=asked.url_with(sort=next_sort, page=None) if column.sort else "",
        numeric=column.numeric,
        visible=column in asked.visible,
        fixed=column.primary,
    )


def _row(listing: Listing[Any], columns: Sequence[Column[Any]], row: Any) -> shapes.Row:
    cells = [
        shapes.Cell(
            text=shown(column.value(row)),
            html=column.html(row) if column.html is not None else "",
            numeric=column.numeric,
            primary=column.primary,
            code=column.code,
        )
        for column in columns
    ]
    naming = next((shown(column.value(row)) for column in columns if column.primary), row)
    return shapes.Row(cells=cells, url=listing.url(row), key=str(row.pk), name=str(naming))


def shown(value: object) -> object:
    return "" if value is None else value
