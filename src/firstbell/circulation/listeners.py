"""What circulation learns from the rooms below: the calendar moves due dates."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.actions.closings import follow_calendar
from firstbell.core.actor import Actor
from firstbell.core.calendars import SEARCH_LIMIT_DAYS
from firstbell.core.events import listens
from firstbell.people.models import Organisation
from firstbell.rooms.events import CalendarEntryAdded, CalendarEntryRevoked
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.queries import entry_days


@listens(CalendarEntryAdded)
def move_due_dates(event: CalendarEntryAdded, by: Actor) -> None:
    """A closing moves what is due on it; an extra open day gives back what a closing moved."""
    _follow(event, by)


@listens(CalendarEntryRevoked)
def move_due_dates_back(event: CalendarEntryRevoked, by: Actor) -> None:
    _follow(event, by)


def _follow(event: CalendarEntryAdded | CalendarEntryRevoked, by: Actor) -> None:
    if event.effect == CalendarEntry.Effect.DAY_TYPE:
        return
    today = timezone.now().date()
    reach = dt.timedelta(days=2 * SEARCH_LIMIT_DAYS)
    days = entry_days(
        event.first_day,
        event.last_day,
        repeats_yearly=event.repeats_yearly,
        first=today - reach,
        last=today + reach,
    )
    organisation = Organisation.objects.get(pk=event.organisation_id)
    follow_calendar(organisation, affected=frozenset(days), by=by)
