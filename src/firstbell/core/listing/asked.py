"""A list as one address asks for it: which rows, in which order, which columns, and what of that could not be honoured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from firstbell.core.actor import Actor
from firstbell.core.listing.columns import Column, Listing
from firstbell.core.ui import shapes

OWN_WORDS = frozenset({"q", "sort", "columns", "page", "format", "view", "selection"})
"""Parameters of the list itself; every other one is a filter's."""
PASSING = ("page", "format", "view", "selection", "do", "csrfmiddlewaretoken")
"""Parameters that do not belong to what a saved view keeps."""


@dataclass
class Asked:
    """``query`` is read as the address's; ``kept_columns`` are the person's own choice when the address names none."""

    listing: Listing[Any]
    actor: Actor
    query: QueryDict
    path: str
    kept_columns: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.search = self.query.get("q", "").strip()[:200]
        self.form = self.listing.form(self.query, self.actor)
        self.by_key = {column.key: column for column in self.listing.columns}
        self.sort_key, self.descending = self._sorting()
        wanted = self.query.getlist("columns") or list(self.kept_columns)
        self.visible = self._visible([key for key in dict.fromkeys(wanted) if key in self.by_key])

    def _sorting(self) -> tuple[str, bool]:
        asked = self.query.get("sort", self.listing.default_sort)
        key = asked.removeprefix("-")
        if key not in self.by_key or not self.by_key[key].sort:
            asked = self.listing.default_sort
        return asked.removeprefix("-"), asked.startswith("-")

    def _visible(self, chosen: list[str]) -> list[Column[Any]]:
        """The chosen columns in their order, or the usual ones; what names the row is always there."""
        if not chosen:
            return [column for column in self.listing.columns if column.shown or column.primary]
        naming = [c for c in self.listing.columns if c.primary and c.key not in chosen]
        return [*naming, *(self.by_key[key] for key in chosen)]

    @property
    def all_columns(self) -> list[Column[Any]]:
        """The visible ones in their order, then the others."""
        return [*self.visible, *(column for column in self.listing.columns if column not in self.visible)]

    def values(self) -> dict[str, Any]:
        """What the filters say; one that does not hold counts as not set."""
        if self.form is None:
            return {}
        usual = {name: field.initial for name, field in self.form.fields.items()}
        if not self.form.is_bound:
            return usual
        if self.form.is_valid():
            return dict(self.form.cleaned_data)
        return {name: self.form.cleaned_data.get(name, usual[name]) for name in usual}

    def rows(self) -> QuerySet[Any]:
        """Everything that matches, in order; every order ends on something unique."""
        queryset = self.listing.queryset(self.actor)
        if self.form is not None:
            queryset = self.listing.filtered(queryset, self.values(), self.actor)
        if self.search:
            queryset = self.listing.searched(queryset, self.search, self.actor)
        column = self.by_key[self.sort_key]
        order = [f"-{name}" if self.descending else name for name in column.sort]
        flat = [name.removeprefix("--") for name in order]
        return queryset.order_by(*flat, *(() if _ends_unique(flat) else ("pk",)))

    def left_out(self) -> list[str]:
        """What the address asks for and the list does not have (any more), in words."""
        missing = [f"the column “{key}”" for key in self.query.getlist("columns") if key not in self.by_key]
        sort = self.query.get("sort", self.listing.default_sort).removeprefix("-")
        if sort not in self.by_key or not self.by_key[sort].sort:
            missing.append(f"the order by “{sort}”")
        fields: Mapping[str, forms.Field] = self.form.fields if self.form is not None else {}
        if self.form is not None and self.form.is_bound and not self.form.is_valid():
            for name in self.form.errors:
                if name in fields:
                    value = ", ".join(self.query.getlist(name))
                    missing.append(f"{self.form[name].label} “{value}”")
        if "view" in self.query:
            missing += [f"the filter “{name}”" for name in self.query if name not in OWN_WORDS and name not in fields]
        return list(dict.fromkeys(missing))

    def active_filters(self) -> list[shapes.ActiveFilter]:
        """The filters that are on, each with the address that clears it."""
        found = []
        if self.search:
            found.append(shapes.ActiveFilter("Search", self.search, self.url_with(q=None, page=None)))
        form = self.form
        if form is None or not form.is_bound:
            return found
        values = self.values()
        for name, field in form.fields.items():
            value = values.get(name)
            if value not in (None, "", [], False) and value != field.initial and name in self.query:
                clear = self.url_with(**{name: None, "page": None})
                found.append(shapes.ActiveFilter(str(form[name].label), _filter_text(field, value), clear))
        return found

    def url_with(self, **changes: str | int | None) -> str:
        """The same list with some parameters changed; None takes one away."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value not in (None, ""):
                query[name] = str(value)
        return address(self.path, query.urlencode())


def address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def kept_query(query: QueryDict) -> str:
    """What a saved view keeps of an address: filters, search, order and columns, without empty values."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in PASSING and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def same_query(one: str, other: str) -> bool:
    """Whether two queries ask for the same list. The order of columns counts, the order of parameters does not."""
    return dict(QueryDict(one).lists()) == dict(QueryDict(other).lists())


def _ends_unique(order: list[str]) -> bool:
    return bool(order) and order[-1].lstrip("-") in {"pk", "id"}


def _filter_text(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    choices = dict(_flat(getattr(field, "choices", ())))
    return str(choices.get(str(value), value))


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(inner), str(text)) for inner, text in label)
        else:
            yield str(key), str(label)
