"""When somebody could come without disturbing a lesson."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from firstbell.core.actor import Actor, all_roles
from firstbell.helpdesk.models import HelperJob, Ticket, Visit
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.tickets import holders_at
from firstbell.people.models import Account, Person
from firstbell.rooms.queries import bell_schedule_on, lessons_in, lessons_of, school_days_of, zone_of


@dataclass(frozen=True)
class FreePeriod:
    """A period in which the room is empty, or else the requester has no class. ``clash``: who comes is elsewhere then."""

    day: dt.date
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    why: str
    clash: str = ""


def free_periods(ticket: Ticket, day: dt.date, now: dt.datetime, *, account_id: int | None = None) -> list[FreePeriod]:
    """The periods of a day that suit, those with an empty room first of all named so; past ones are left out.

    About fifteen queries, whatever the size: a day's bells, the room's lessons, the requester's.
    """
    school, place, who = ticket.organisation, ticket.place, ticket.requester
    schedule = bell_schedule_on(school, day)
    teaches = who is not None and who.kind == Person.Kind.STAFF
    if schedule is None or (place is None and not teaches):
        return []
    in_room = {one.period for one in lessons_in(place, day)} if place is not None else None
    of_teacher = {one.period for one in lessons_of(who, school, day)} if who is not None and teaches else None
    taken = Visit.objects.filter(account_id=account_id or 0, day=day, state=Visit.State.PLANNED).exclude(ticket=ticket)
    elsewhere = list(taken.select_related("place")) if account_id is not None else []
    zone, found = zone_of(school), []
    for bell in schedule.periods.all():
        starts = dt.datetime.combine(day, bell.starts_at, tzinfo=zone)
        ends = dt.datetime.combine(day, bell.ends_at, tzinfo=zone)
        why = _why(bell.label, in_room, of_teacher)
        if why and starts > now:
            clash = next((one for one in elsewhere if one.starts_at < ends and one.ends_at > starts), None)
            where = (str(clash.place) if clash.place else "elsewhere") if clash is not None else ""
            found.append(FreePeriod(day, bell.label, starts, ends, why, where))
    return found


def _why(period: str, in_room: set[str] | None, of_teacher: set[str] | None) -> str:
    if in_room is not None and period not in in_room:
        return str(Visit.Why.ROOM_EMPTY)
    if of_teacher is not None and period not in of_teacher:
        return str(Visit.Why.NO_CLASS)
    return ""


def days_for_visits(ticket: Ticket, today: dt.date, *, most: int = 5) -> list[dt.date]:
    """The next school days, today among them when it is one."""
    days = school_days_of(ticket.organisation, first=today, last=today + dt.timedelta(days=40))
    return [day for day in (today + dt.timedelta(days=n) for n in range(41)) if days.is_open(day)][:most]


def visits_on(actor: Actor, day: dt.date) -> list[Visit]:
    """One's own planned visits of a day, by time, then building and room."""
    rows = Visit.objects.visible_to(actor).filter(account_id=actor.account_id or 0, day=day, state=Visit.State.PLANNED)
    related = ("ticket__requester", "ticket__organisation", "ticket__symptom", "place__building")
    return list(rows.select_related(*related).order_by("starts_at", "place__building__name", "place__name", "pk"))


def planned_visit(ticket: Ticket) -> Visit | None:
    """The one that stands."""
    return ticket.visits.filter(state=Visit.State.PLANNED).select_related("place", "account__person").first()


def possible_helpers(ticket: Ticket) -> list[Account]:
    """Student helpers of the ticket's school, by name."""
    roles = [role.key for role in all_roles().values() if HelpdeskPermission.HELPER_JOB_DO in role.permissions]
    return holders_at(ticket.organisation, roles)


def helper_job_of(ticket: Ticket) -> HelperJob | None:
    """The job that is with a helper, or waits for sign-off."""
    return ticket.helper_jobs.standing().select_related("helper__person").first()
