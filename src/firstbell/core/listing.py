"""List pages: a room says what a row is, this does sorting, filters, columns, pages and CSV export.

Subclass :class:`Listing` in ``views/<noun>.py`` and answer with ``list_page(request, TheList())``.
Whatever the number of rows, a page costs one query for the rows and one for a count that stops
counting at ``COUNT_CAP``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.csv_safety import safe_cell
from firstbell.core.disclosures import disclose_rows
from firstbell.core.http import Request
from firstbell.core.ui import shapes
from firstbell.core.ui.shapes import Empty

PAGE_SIZE = 50
# Nobody reads past this many rows; they filter. Counting on would cost more than the page.
COUNT_CAP = 10_000

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Column(Generic[M]):
    """``value`` is what is shown and exported; ``html`` a richer cell; ``sort`` the ascending order."""

    key: str
    label: str
    value: Callable[[M], object]
    sort: tuple[str, ...] = ()
    html: Callable[[M], SafeString | str] | None = None
    numeric: bool = False
    primary: bool = False
    code: bool = False
    shown: bool = True


class Listing(Generic[M]):
    """What a room says about one of its lists."""

    name: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[Sequence[Column[Any]]]
    default_sort: ClassVar[str]
    filter_form: ClassVar[type[forms.Form] | None] = None
    #: Lookups from a row to the ids of the people it is about, for the disclosure log: ``("borrower_id",)``.
    about: ClassVar[Sequence[str]] = ()
    empty: ClassVar[Empty] = Empty("search", "Nothing here", "Change the filters or the search.")
    empty_filtered: ClassVar[Empty] = Empty("search", "Nothing matches", "Clear a filter or try another word.")

    def queryset(self, actor: Actor) -> QuerySet[M]:
        """Start from ``visible_to(actor)``; ``select_related`` whatever the columns read."""
        raise NotImplementedError

    def form(self, data: QueryDict, actor: Actor) -> forms.Form | None:
        """The filter form; override to offer only choices that the actor may see."""
        return self.filter_form(data or None) if self.filter_form is not None else None

    def filtered(self, queryset: QuerySet[M], data: Mapping[str, Any], actor: Actor) -> QuerySet[M]:
        """Apply the filter form's cleaned values (empty ones included)."""
        return queryset

    def searched(self, queryset: QuerySet[M], text: str, actor: Actor) -> QuerySet[M]:
        """Apply the text of the list's own search field."""
        return queryset

    def url(self, row: M) -> str:
        """Where a row leads."""
        return ""

    def prepared(self, rows: list[M], actor: Actor) -> list[M]:
        """Attach to the rows of one page what columns need and a join cannot give, in constant queries."""
        return rows


@dataclass
class _Asked:
    """The listing as this request asks for it."""

    listing: Listing[Any]
    request: Request

    def __post_init__(self) -> None:
        get = self.request.GET
        self.search = get.get("q", "").strip()[:200]
        self.form = self.listing.form(get, self.request.actor)
        by_key = {column.key: column for column in self.listing.columns}
        asked_sort = get.get("sort", self.listing.default_sort)
        self.descending = asked_sort.startswith("-")
        key = asked_sort.removeprefix("-")
        if key not in by_key or not by_key[key].sort:
            key, self.descending = (
                self.listing.default_sort.removeprefix("-"),
                self.listing.default_sort.startswith("-"),
            )
        self.sort_key = key
        chosen = [key for key in get.getlist("columns") if key in by_key]
        self.visible = [
            column
            for column in self.listing.columns
            if (column.key in chosen if chosen else column.shown) or column.primary
        ]

    def ordered(self) -> QuerySet[Any]:
        queryset = self.listing.queryset(self.request.actor)
        if self.form is not None and self.form.is_bound and self.form.is_valid():
            queryset = self.listing.filtered(queryset, self.form.cleaned_data, self.request.actor)
        elif self.form is not None:
            initial = {name: field.initial for name, field in self.form.fields.items()}
            queryset = self.listing.filtered(queryset, initial, self.request.actor)
        if self.search:
            queryset = self.listing.searched(queryset, self.search, self.request.actor)
        column = next(one for one in self.listing.columns if one.key == self.sort_key)
        order = [f"-{name}" if self.descending else name for name in column.sort]
        return queryset.order_by(*_flip_double_minus(order), *(() if _ends_unique(order) else ("pk",)))

    def url_with(self, **changes: str | int | None) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        encoded = query.urlencode()
        return f"{self.request.path}?{encoded}" if encoded else self.request.path


def _flip_double_minus(order: list[str]) -> list[str]:
    return [name.removeprefix("--") for name in order]


def _ends_unique(order: list[str]) -> bool:
    return bool(order) and order[-1].lstrip("-") in {"pk", "id"}


def list_page(
    request: Request,
    listing: Listing[Any],
    *,
    template: str = "core/list.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    """The page, the part of it that htmx asks for, or with ``?format=csv`` the whole list as a file."""
    asked = _Asked(listing, request)
    if request.GET.get("format") == "csv":
        return _export(asked)
    number = _page_number(request.GET.get("page", "1"))
    queryset = asked.ordered()
    start = (number - 1) * PAGE_SIZE
    rows = list(queryset[start : start + PAGE_SIZE + 1])
    has_next = len(rows) > PAGE_SIZE
    rows = listing.prepared(rows[:PAGE_SIZE], request.actor)
    total = queryset.order_by()[: COUNT_CAP + 1].count()
    drawn = shapes.PlainListing(
        columns=[_header(asked, column) for column in listing.columns],
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
        empty=listing.empty_filtered if (asked.search or _active(asked)) else listing.empty,
        filters=list(asked.form) if asked.form is not None else [],
        active_filters=_active(asked),
        export_url=asked.url_with(format="csv", page=None),
        search=asked.search,
    )
    return render(request, template, {"page_title": listing.title, "listing": drawn, **(context or {})})


def _page_number(text: str) -> int:
    # Deep offsets read every row before them, so pages end where counting ends.
    return min(max(int(text), 1), COUNT_CAP // PAGE_SIZE) if text.isdecimal() and len(text) < 9 else 1


def _header(asked: _Asked, column: Column[Any]) -> shapes.Column:
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
    )


def _row(listing: Listing[Any], columns: Sequence[Column[Any]], row: Any) -> shapes.Row:
    cells = [
        shapes.Cell(
            text=_shown(column.value(row)),
            html=column.html(row) if column.html is not None else "",
            numeric=column.numeric,
            primary=column.primary,
            code=column.code,
        )
        for column in columns
    ]
    return shapes.Row(cells=cells, url=listing.url(row), key=str(row.pk))


def _shown(value: object) -> object:
    return "" if value is None else value


def _active(asked: _Asked) -> list[shapes.ActiveFilter]:
    """The filters that are on, each with the address that clears it."""
    found = []
    if asked.search:
        found.append(shapes.ActiveFilter("Search", asked.search, asked.url_with(q=None, page=None)))
    form = asked.form
    if form is not None and form.is_bound and form.is_valid():
        for name, field in form.fields.items():
            value = form.cleaned_data.get(name)
            if value not in (None, "", [], False) and value != field.initial and name in asked.request.GET:
                text = _filter_text(field, value)
                found.append(
                    shapes.ActiveFilter(str(form[name].label), text, asked.url_with(**{name: None, "page": None}))
                )
    return found


def _filter_text(field: forms.Field, value: object) -> str:
    choices = dict(_flat(getattr(field, "choices", ())))
    return str(choices.get(str(getattr(value, "pk", value)), value))


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), str(text)) for inner, text in label)
        else:
            yield str(key), str(label)


class _Echo:
    """A file that gives each written line back, for streaming."""

    def write(self, line: str) -> str:
        return line


def _export(asked: _Asked) -> HttpResponseBase:
    """The visible columns of every row that matches, formula-safe, as it is read from the database."""
    writer = csv.writer(_Echo())
    listing, labels = asked.listing, [column.label for column in asked.visible]
    title = f"{listing.title}, as CSV"
    disclose_rows(
        listing.name, asked.ordered(), title=title, elements=labels, about=listing.about, by=asked.request.actor
    )

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(labels)
        batch: list[Any] = []
        for row in asked.ordered().iterator(chunk_size=1000):
            batch.append(row)
            if len(batch) == 1000:
                yield from written(batch)
                batch = []
        yield from written(batch)

    def written(batch: list[Any]) -> Iterator[str]:
        for row in asked.listing.prepared(batch, asked.request.actor):
            yield writer.writerow([safe_cell(_shown(column.value(row))) for column in asked.visible])

    stamp = timezone.localdate().isoformat()
    response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
        lines(), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{asked.listing.name.replace(".", "-")}-{stamp}.csv"'
    )
    return response
