"""Time in circulation: reminders go out on school days, at the school's hour."""

from __future__ import annotations

import datetime as dt

from firstbell.circulation.actions.auto_renewals import renew_due_loans
from firstbell.circulation.actions.fines import bill_losses, close_losses
from firstbell.circulation.actions.holds import expire_holds
from firstbell.circulation.actions.reminders import send_reminders, tell_who_left
from firstbell.circulation.actions.reservations import lapse_reservations
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import CirculationRule
from firstbell.circulation.queries.policies import effective_place_rules
from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.core.upkeep import wipe_journal
from firstbell.people.models import Organisation
from firstbell.rooms.queries import school_days_of, zone_of

LATEST = dt.time(17)
"""After this nobody is reminded any more today: “due today” is no news in the evening."""


@every(minutes=15, name="circulation.reminders", label="Reminders of loans, on school days")
def remind(now: dt.datetime) -> str:
    """Every school whose hour has come and whose day is open. What was sent is not sent again."""
    by = system_actor("reminders", via="task")
    told = schools = 0
    for school in Organisation.objects.filter(closed_at=None).order_by("pk"):
        local = now.astimezone(zone_of(school))
        if not effective_place_rules(school).time("remind_at") <= local.time() < LATEST:
            continue
        days = school_days_of(school, first=local.date() - dt.timedelta(days=40), last=local.date())
        if not days.is_open(local.date()):
            continue
        schools += 1
        told += send_reminders(school, now=now, by=by)
        told += tell_who_left(school, now=now, days=days, by=by)
    return f"{told} people told, {schools} schools looked at"


@every(minutes=30, name="circulation.auto_renew", label="Loans that renew by themselves, in the evening")
def renew_by_itself(now: dt.datetime) -> str:
    """Every school whose hour has come. What was renewed is due later, so that a second round finds nothing."""
    if not CirculationRule.objects.filter(name="auto_renew", value="yes").exists():
        return "No rule asks for it"
    by = system_actor("renewing by itself", via="task")
    renewed = 0
    for school in Organisation.objects.filter(closed_at=None).order_by("pk"):
        if now.astimezone(zone_of(school)).time() >= effective_place_rules(school).time("auto_renew_at"):
            renewed += renew_due_loans(school, now=now, by=by)
    return f"{renewed} loans renewed"


@every(minutes=5, name="circulation.unlink", label="Forget who had which private thing")
def forget_readers(now: dt.datetime) -> str:
    """As soon as a return can no longer be undone; what was deleted leaves the journal as well."""
    count = unlink_readers(by=system_actor("unlinking", via="task"), now=now)
    if count:
        wipe_journal()
    return f"{count} loans and holds let go"


@every(minutes=60, name="circulation.holds", label="Holds that nobody picked up")
def let_holds_go(now: dt.datetime) -> str:
    count = expire_holds(by=system_actor("holds", via="task"), now=now)
    return f"{count} holds ended"


@every(minutes=360, name="circulation.losses", label="What counts as lost by the rules")
def count_losses(now: dt.datetime) -> str:
    by = system_actor("losses", via="task")
    billed, ended = bill_losses(by=by, now=now), close_losses(by=by, now=now)
    return f"{billed} count as lost, {ended} losses are over"


@every(minutes=360, name="circulation.reservations", label="Reservations that nobody collected")
def let_lapse(_now: dt.datetime) -> str:
    """They stand no more from their day on; this only writes it down and frees the page of them."""
    count = lapse_reservations(by=system_actor("reservations", via="task"))
    return f"{count} reservations lapsed"
