"""What a room says about a list: its rows, columns, filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.ui.shapes import Empty

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
