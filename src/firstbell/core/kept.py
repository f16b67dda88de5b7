"""Answers made of small tables that seldom change, kept in this process for as long as those tables stay as they are.

Bells, calendars and service levels are asked for with every ticket and change a few times a year. Each such table has a
stamp that the database renews with every write, whoever writes (``core.schema.stamped``). ``kept`` reads the stamps, one
small statement, and makes the answer anew when any of them is another. So it is never older than the transaction that
asks, in any process, and what a rolled-back change had left cannot come back: a stamp is used once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

T = TypeVar("T")

#: Answers kept at once; the one not asked for longest goes first.
MOST = 1_000

_answers: OrderedDict[Hashable, tuple[tuple[str, ...], Any]] = OrderedDict()
_lock = threading.Lock()


def kept(key: Hashable, tables: Sequence[type[Model]], make: Callable[[], T]) -> T:
    """What ``make`` gives, from memory when no row of ``tables`` was written since. It is shared: read it, do not change it.

    ``key`` names the question and everything else that the answer depends on. Every table must be stamped by a migration.
    """
    stamps = _stamps_of([table._meta.db_table for table in tables])
    whole = (connection.settings_dict["NAME"], key)
    with _lock:
        found = _answers.get(whole)
        if found is not None and found[0] == stamps:
            _answers.move_to_end(whole)
            answer: T = found[1]
            return answer
    answer = make()
    with _lock:
        _answers[whole] = (stamps, answer)
        while len(_answers) > MOST:
            _answers.popitem(last=False)
    return answer


def _stamps_of(tables: Sequence[str]) -> tuple[str, ...]:
    """Of each table; "" for one that was never written."""
    places = ", ".join(["%s"] * len(tables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, stamp FROM core_tablestamp WHERE name IN ({places})", tables)  # noqa: S608  no value in it
        found = dict(cursor.fetchall())
    return tuple(found.get(table, "") for table in tables)
