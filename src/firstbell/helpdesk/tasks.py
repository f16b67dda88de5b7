"""Time at the help desk: what waits is woken, reminded of and closed; clocks are counted and warn; escalations go on."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.helpdesk.actions.alarms import settle_alarms
from firstbell.helpdesk.actions.clocks import tick_clocks
from firstbell.helpdesk.actions.evidence import mail_escalation, nudge_escalation
from firstbell.helpdesk.actions.routing import apply_rules
from firstbell.helpdesk.actions.waiting import pass_time
from firstbell.helpdesk.models import Escalation, RoutingRule, Ticket, TicketClock
from firstbell.helpdesk.queries.clocks import PAUSED
from firstbell.helpdesk.queries.rules import RELATED
from firstbell.people.models import Organisation

MOST_WAITING = 500


@every(minutes=5, name="helpdesk.clocks", label="Count the clocks of tickets and warn")
def count_clocks(now: dt.datetime) -> str:
    """Every school with open tickets; what does not change is only read."""
    by = system_actor("clocks", via="task")
    schools = moved = warned = broken = 0
    busy = Ticket.objects.open().values("organisation_id")
    for school in Organisation.objects.filter(pk__in=busy).order_by("pk"):
        done = tick_clocks(school, now=now, by=by)
        schools, moved = schools + 1, moved + done.moved
        warned, broken = warned + done.warned, broken + done.broken
    return f"{schools} schools, {moved} tickets moved, {warned} warnings, {broken} overdue"


@every(minutes=30, name="helpdesk.waited", label="Rules for tickets that have waited so long")
def look_at_waiting(now: dt.datetime) -> str:
    """For each such rule that is on, the tickets that have waited long enough; each once per wait."""
    by = system_actor("rules", via="task")
    done = 0
    for rule in RoutingRule.objects.filter(is_active=True, when=RoutingRule.When.WAITED).select_related("organisation"):
        since = now - dt.timedelta(hours=rule.waited_hours)
        clocks = TicketClock.objects.filter(kind=TicketClock.Kind.RESOLUTION, paused_at__lte=since)
        here = Q(organisation__path__startswith=rule.organisation.scope_path) if rule.organisation is not None else Q()
        waiting = Ticket.objects.open().filter(here, state__in=PAUSED, clocks__in=clocks)
        for ticket in waiting.select_related(*RELATED).prefetch_related("clocks").order_by("pk")[:MOST_WAITING]:
            paused = next((one.paused_at for one in ticket.clocks.all() if one.paused_at is not None), now)
            occasion = f"{rule.pk} {paused:%Y%m%d%H%M%S}"
            done += apply_rules(ticket, when=RoutingRule.When.WAITED, only=rule, occasion=occasion, by=by) is not None
    return f"{done} tickets looked at"


@every(minutes=1, name="helpdesk.escalations", label="Mail escalations and remind of those nobody acknowledged")
def look_at_escalations(now: dt.datetime) -> str:
    """What is to be mailed, each once; what is silent too long."""
    by = system_actor("escalations", via="task")
    related = ("ticket__organisation", "reason")
    mailed = 0
    for one in Escalation.objects.filter(mail_wanted_at__lte=now, mailed_at=None).select_related(*related)[
        :MOST_WAITING
    ]:
        mailed += mail_escalation(one, now=now, by=by)
    silent = Escalation.objects.filter(state=Escalation.State.SENT, nudge_at__lte=now).select_related(*related)
    nudged = [nudge_escalation(one, now=now, by=by) for one in silent[:MOST_WAITING]]
    return f"{mailed} mailed, {len(nudged)} sent again"


@every(minutes=15, name="helpdesk.waiting", label="Tickets that wait: wake, remind, close")
def wait(now: dt.datetime) -> str:
    """Only what is due; what was done is not done again."""
    done = pass_time(now, by=system_actor("waiting", via="task"))
    return f"{done.woken} woken, {done.told} people reminded, {done.closed} closed"


@every(minutes=5, name="helpdesk.alarms", label="End tickets of alarms that are over")
def look_at_alarms(now: dt.datetime) -> str:
    """Only what nobody has taken."""
    return f"{settle_alarms(now, by=system_actor('alarms', via='task'))} tickets ended"
