"""Loans and policies to test with: plain functions, straight into the tables; no rule is checked, nothing is audited.

``lend`` goes through the action with the program's own rights, for tests that only need something lent.
"""

from __future__ import annotations

import datetime as dt
from itertools import count

from django.utils import timezone

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import CirculationRule, FeeEntry, Loan, NamedDueDate, PatronGroup
from firstbell.core.actor import system_actor
from firstbell.core.calendars import SchoolDays
from firstbell.inventory.models import Item, ItemType, Product, Status
from firstbell.inventory.tests.factories import make_item_type
from firstbell.people.models import Organisation, Person

DAY = dt.timedelta(days=1)
_number = count(1)


def make_patron_group(
    code: str = "students", *, person_kind: str = "student", grades: tuple[str, ...] = (), precedence: int | None = None
) -> PatronGroup:
    """The group with this code; made (with the next precedence) when it does not exist."""
    last = PatronGroup.objects.order_by("precedence").last()
    free = (last.precedence if last is not None else 0) + 10
    found, _ = PatronGroup.objects.get_or_create(
        code=code,
        defaults={
            "name": code.replace("-", " ").capitalize(),
            "person_kind": person_kind,
            "grades": list(grades),
            "precedence": precedence if precedence is not None else free,
        },
    )
    return found


def make_rule(
    name: str,
    value: str,
    *,
    organisation: Organisation | None = None,
    patron_group: PatronGroup | None = None,
    item_type: ItemType | None = None,
) -> CirculationRule:
    """The row of this cell with this value, whether or not the cell was there before."""
    rule, _ = CirculationRule.objects.update_or_create(
        name=name,
        organisation=organisation,
        patron_group=patron_group,
        item_type=item_type,
        defaults={"value": value},
    )
    return rule


def make_named_due_date(
    code: str, date: dt.date, *, active_from: dt.date | None = None, organisation: Organisation | None = None
) -> NamedDueDate:
    return NamedDueDate.objects.create(
        code=code,
        name=code.replace("_", " ").capitalize(),
        date=date,
        active_from=active_from or date - 365 * DAY,
        organisation=organisation,
    )


def make_loan(
    item: Item,
    borrower: Person,
    *,
    due_at: dt.datetime | None = None,
    lent_at: dt.datetime | None = None,
    returned_at: dt.datetime | None = None,
    purpose: str = Loan.Purpose.LOANER,
    stands_in_for: Item | None = None,
) -> Loan:
    """A loan with any dates one likes; an open one also leaves the item ON_LOAN or ASSIGNED."""
    loan = Loan.objects.create(
        item=item,
        borrower=borrower,
        organisation=item.organisation,
        purpose=purpose,
        lent_at=lent_at or timezone.now() - DAY,
        lent_by="the tests",
        due_at=due_at,
        due_explain=["Due as the test says."],
        stands_in_for=stands_in_for,
        returned_at=returned_at,
        returned_by="the tests" if returned_at is not None else "",
        return_condition="good" if returned_at is not None else "",
    )
    if returned_at is None:
        assigned = purpose == Loan.Purpose.ASSIGNMENT
        Item.objects.filter(pk=item.pk).update(
            status=Status.ASSIGNED if assigned else Status.ON_LOAN,
            holder=None if item.item_type.holder_is_private else borrower,
            assigned_to=borrower if assigned and not item.item_type.holder_is_private else None,
        )
    return loan


def lend(item: Item, to: Person) -> Loan:
    return lend_item(item, to=to, by=system_actor("tests"))


def make_fee(person: Person, cents: int, *, reason: str = "Broken screen", item: Item | None = None) -> FeeEntry:
    return FeeEntry.objects.create(
        person=person,
        organisation=person.organisation,
        kind=FeeEntry.Kind.CHARGE if cents > 0 else FeeEntry.Kind.PAYMENT,
        cents=cents,
        reason=reason,
        item=item,
        at=timezone.now(),
        by="the tests",
    )


def school_day(ahead: int) -> dt.date:
    """``ahead`` school days from the first one on or after today."""
    days = SchoolDays()
    first = days.next_open(timezone.localdate())
    assert first is not None
    day = days.add_open_days(first, ahead)
    assert day is not None
    return day


def make_title(name: str = "", *, cents: int | None = 1500) -> Product:
    """A product of a private library type, as the library's titles are."""
    kind = make_item_type("book", is_private=True)
    return Product.objects.create(name=name or f"Title {next(_number)}", item_type=kind, replacement_cents=cents)


def make_copy(organisation: Organisation, barcode: str = "", *, title: Product | None = None) -> Item:
    """A copy of a title, on the shelf."""
    title = title or make_title()
    return Item.objects.create(
        product=title, item_type=title.item_type, organisation=organisation, barcode=barcode or f"B-{next(_number)}",
        status=Status.AVAILABLE, status_since=timezone.now(),
    )  # fmt: skip
