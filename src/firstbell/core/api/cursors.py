"""Pages of a list by cursor: the next page begins after the last row seen, whatever was added meanwhile.

A cursor is the sort values of the last row, so a page costs the same wherever it lies and no row
is shown twice or left out because another one came or went.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from ninja import Schema
from pydantic import Field

from firstbell.core.errors import Invalid
from firstbell.core.paging import window
from firstbell.core.readings import rows_answered

MOST_ROWS = 200

M = TypeVar("M", bound=Model)
T = TypeVar("T")


class Paging(Schema):
    """``?cursor=`` as the last page gave it, and how many rows at most."""

    cursor: str = Field("", max_length=1000, description="`next` of the page before; empty for the first page")
    limit: int = Field(50, ge=1, le=MOST_ROWS, description="Rows of one page")


class Page(Schema, Generic[T]):
    """``next`` is the cursor of the following page; null on the last one."""

    items: list[T]
    next: str | None = Field(None, description="Cursor of the next page; null when this is the last")


def paginate(queryset: QuerySet[M], paging: Paging, *, order: Sequence[str] = ("pk",)) -> dict[str, Any]:
    """One page of ``queryset`` as :class:`Page` takes it.

    ``order``: names of columns without NULLs, the last one unique (``("sort_name", "pk")``);
    ``-name`` descends; ``a__b`` follows a relation that is in ``select_related``. An index on them
    keeps every page equally quick. Raises Invalid for a cursor that is not one of this list.
    """
    try:
        if paging.cursor:
            queryset = queryset.filter(_after(paging.cursor, order))
        rows = window(queryset.order_by(*order), 0, paging.limit + 1)
    except (ValueError, TypeError, OverflowError, ValidationError) as wrong:
        raise _not_a_cursor() from wrong
    more = len(rows) > paging.limit
    rows = rows[: paging.limit]
    rows_answered.set(len(rows))
    return {"items": rows, "next": cursor_of(rows[-1], order) if more else None}


def cursor_of(row: Model, order: Sequence[str]) -> str:
    """The cursor that stands behind ``row``."""
    values = [_plain(_value(row, name)) for name in order]
    text = json.dumps([_signature(order), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _after(cursor: str, order: Sequence[str]) -> Q:
    """Rows that sort behind the cursor: ``a > x or (a = x and (b > y or …))``."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        signature, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as wrong:
        raise _not_a_cursor() from wrong
    plain = all(isinstance(value, str | int | float) for value in values)
    if signature != _signature(order) or len(values) != len(order) or not plain:
        raise _not_a_cursor()
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        field, beyond = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        equal = Q(**{field: value}) & condition if condition else Q(pk__in=[])
        condition = Q(**{f"{field}__{beyond}": value}) | equal
    # The index serves this half; the rest only sorts out equals.
    first = order[0].lstrip("-")
    return Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": values[0]}) & condition


def _not_a_cursor() -> Invalid:
    return Invalid(
        "This cursor does not belong to this list.",
        remedy="Take “next” of the last page as it came, or leave the cursor out to begin again.",
        field="cursor",
        code="bad_cursor",
    )


def _signature(order: Sequence[str]) -> str:
    return ",".join(order)


def _value(row: Any, name: str) -> Any:
    for part in name.lstrip("-").split("__"):
        row = getattr(row, part)
    return row


def _plain(value: Any) -> str | int | float:
    if isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} cannot be part of a cursor: use columns that are never NULL")
