"""The technician's queue: who cannot teach and when, in five parts; and the tag of what a viewer holds of it.

A poll that changed nothing asks one thing: the schools' :class:`QueueVersion`. Where to look stands in the tag itself, sealed,
so that not even the viewer's roles have to be read; see docs/decisions/0015-live-by-polling.md.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from firstbell.core.actor import Actor
from firstbell.core.scope import Scope
from firstbell.helpdesk.models import QueueVersion, Ticket
from firstbell.helpdesk.models.tickets import TicketQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.clocks import PAUSED

#: Tickets shown of each part; of one part alone.
EACH, ALONE = 25, 100
#: So long a tag is believed without asking for the viewer's roles again.
BELIEVED = dt.timedelta(minutes=10)


class Part(IntEnum):
    """The parts of the queue in their order."""

    NOW = 1
    BELL = 2
    TODAY = 3
    LATER = 4
    WAITING = 5

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def key(self) -> str:
        return self.name.lower()


_LABELS = {
    Part.NOW: "Teaching stopped now",
    Part.BELL: "Before a bell today",
    Part.TODAY: "Today",
    Part.LATER: "Later",
    Part.WAITING: "Waiting on others",
}
WHOSE = ("mine", "none", "all")


@dataclass(frozen=True)
class BoardPart:
    part: Part
    tickets: list[Ticket]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.tickets)


@dataclass(frozen=True)
class Board:
    """``until``: when time alone changes the parts, at the latest at midnight."""

    parts: list[BoardPart]
    until: dt.datetime

    @property
    def total(self) -> int:
        return sum(one.total for one in self.parts)


def reach(actor: Actor) -> tuple[Scope, Scope]:
    """Where the actor works on tickets that may be seen, and where on private ones as well."""
    public = _both(actor.scope(HelpdeskPermission.TICKET_WORK), actor.scope(HelpdeskPermission.TICKET_VIEW))
    return public, _both(public, actor.scope(HelpdeskPermission.TICKET_VIEW_PRIVATE))


def _both(one: Scope, other: Scope) -> Scope:
    return Scope.of([*(p for p in one.paths if other.covers(p)), *(p for p in other.paths if one.covers(p))])


def work_of(actor: Actor) -> TicketQuerySet:
    """The open tickets the actor may work on. One's own private ticket elsewhere is no work."""
    public, private = reach(actor)
    found = Ticket.objects.open().filter(public.q("organisation__path"))
    if private.is_everywhere:
        return found
    return found.filter(Q(is_private=False) | private.q("organisation__path"))


def conditions(now: dt.datetime) -> dict[Part, Q]:
    """What puts a ticket into each part at that moment; exactly one of them holds for a ticket."""
    paused, today, stopped, bell = _words(now)
    return {
        Part.NOW: ~paused & stopped,
        Part.BELL: ~paused & ~stopped & today & bell,
        Part.TODAY: today & (paused | (~stopped & ~bell)),
        Part.LATER: ~paused & ~today,
        Part.WAITING: paused & ~today,
    }


def part_at(now: dt.datetime) -> Case:
    """In which part a ticket stands at that moment, for `annotate`: the same as `conditions`, one after the other."""
    paused, today, stopped, bell = _words(now)
    return Case(
        When(paused & ~today, then=Value(int(Part.WAITING))),
        When(paused, then=Value(int(Part.TODAY))),
        When(stopped, then=Value(int(Part.NOW))),
        When(today & bell, then=Value(int(Part.BELL))),
        When(today, then=Value(int(Part.TODAY))),
        default=Value(int(Part.LATER)),
        output_field=IntegerField(),
    )


def _words(now: dt.datetime) -> tuple[Q, Q, Q, Q]:
    """Waits for somebody; hurts today; teaching is stopped; hurts with a bell."""
    paused, today = Q(state__in=PAUSED), Q(priority_at__lt=_midnight_after(now))
    stopped = Q(urgency=Ticket.Urgency.CANNOT_TEACH, priority_at__lte=now)
    # What hurts at another moment than the due time hurts at the beginning of a lesson.
    return paused, today, stopped, Q(due_at=None) | ~Q(due_at=F("priority_at"))


def board(actor: Actor, now: dt.datetime, *, whose: str = "all", only: Part | None = None) -> Board:
    """The queue as it stands. ``whose``: one of ``WHOSE``.

    One statement counts, one for each part that has something finds its first in the order of an index, one reads them: at
    most seven, whatever the number of tickets. (A window function did it in two, and took five times as long.)
    """
    tickets = work_of(actor)
    if whose == "mine":
        tickets = tickets.filter(assignee_id=actor.account_id or 0)
    elif whose == "none":
        tickets = tickets.filter(assignee=None)
    counts = dict(tickets.order_by().annotate(part=part_at(now)).values_list("part").annotate(Count("pk")))
    wanted = [part for part in Part if counts.get(int(part)) and only in (None, part)]
    holds, most = conditions(now), EACH if only is None else ALONE
    keys = {
        part: list(
            tickets.filter(holds[part]).order_by("priority_at", "priority", "pk").values_list("pk", flat=True)[:most]
        )
        for part in wanted
    }
    related = ("organisation", "requester", "assignee__person", "place", "symptom")
    rows = {
        one.pk: one
        for one in Ticket.objects.filter(pk__in=[pk for mine in keys.values() for pk in mine]).select_related(*related)
    }
    parts = [BoardPart(part, [rows[pk] for pk in mine if pk in rows], counts[int(part)]) for part, mine in keys.items()]
    return Board(parts, _until(rows.values(), now))


def _until(tickets: Iterable[Ticket], now: dt.datetime) -> dt.datetime:
    coming = (one.priority_at for one in tickets if one.priority_at > now)
    return min((*coming, _midnight_after(now)))


def _midnight_after(now: dt.datetime) -> dt.datetime:
    local = timezone.localtime(now)
    morning = dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(morning).astimezone(dt.UTC)


# --- what a viewer holds ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """How often anything changed where the viewer may look: one statement, whatever the number of tickets."""

    changes: int
    schools: int

    @classmethod
    def below(cls, public: tuple[str, ...], private: tuple[str, ...]) -> Numbers:
        found = QueueVersion.objects.below(public, private).aggregate(changes=Sum("number"), schools=Count("pk"))
        return cls(found["changes"] or 0, found["schools"])


def numbers_for(actor: Actor) -> Numbers:
    """To be read before the board: what changes in between then shows as a change the next time."""
    public, private = reach(actor)
    return Numbers.below(public.paths, private.paths)


def tag_for(actor: Actor, numbers: Numbers, *, asked: str, now: dt.datetime, until: dt.datetime) -> str:
    """An ETag for this viewer, this question (``asked``) and these numbers."""
    public, private = reach(actor)
    ends = min(until, now + BELIEVED).timestamp()
    told = json.dumps([actor.key, public.paths, private.paths, int(ends)], separators=(",", ":"))
    packed = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")
    return f'"{packed}.{_seal(told, numbers, asked)}"'


def still_holds(tag: str, key: str, *, asked: str, now: dt.datetime) -> bool:
    """Whether the holder of ``tag`` (``key``: the actor's) knows everything there is to see. One statement at most.

    Says “changed” to a tag that is forged, somebody else's, for another question, too old, or overtaken by time.
    """
    packed, _, seal = tag.strip().removeprefix("W/").strip('"').partition(".")
    try:
        told = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        owner, public, private, ends = json.loads(told)
        if owner != key or not now.timestamp() < int(ends):
            return False
        numbers = Numbers.below(tuple(map(str, public)), tuple(map(str, private)))
    except (ValueError, TypeError):
        return False
    return constant_time_compare(seal, _seal(told, numbers, asked))


def _seal(told: str, numbers: Numbers, asked: str) -> str:
    value = f"{told}|{numbers.changes}|{numbers.schools}|{asked}"
    return salted_hmac("firstbell.helpdesk.queue", value, algorithm="sha256").hexdigest()[:40]
