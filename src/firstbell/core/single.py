"""The one row that a question can have, asked for without an order."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T", bound=Model)


def single(rows: QuerySet[T]) -> T | None:
    """The row of a query that finds one at most (by its key, by what is unique); None when there is none.

    ``first()`` would put it in order: to say by what, Django looks at every column of the statement, which takes longer
    than all the rest where many tables are joined.
    """
    return next(iter(rows.order_by()[:1]), None)
