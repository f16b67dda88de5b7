"""Machines that report: an alarm opens one ticket, however often it comes, and ends it when it is over and nobody took it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.helpdesk.actions.states import step_by_program
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.events import AlarmBegan, AlarmEnded
from firstbell.helpdesk.lifecycle import Who
from firstbell.helpdesk.models import Alarm, Resolution, Symptom, Ticket, TicketEntry, TicketLink, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import timing_for
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

#: Looked at in one round; the next round takes the rest.
ROUND = 500
_AUTHOR = "system:alarms"


def raise_alarm(
    organisation: Organisation,
    *,
    source: str,
    key: str,
    title: str,
    details: str = "",
    symptom: Symptom | None = None,
    place: Place | None = None,
    items: Sequence[Item] = (),
    urgency: Ticket.Urgency = Ticket.Urgency.SLOWED,
    impact: Ticket.Impact = Ticket.Impact.ONE,
    by: Actor,
) -> Alarm:
    """``source`` (“UniFi”, “mail”) says that ``key`` (“AP-B12 offline”) is in trouble: a ticket, or the one that is open.

    The same alarm again changes nothing but the time it was last heard of. One that was over and begins again is
    written on its open ticket; with a ticket that is done, a new one is opened and linked to it. Needs
    ``helpdesk.ticket.open_for_others``; raises Invalid without source, key or title.
    """
    by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=organisation.scope_path)
    source, key, title = source.strip()[:60], key.strip()[:200], title.strip()[:200]
    for name, value in (("source", source), ("key", key), ("title", title)):
        if not value:
            raise Invalid(f"The alarm has no {name}.", remedy="Give source, key and title.", field=name)
    now = timezone.now()
    with change(by) as unit:
        fresh = {"title": title, "is_firing": False, "began_at": now, "heard_at": now}
        Alarm.objects.get_or_create(organisation=organisation, source=source, key=key, defaults=fresh)
        alarm = _locked(organisation, source, key)
        earlier = alarm.ticket
        was_firing, alarm.heard_at, alarm.title = alarm.is_firing, now, title
        is_open = earlier is not None and earlier.is_open
        if not (was_firing and is_open):
            alarm.is_firing, alarm.began_at, alarm.over_at = True, now, None
        if not is_open:
            alarm.times = 1
            alarm.ticket = open_ticket(
                organisation, title=title, description=details, requester_label=f"Alarm: {source}", symptom=symptom,
                place=place, items=items, urgency=urgency, impact=impact, origin=Ticket.Origin.MONITOR, by=by,
            )  # fmt: skip
            if earlier is not None:
                TicketLink.objects.create(ticket=alarm.ticket, other=earlier, at=now, by=by.name)
        elif not was_firing:
            alarm.times += 1
            _write(alarm.ticket, alarm, f"Alarm again, the {_ordinal(alarm.times)} time. {details}".strip(), now)
        alarm.save()
        if alarm.ticket is not None and not (was_firing and is_open):
            unit.publish(AlarmBegan(subject=alarm.ticket.ref, org_path=organisation.scope_path))
    return alarm


def end_alarm(organisation: Organisation, *, source: str, key: str, by: Actor) -> Alarm | None:
    """It is over: written on the ticket. None where no such alarm is known; over twice is over once."""
    by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=organisation.scope_path)
    source, key, now = source.strip()[:60], key.strip()[:200], timezone.now()
    with change(by) as unit:
        if not Alarm.objects.filter(organisation=organisation, source=source, key=key).exists():
            return None
        alarm = _locked(organisation, source, key)
        if not alarm.is_firing:
            return alarm
        alarm.is_firing, alarm.over_at, alarm.heard_at = False, now, now
        alarm.save()
        if alarm.ticket is not None:
            _write(alarm.ticket, alarm, f"The alarm is over, after {_lasted(now - alarm.began_at)}.", now)
            unit.publish(AlarmEnded(subject=alarm.ticket.ref, org_path=organisation.scope_path))
    return alarm


def settle_alarms(now: dt.datetime, *, by: Actor) -> int:
    """End the tickets of alarms that have been over for long enough and that nobody has taken. How many.

    Raises Forbidden (``helpdesk.ticket.work`` everywhere).
    """
    by.require(HelpdeskPermission.TICKET_WORK, at="")
    done = 0
    quiet = Alarm.objects.filter(
        is_firing=False, ticket__state__in=(TicketState.NEW, TicketState.TRIAGED), ticket__assignee=None
    )
    for alarm in quiet.select_related("organisation").order_by("over_at")[:ROUND]:
        minutes = timing_for(alarm.organisation).alarm_minutes
        if not minutes or alarm.over_at is None or now - alarm.over_at < dt.timedelta(minutes=minutes):
            continue
        with change(by):
            fresh = _locked(alarm.organisation, alarm.source, alarm.key)
            if fresh.is_firing or fresh.ticket is None or _is_taken(fresh.ticket):
                continue
            text = f"The alarm has been over for {minutes} minutes. Nobody had to do anything."
            ended = step_by_program(
                fresh.ticket,
                Who.ALARM,
                to=TicketState.RESOLVED,
                text=text,
                resolution=Resolution.ENDED_BY_ITSELF,
                by=by,
            )
            done += ended is not None
    return done


def _is_taken(ticket: Ticket) -> bool:
    """Somebody works on it, or has written on it."""
    if ticket.assignee_id is not None:
        return True
    words = (TicketEntry.Kind.NOTE, TicketEntry.Kind.REPLY)
    return TicketEntry.objects.filter(ticket=ticket, kind__in=words).exclude(author_key__startswith="system:").exists()


def _locked(organisation: Organisation, source: str, key: str) -> Alarm:
    alarms = Alarm.objects.select_for_update(of=("self",)).select_related("ticket__organisation")
    return alarms.get(organisation=organisation, source=source, key=key)


def _write(ticket: Ticket | None, alarm: Alarm, text: str, now: dt.datetime) -> None:
    if ticket is None:
        return
    TicketEntry.objects.create(
        ticket=ticket, kind=TicketEntry.Kind.NOTE, text=text[:4000], author_key=_AUTHOR, author_name=alarm.source, at=now
    )  # fmt: skip


def _ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _lasted(length: dt.timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    return f"{minutes} minute{'s' if minutes != 1 else ''}" if minutes < 120 else f"{round(minutes / 60)} hours"
