"""What circulation learns: closings move due dates, fees are told to who pays, who leaves with something is a case."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions.cases import cancel_case, open_case, settle_case
from firstbell.circulation.actions.closings import follow_calendar
from firstbell.circulation.actions.holds import copy_is_gone
from firstbell.circulation.events import FeeEntered, ItemReturned, QuietlyEntered, ReturnUndone
from firstbell.circulation.models import FeeEntry, Hold
from firstbell.circulation.queries.holds import GONE
from firstbell.core.actor import Actor
from firstbell.core.calendars import SEARCH_LIMIT_DAYS
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Cents, Value
from firstbell.inventory.events import ItemStatusChanged
from firstbell.inventory.models import Item
from firstbell.people.events import PersonReadmitted, PersonWithdrawn
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


@listens(ItemStatusChanged)
def holds_look_for_another_copy(event: ItemStatusChanged, by: Actor) -> None:
    """A copy was lost, or withdrawn: one question where nobody waits for it."""
    if event.new in GONE:
        item = Item.objects.select_related("item_type", "organisation").get(pk=event.subject.id)
        if Hold.objects.open().filter(product_id=item.product_id).exists():
            copy_is_gone(item, by=by)


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


listens(QuietlyEntered)(settle_after_payment)
listens(QuietlyEntered)(tell_of_fee)
