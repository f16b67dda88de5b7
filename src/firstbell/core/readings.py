"""What programs read over REST, by token, day and address: counted, and each day written into the disclosure log.

The first reading of an address on a day is written at once, so that it is on record before the answer leaves; the counts
that follow are kept in memory and written every ``settings.FIRSTBELL_READING_SECONDS``, because a reading that takes
the database's write lock would wait for every import. A killed process loses at most those last counts, never the fact.
"""

from __future__ import annotations

import atexit
import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.disclosures import Basis, reach_of
from firstbell.core.models import ApiReading, Disclosure

#: How many rows the answer under way holds; said by whoever pages them, read by the entrance.
rows_answered: ContextVar[int] = ContextVar("firstbell_rows_answered", default=0)


@dataclass
class _Count:
    by: Actor
    calls: int = 0
    rows: int = 0
    written_at: float = 0.0


_counts: dict[tuple[dt.date, str, str], _Count] = {}
_lock = threading.Lock()


def count_reading(by: Actor, operation: str, *, rows: int) -> None:
    """One answer a token got. ``operation`` is the address as the API's document writes it."""
    key = (timezone.localdate(), by.key, operation[:200])
    with _lock:
        count = _counts.setdefault(key, _Count(by))
        count.calls += 1
        count.rows += rows
    write_counts(older_than=settings.FIRSTBELL_READING_SECONDS)


def write_counts(*, older_than: float = 0.0) -> None:
    """Store the counts that have waited for so many seconds; a new one has waited for ever."""
    now = time.monotonic()
    due = []
    with _lock:
        for key, count in list(_counts.items()):
            if not count.calls or (count.written_at and now - count.written_at < older_than):
                continue
            due.append((key, count.by, count.calls, count.rows))
            count.calls = count.rows = 0
            count.written_at = now
            if key[0] < timezone.localdate():
                del _counts[key]
    for key, by, calls, rows in due:
        _add(*key, by=by, calls=calls, rows=rows)


def _add(day: dt.date, actor_key: str, operation: str, *, by: Actor, calls: int, rows: int) -> None:
    same = ApiReading.objects.filter(day=day, actor_key=actor_key, operation=operation)
    more = {"calls": F("calls") + calls, "rows": F("rows") + rows}
    if same.update(**more):
        return
    try:
        with transaction.atomic():
            ApiReading.objects.create(
                day=day,
                actor_key=actor_key,
                actor_name=by.name[:200],
                operation=operation,
                org_path=reach_of(by),
                calls=calls,
                rows=rows,
            )
    except IntegrityError:  # another process was first by a blink
        same.update(**more)


atexit.register(write_counts)


def close_readings(*, before: dt.date) -> int:
    """Write each token's reading of the days before ``before`` into the log, one entry per token and day."""
    with transaction.atomic():
        readings = list(ApiReading.objects.select_for_update().filter(day__lt=before).order_by("day", "pk"))
        days: dict[tuple[dt.date, str], list[ApiReading]] = defaultdict(list)
        for reading in readings:
            days[reading.day, reading.actor_key].append(reading)
        Disclosure.objects.bulk_create(_day_of_reading(day, told) for (day, _), told in days.items())
        ApiReading.objects.filter(pk__in=[reading.pk for reading in readings]).delete()
    return len(days)


def _day_of_reading(day: dt.date, readings: Sequence[ApiReading]) -> Disclosure:
    one, calls = readings[0], sum(reading.calls for reading in readings)
    return Disclosure(
        at=timezone.now(),
        what="core.api",
        title=f"Read over the REST API on {day.isoformat()}: {calls:,} answers"[:200],
        elements=[f"{reading.operation} ({reading.calls:,} times, {reading.rows:,} rows)" for reading in readings],
        recipient=one.actor_name,
        basis=Basis.SCHOOL_OFFICIAL,
        rows=sum(reading.rows for reading in readings),
        actor_key=one.actor_key,
        actor_name=one.actor_name,
        via="api",
        org_path=one.org_path,
    )
