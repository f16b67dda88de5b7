"""Taking names out of the audit trail: the one path on which an append-only table is changed.

The trigger that refuses is lifted, the rows are changed and the trigger is put back in one transaction: nobody else ever
sees the table without it (SQLite lets one writer in at a time and its DDL is transactional; PostgreSQL's ALTER TABLE holds
a lock until the end). What stays is what happened, when, by which change, to which id. Only retention calls this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import QuerySet

from firstbell.core.models import AuditEntry, AuditLink

GONE = "(name removed)"
_TABLE = AuditEntry._meta.db_table
_PERSON = "people.person"


def due_entries(cutoff: dt.datetime, held: set[int]) -> QuerySet[AuditEntry]:
    """Entries older than that which still hold names, except those about people under a hold."""
    old = AuditEntry.objects.filter(at__lt=cutoff).exclude(actor_name=GONE)
    if held:
        old = old.exclude(pk__in=AuditLink.objects.filter(kind=_PERSON, object_id__in=held).values("entry_id"))
    return old


def entries_about(person_ids: list[int]) -> QuerySet[AuditEntry]:
    """Entries on these people's timelines that still hold names."""
    links = AuditLink.objects.filter(kind=_PERSON, object_id__in=person_ids).values("entry_id")
    return AuditEntry.objects.filter(pk__in=links).exclude(actor_name=GONE)


def forget_names(entries: QuerySet[AuditEntry]) -> int:
    """Take names, values and notes out of the entries; returns how many."""
    with transaction.atomic(), _lifted():
        return entries.update(actor_name=GONE, actor_key="", summary=GONE, subject_label=GONE, changes={}, note="")


@contextmanager
def _lifted() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            name = f"{_TABLE}_no_update"
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
            (sql,) = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {name}")
            yield
            cursor.execute(sql)
        else:
            # Changes that wait for their deferred checks must be through before the table may be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {_TABLE} DISABLE TRIGGER {_TABLE}_append_only")
            yield
            cursor.execute(f"ALTER TABLE {_TABLE} ENABLE TRIGGER {_TABLE}_append_only")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
