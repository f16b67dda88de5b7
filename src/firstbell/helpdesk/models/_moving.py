"""Notes that tickets of a school changed, for :class:`QueueVersion`; below the tickets, which call it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from firstbell.core.events import current_change

#: (organisation, whether its private tickets are meant)
Key = tuple[int, bool]
TABLE = "helpdesk_queueversion"


def note_moved(keys: Iterable[Key]) -> None:
    """Tickets there changed. Inside a change the numbers go up once, just before its commit; outside of one, at once."""
    unit = current_change()
    if unit is None:
        count_up(set(keys))
    else:
        unit.gather("helpdesk.queue", keys, count_up)


def count_up(keys: set[Key]) -> None:
    """One statement, always in the same order, so that two changes never wait for each other."""
    if not keys:
        return
    rows = sorted(keys)
    values = ", ".join(["(%s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (organisation_id, is_private, number) VALUES {values} "  # noqa: S608
            f"ON CONFLICT (organisation_id, is_private) DO UPDATE SET number = {TABLE}.number + 1",
            [value for row in rows for value in row],
        )
