"""Questions whose statement is put together once, and then only asked with other values.

Django builds and compiles a queryset anew each time it is asked. For a wide join that takes ten times as long as the
database needs to answer, and a counter or a self-check asks twenty such questions with every scan. :func:`rows` keeps what
was compiled and puts the values in. What comes back is what the queryset would give.

Django says nothing of how to do this; the parts used here (a compiler's ``as_sql``, a query's ``get_compiler``) are the ones
its database backends override, and ``tests/test_prepared.py`` holds them to what a queryset gives. The one library
for it has had no release since 2019.

PostgreSQL keeps the plans of these questions and of no others: it plans a wide join longer than it takes to answer it. A plan is
made for tables as they were; a load that fills an empty table and looks into it a hundred times would read all of it each time.
"""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from firstbell.core.actor import Actor

Row = TypeVar("Row")

#: Statements kept at once, of 25 to 110 KB each; the one not asked for longest goes first.
MOST = 500

_PLANNED_EACH_TIME = 5
"""So often before its plan is kept, on one connection."""

_kept: OrderedDict[Hashable, _Ready | None] = OrderedDict()
_lock = threading.Lock()


def rows(make: Callable[..., QuerySet[Any, Row]], *shape: Hashable, **values: Any) -> list[Row]:
    """What ``make(*shape, **values)`` gives, as a list.

    ``make`` is a plain function of a module, so that nothing but its arguments can be in the statement. ``shape`` is what the
    statement looks like: whoever asks (an ``Actor``), a day that stands for today, a kind. ``values`` are numbers, text and
    moments that are compared with a column (``=``, ``<``); ``make`` sees a stand-in for each, and must not look
    at it: ``None`` and what Django writes another statement for (``startswith``, ``iexact``) belong in ``shape``.
    """
    using = connections[DEFAULT_DB_ALIAS]
    key = (using.vendor, make, *(one.sight if isinstance(one, Actor) else one for one in shape))
    with _lock:
        is_known, ready = key in _kept, _kept.get(key)
        if is_known:
            _kept.move_to_end(key)
    if not is_known:
        ready = _prepared(make, shape, values, using)
        with _lock:
            _kept[key] = ready
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return ready.ask(values, using) if ready is not None else []


def row(make: Callable[..., QuerySet[Any, Row]], *shape: Hashable, **values: Any) -> Row | None:
    """The first of :func:`rows`; None when there is none. ``make`` sees to it that there are not many."""
    return next(iter(rows(make, *shape, **values)), None)


class _StandIn(Expression):
    """Where a value will be. It comes through the compiler as the parameter itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [_Place(self.name)]


@dataclass(frozen=True, slots=True)
class _Place:
    name: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """A queryset that is compiled: the statement, its parameters with the places of the values, and how rows are read.

    It holds no connection: all threads share it, and none keeps another's connection open.
    """

    queryset: Any
    compiler: SQLCompiler
    converted: tuple[int, ...]
    """Columns that do not come out of the database as they should be in Python."""
    sql: str
    params: tuple[Any, ...]

    def ask(self, values: dict[str, Any], using: BaseDatabaseWrapper) -> list[Any]:
        if self.queryset.query.select_for_update and not using.in_atomic_block:
            raise TransactionManagementError("A row is locked only within a transaction.")
        given = {name: _adapted(value, using) for name, value in values.items()}
        params = tuple(given[one.name] if isinstance(one, _Place) else one for one in self.params)
        bound: Any = copy.copy(self.compiler)
        bound.connection = using
        bound.as_sql = lambda *_args, **_kwargs: (self.sql, params)
        bound.get_converters = lambda columns: _converters(((at, columns[at]) for at in self.converted), using)
        query: Any = copy.copy(self.queryset.query)
        query.get_compiler = lambda *_args, **_kwargs: bound
        asked: Any = QuerySet(self.queryset.model, query)
        asked._iterable_class, asked._fields = self.queryset._iterable_class, self.queryset._fields
        with _plan_kept(using):
            return list(asked)


@contextmanager
def _plan_kept(using: BaseDatabaseWrapper) -> Iterator[None]:
    """Meanwhile PostgreSQL gets values beside the statement, and keeps the plan of one that it is asked for the fifth time."""
    if using.vendor != "postgresql" or not settings.FIRSTBELL_KEEPS_PLANS:
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    using.ensure_connection()
    raw: Any = using.connection
    before = raw.cursor_factory, raw.prepare_threshold
    raw.cursor_factory, raw.prepare_threshold = ServerBindingCursor, _PLANNED_EACH_TIME
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold = before


def _converters(columns: Iterable[tuple[int, Any]], using: BaseDatabaseWrapper) -> dict[int, tuple[list[Any], Any]]:
    """As ``SQLCompiler.get_converters`` gives them: by the place of the column."""
    found = ((at, [*using.ops.get_db_converters(one), *one.get_db_converters(using)], one) for at, one in columns)
    return {at: (they, one) for at, they, one in found if they}


def _prepared(
    make: Callable[..., QuerySet[Any, Any]],
    shape: tuple[Hashable, ...],
    values: dict[str, Any],
    using: BaseDatabaseWrapper,
) -> _Ready | None:
    """None when nothing can ever be found, as for somebody who may see nothing."""
    if getattr(make, "__closure__", None) is not None or make.__qualname__ != make.__name__:
        raise TypeError(
            f"{make.__qualname__} is no plain function of a module: what it remembers would be kept as well."
        )
    queryset = make(*shape, **{name: _StandIn(name) for name in values})
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise TypeError(f"{make.__qualname__} prefetches, which is another statement.")
    compiler = queryset.query.get_compiler(connection=using)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    missing = values.keys() - {one.name for one in params if isinstance(one, _Place)}
    if missing:
        raise TypeError(f"{make.__qualname__} makes no use of {', '.join(sorted(missing))}.")
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    converted = tuple(_converters(enumerate(columns), using))
    compiler.connection = None
    return _Ready(queryset, compiler, converted, sql, tuple(params))


def _adapted(value: Any, using: BaseDatabaseWrapper) -> Any:
    """As a field would hand it to the database; SQLite keeps moments as text."""
    if isinstance(value, dt.datetime):
        return using.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return using.ops.adapt_datefield_value(value)
    if value is None:
        raise TypeError("None is another statement (IS NULL), not a value.")
    return value
