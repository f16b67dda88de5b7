"""What the server notes of terminals while they work: use by day, problems, wrong cards. Never a borrower."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from firstbell.connectors.sip2.events import TerminalPaused
from firstbell.connectors.sip2.models import DayCount, Terminal, TerminalNote
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.inventory.models import Item

WINDOW = dt.timedelta(minutes=10)
KEPT_DAYS = 60
MOST_NOTES = 500
"""Of one terminal; the oldest go first. A machine gone mad must not fill the database."""


@dataclass(slots=True)
class Use:
    """What a terminal did since it was last noted. ``counts``: (messages, of these refused) by (day, kind)."""

    address: str
    seen_at: dt.datetime
    counts: dict[tuple[dt.date, str], tuple[int, int]] = field(default_factory=dict)


def note_use(uses: Mapping[int, Use], *, by: Actor) -> None:
    """Add to the counts of the days, of many terminals (by id) at once; of one that is gone nothing. Old days go.

    A handful of statements for however many: they come every few seconds, and borrowers wait meanwhile. Raises Forbidden.
    """
    by.require(Sip2Permission.TERMINAL_SERVE)
    with change(by):
        there = set(Terminal.objects.filter(pk__in=list(uses)).order_by().values_list("pk", flat=True))
        noted = {pk: use for pk, use in sorted(uses.items()) if pk in there}
        rows = [(pk, day, kind, *both) for pk, use in noted.items() for (day, kind), both in sorted(use.counts.items())]
        seen = [(use.address[:45], bulk.moment(use.seen_at), pk) for pk, use in noted.items()]
        bulk.update(Terminal._meta.db_table, ["seen_from", "seen_at"], seen)
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
        if rows:
            DayCount.objects.filter(day__lt=max(row[1] for row in rows) - dt.timedelta(days=KEPT_DAYS)).delete()


_TABLE = DayCount._meta.db_table
_ADD = (
    f"INSERT INTO {_TABLE} (terminal_id, day, kind, count, refused) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608  names from code
    f"ON CONFLICT (terminal_id, day, kind) DO UPDATE SET count = {_TABLE}.count + excluded.count, "
    f"refused = {_TABLE}.refused + excluded.refused"
)


def note_problem(terminal_id: int, *, text: str, by: Actor) -> None:
    """The last thing that went wrong with this terminal, for its page. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_SERVE)
    Terminal.objects.filter(pk=terminal_id).update(problem=text[:200], problem_at=timezone.now())


def note_condition(terminal: Terminal, *, condition: str, by: Actor) -> None:
    """What message 99 said: 0 all right, 1 out of paper, 2 about to stop. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_SERVE, at=terminal.organisation.scope_path)
    if terminal.condition != condition and condition in {"0", "1", "2"}:
        with change(by):
            Terminal.objects.filter(pk=terminal.pk).update(condition=condition)
            terminal.condition = condition


def leave_note(terminal: Terminal, *, text: str, item: Item | None = None, by: Actor) -> TerminalNote:
    """Something for a person to look at. ``text`` names no borrower. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_SERVE, at=terminal.organisation.scope_path)
    with change(by):
        note = TerminalNote.objects.create(terminal=terminal, at=timezone.now(), text=text[:300], item=item)
        old = terminal.notes.order_by("-id").values_list("id", flat=True)[MOST_NOTES : MOST_NOTES + 1]
        if old:
            terminal.notes.filter(id__lte=old[0]).delete()
        return note


def count_miss(terminal: Terminal, *, by: Actor) -> None:
    """A card nobody has, or a wrong PIN; at ``most_misses`` in ten minutes the terminal pauses until they are over. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_SERVE, at=terminal.organisation.scope_path)
    now = timezone.now()
    with change(by) as unit:
        held = Terminal.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=terminal.pk)
        if held.misses_since is None or held.misses_since < now - WINDOW:
            held.misses, held.misses_since = 0, now
        held.misses = min(held.misses + 1, held.most_misses)
        held.save(update_fields=["misses", "misses_since"])
        if held.misses == held.most_misses:
            unit.publish(TerminalPaused(subject=held.ref, org_path=held.organisation.scope_path))
    terminal.misses, terminal.misses_since = held.misses, held.misses_since
