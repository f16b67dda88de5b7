"""A part of a long, ordered list, at a cost that does not grow with the list."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

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
