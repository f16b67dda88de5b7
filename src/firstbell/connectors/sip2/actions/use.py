"""What the server notes of terminals while they work: use by day, problems, wrong cards. Never a borrower."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from firstbell.connectors.sip2.events import TerminalPaused
from firstbell.connectors.sip2.models import DayCount, Terminal, TerminalNote
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.inventory.models import Item

WINDOW = dt.timedelta(minutes=10)
KEPT_DAYS = 60
MOST_NOTES = 500
"""Of one terminal; the oldest go first. A machine gone mad must not fill the database."""


def note_use(
    terminal_id: int,
    *,
    counts: Mapping[tuple[dt.date, str], tuple[int, int]],
    seen_at: dt.datetime,
    seen_from: str,
    by: Actor,
) -> None:
    """Add to the counts of the days: (messages, of these refused) by (day, kind). Old days go. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_SERVE)
    with change(by):
        Terminal.objects.filter(pk=terminal_id).update(seen_at=seen_at, seen_from=seen_from[:45])
        for (day, kind), (count, refused) in sorted(counts.items()):
            row = DayCount.objects.filter(terminal_id=terminal_id, day=day, kind=kind)
            if not row.update(count=F("count") + count, refused=F("refused") + refused):
                DayCount.objects.create(terminal_id=terminal_id, day=day, kind=kind, count=count, refused=refused)
                DayCount.objects.filter(terminal_id=terminal_id, day__lt=day - dt.timedelta(days=KEPT_DAYS)).delete()


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
