"""What circulation learns: the calendar moves due dates, somebody who leaves with something becomes a case."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.actions.cases import cancel_case, open_case, settle_case
from firstbell.circulation.actions.closings import follow_calendar
from firstbell.circulation.events import FeeEntered, ItemReturned, ReturnUndone
from firstbell.core.actor import Actor
from firstbell.core.calendars import SEARCH_LIMIT_DAYS
from firstbell.core.events import listens
from firstbell.people.events import PersonReadmitted, PersonWithdrawn
from firstbell.people.models import Organisation, Person
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


@listens(PersonWithdrawn)
def open_a_case(event: PersonWithdrawn, by: Actor) -> None:
    """Whoever leaves with something becomes a case."""
    open_case(Person.objects.select_related("organisation").get(pk=event.subject.id), by=by)


@listens(PersonReadmitted)
def cancel_the_case(event: PersonReadmitted, by: Actor) -> None:
    cancel_case(Person.objects.get(pk=event.subject.id), by=by)


@listens(ItemReturned)
def settle_after_return(event: ItemReturned, by: Actor) -> None:
    """One question where nobody has a case; the borrower is the person the event is about."""
    for ref in event.about:
        if ref.kind == Person.KIND_REF:
            _settle(ref.id, by)


@listens(FeeEntered)
def settle_after_payment(event: FeeEntered, by: Actor) -> None:
    if event.cents < 0:
        _settle(event.subject.id, by)


def _settle(person_id: int, by: Actor) -> None:
    person = Person.objects.filter(pk=person_id, withdrawal_cases__state="open").first()
    if person is not None:
        settle_case(person, by=by)


@listens(ReturnUndone)
def open_it_again(event: ReturnUndone, by: Actor) -> None:
    """What came back by mistake is out again: for somebody who left, that is a case."""
    gone = Person.objects.select_related("organisation").filter(withdrawn_on__isnull=False)
    for person in gone.filter(pk__in=[ref.id for ref in event.about if ref.kind == Person.KIND_REF]):
        open_case(person, by=by)
