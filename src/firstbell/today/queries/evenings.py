"""How the day ended, in three minutes: what was closed, promised, is still open, came in, and is due back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket, TicketEntry, Visit
from firstbell.helpdesk.queries import visits_on
from firstbell.helpdesk.queries.clocks import PAUSED, Timetable
from firstbell.helpdesk.queries.queue import reach, work_of
from firstbell.people.models import Organisation
from firstbell.rooms.queries import Lesson, school_days_of, zone_of

#: Tickets shown in each list.
MOST = 30
_RELATED = ("organisation", "requester", "place", "assignee__person")


@dataclass(frozen=True)
class Hurting:
    """A ticket in the way of the first lesson tomorrow."""

    ticket: Ticket
    lesson: Lesson


@dataclass(frozen=True)
class Evening:
    """``tomorrow`` is the school's next open day; ``last_step`` when one last did something on a ticket today."""

    school: Organisation
    tomorrow: dt.date
    closed: list[Ticket]
    visits: list[Visit]
    wakes: list[Ticket]
    hurting: list[Hurting]
    loaners: list[Loan]
    came_in: list[Ticket]
    last_step: dt.datetime | None
    open: list[Ticket]


def evening_of(actor: Actor, school: Organisation, now: dt.datetime) -> Evening:
    """One's own day, with a school's next day. About twenty statements, however much happened."""
    zone = zone_of(school)
    today = now.astimezone(zone).date()
    days = school_days_of(school, first=today, last=today + dt.timedelta(days=40))
    tomorrow = days.add_open_days(today, 1) or today + dt.timedelta(days=1)
    begin = dt.datetime.combine(today, dt.time(), tzinfo=zone)
    mine = work_of(actor).filter(assignee_id=actor.account_id or 0).select_related(*_RELATED)
    running = mine.exclude(state__in=PAUSED).order_by("priority_at", "priority", "pk")
    last = last_step_of(actor, begin)
    return Evening(
        school=school,
        tomorrow=tomorrow,
        closed=_closed_by(actor, begin),
        visits=visits_on(actor, tomorrow),
        wakes=list(mine.filter(state__in=PAUSED, wake_on=tomorrow).exclude(visits__state=Visit.State.PLANNED)[:MOST]),
        hurting=_hurting(actor, school, tomorrow),
        loaners=_loaners(actor, school, dt.datetime.combine(tomorrow, dt.time(23, 59), tzinfo=zone)),
        came_in=list(
            work_of(actor)
            .filter(organisation=school, opened_at__gt=last or begin)
            .select_related(*_RELATED)
            .order_by("opened_at", "pk")[:MOST]
        ),
        last_step=last,
        open=list(running[:MOST]),
    )


def last_step_of(actor: Actor, since: dt.datetime) -> dt.datetime | None:
    """When the actor last wrote on a ticket or moved one, since then."""
    latest = TicketEntry.objects.filter(author_key=actor.key, at__gte=since).order_by("-at")
    return latest.values_list("at", flat=True).first()


def _closed_by(actor: Actor, since: dt.datetime) -> list[Ticket]:
    """Ended today, with a step of this person's."""
    step = TicketEntry.objects.filter(
        ticket=OuterRef("pk"), author_key=actor.key, kind=TicketEntry.Kind.STATE, at__gte=since
    )
    public, private = reach(actor)
    ended = Ticket.objects.visible_to(actor).filter(public.q("organisation__path"), resolved_at__gte=since)
    if private.is_nowhere:
        ended = ended.filter(is_private=False)
    return list(ended.filter(Exists(step)).select_related(*_RELATED).order_by("resolved_at", "pk")[:MOST])


def _hurting(actor: Actor, school: Organisation, day: dt.date) -> list[Hurting]:
    """Open tickets of the school in the way of the first lesson of that day in their room, or of their teacher."""
    waiting = work_of(actor).filter(organisation=school).exclude(state__in=PAUSED)
    urgent = waiting.exclude(urgency=Ticket.Urgency.CAN_WAIT).order_by("priority_at", "priority", "pk")
    tickets = list(urgent.select_related(*_RELATED)[: 4 * MOST])
    timetable = Timetable(school, day)
    morning = dt.datetime.combine(day, dt.time(), tzinfo=zone_of(school))
    first = timetable.first_bell
    found = []
    for ticket in tickets:
        lesson = timetable.lesson_of(ticket, morning)
        if lesson is not None and first is not None and lesson.starts_at <= first:
            found.append(Hurting(ticket, lesson))
    return found[:MOST]


def _loaners(actor: Actor, school: Organisation, by: dt.datetime) -> list[Loan]:
    """Due back until then, the longest due first; nobody's who may not see loans."""
    if not actor.can(CirculationPermission.LOAN_VIEW, at=school.scope_path):
        return []
    loans = (
        Loan.objects.visible_to(actor).open().filter(organisation=school, purpose=Loan.Purpose.LOANER, due_at__lte=by)
    )
    return list(loans.select_related("item", "borrower").order_by("due_at", "pk")[:MOST])
