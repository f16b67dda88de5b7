"""What circulation learns: the calendar moves due dates; a fee is told to who has to pay it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions.closings import follow_calendar
from firstbell.circulation.events import FeeEntered
from firstbell.circulation.models import FeeEntry
from firstbell.core.actor import Actor
from firstbell.core.calendars import SEARCH_LIMIT_DAYS
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Cents, Value
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import family_keys, person_key
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


@listens(FeeEntered)
def tell_of_fee(event: FeeEntered, by: Actor) -> None:
    """The person, and a student's guardians; payments, waivers and reversals are told by the desk itself."""
    entry = FeeEntry.objects.select_related("person", "organisation").get(pk=event.entry_id)
    if entry.kind != FeeEntry.Kind.CHARGE:
        return
    person = entry.person
    own: dict[str, Value] = {
        "amount": Cents(entry.cents), "reason": entry.reason, "school": entry.organisation.name, "child": "",
    }  # fmt: skip
    child = own | {"child": person.preferred_given_name or person.given_name}
    told = [(person_key(person.pk), own)]
    if person.kind == Person.Kind.STUDENT:
        told += [(key, child) for key in family_keys(person)]
    for key, values in told:
        send_notice(
            entry.ref,
            kind=notices.FEE_CHARGED.key,
            to=[key],
            values=values,
            org_path=event.org_path,
            link="/people/me/" if values is own else "",
            by=by,
        )
