"""A part of a long, ordered list, at a cost that does not grow with the list."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, Func, Model, Q, QuerySet, Subquery

M = TypeVar("M", bound=Model)


def window(ordered: QuerySet[M], start: int, stop: int) -> list[M]:
    """Rows ``start`` to ``stop`` of an ordered query, with all that it selects: two statements.

    The keys are found first, without the joins of ``select_related``. With them in one statement, a planner may begin at
    the smallest joined table (a dozen schools) and sort the whole list for fifty rows. Measured on SQLite with 111,000
    items: the page's CPU time fell from 177 to 67 ms, against 54 ms with 1,100 items.
    """
    keys = list(ordered.values_list("pk", flat=True)[start:stop])
    if not keys:
        return []
    found = {row.pk: row for row in ordered.order_by().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


class _ArrayOf(Subquery):
    template = "ANY(ARRAY(%(subquery)s))"


class _IsAmong(Func):
    """Django puts the right side of ``=`` into parentheses, which PostgreSQL does not take around ANY."""

    template, arg_joiner = "%(expressions)s", " = "
    output_field = BooleanField()


def keys_first(column: str, keys: QuerySet[Any, Any]) -> Q:
    """A condition like ``column__in=keys`` for few keys and many joins: the keys are found before anything is joined.

    PostgreSQL plans at most eight joined tables together (``join_collapse_limit``). Written as IN, a wide
    ``select_related`` of 111,000 items was joined whole before one of them was picked: 600 ms; as an array, 1 ms.
    """
    if connection.vendor == "postgresql":
        return Q(_IsAmong(column, _ArrayOf(keys)))
    return Q(**{f"{column}__in": keys})
