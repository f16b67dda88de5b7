"""Open loans, and how a loan stands today: open, due today, overdue by so many school days, returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Exists, OuterRef, Q

from firstbell.circulation.due_dates import day_text
from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.models.loans import LoanQuerySet
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY, SchoolDays
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import school_days_of_many, zone_of

# Older than this, the exact number of school days overdue matters to nobody and costs a longer calendar.
_COUNTED_BACK = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class LoanState:
    """``overdue_days`` are school days after the due date. ``tone`` is the UI kit's."""

    key: Literal["open", "due_today", "overdue", "returned"]
    label: str
    tone: str
    overdue_days: int = 0


def state_of(loan: Loan, *, now: dt.datetime, days: SchoolDays) -> LoanState:
    """How the loan stands. A due date that only weekends or closings followed is not overdue yet."""
    zone = zone_of(loan.organisation)
    today = now.astimezone(zone).date()
    if loan.returned_at is not None:
        day = day_text(loan.returned_at.astimezone(zone).date(), today)
        return LoanState("returned", f"Returned {day}", "good")
    if loan.due_at is None:
        return LoanState("open", "No due date", "neutral")
    due = loan.due_at.astimezone(zone)
    if due.date() > today:
        return LoanState("open", f"Due {day_text(due.date(), today)}", "neutral")
    if due.date() == today:
        return _state_today(due, now)
    return _state_after(due.date(), today, days)


def _state_today(due: dt.datetime, now: dt.datetime) -> LoanState:
    if due < now:
        return LoanState("overdue", f"Overdue since {due:%H:%M}", "bad")
    return LoanState("due_today", "Due today", "warn")


def _state_after(due: dt.date, today: dt.date, days: SchoolDays) -> LoanState:
    count = days.open_between(max(due, today - _COUNTED_BACK) + ONE_DAY, today)
    if count == 0:
        return LoanState("due_today", f"Was due {day_text(due, today)}, closed since", "warn")
    word = "school day" if count == 1 else "school days"
    return LoanState("overdue", f"Overdue {count} {word}", "bad", count)


def states_of(loans: Iterable[Loan], *, now: dt.datetime) -> dict[int, LoanState]:
    """The states of many loans by id, with one query for all their schools' calendars."""
    loans = list(loans)
    organisations: dict[int, Organisation] = {loan.organisation_id: loan.organisation for loan in loans}
    late = [loan.due_at for loan in loans if loan.is_open and loan.due_at is not None and loan.due_at < now]
    if not late:
        return {loan.pk: state_of(loan, now=now, days=SchoolDays()) for loan in loans}
    first = (max(min(late), now - _COUNTED_BACK) - ONE_DAY).date()
    calendars = school_days_of_many(organisations.values(), first=first, last=(now + ONE_DAY).date())
    return {loan.pk: state_of(loan, now=now, days=calendars[loan.organisation_id]) for loan in loans}


def open_loan_of(item: Item) -> Loan | None:
    """The loan an item is out on, if any, with its borrower. The caller decides who may see the borrower."""
    return _related().filter(item_id=item.pk).first()


def open_loans_of(person: Person, *, seen_by: Actor | None = None) -> list[Loan]:
    """What a person has, the soonest due first; what has no due date last. Of private types only what ``seen_by`` may see."""
    visible = _related() if seen_by is not None else _related().exclude(item__item_type__holder_is_private=True)
    loans = visible.filter(borrower=person)
    if seen_by is not None:
        loans = loans.visible_to(seen_by)
    return sorted(loans, key=lambda loan: (loan.due_at is None, loan.due_at or loan.lent_at, loan.pk))


def open_stand_in_for(item: Item) -> Loan | None:
    """The open loan of the loaner that stands in for this item, if any."""
    return _related().filter(stands_in_for_id=item.pk).first()


def loans_touching(person: Person, item: Item) -> list[Loan]:
    """Open loans of the person or of the item, in one query: what lending has to look at."""
    loans = prepared.rows(_touching, person=person.pk, item=item.pk)
    return sorted(loans, key=lambda loan: (loan.lent_at, loan.pk), reverse=True)


def _touching(person: int, item: int) -> LoanQuerySet:
    claimed = Exists(Claim.objects.open().filter(loan=OuterRef("pk")))
    return _related().annotate(is_claimed=claimed).filter(Q(borrower_id=person) | Q(item_id=item)).order_by()


def _related() -> LoanQuerySet:
    return Loan.objects.open().select_related("item__item_type", "item__product", "borrower", "place", "organisation")


def may_name(loan: Loan, by: Actor) -> bool:
    """Whether ``by`` may be told who has it: the loan is theirs to see. Needs ``item__item_type`` and ``organisation``."""
    if loan.borrower_id is not None and loan.borrower_id == by.person_id and not by.is_disguised:
        return True
    path = loan.organisation.scope_path
    if loan.item.item_type.holder_is_private:
        return library_scope(by).covers(path)
    return by.can(CirculationPermission.LOAN_VIEW, at=path)


def may_tell_apart(loan: Loan, by: Actor) -> bool:
    """Whether ``by`` may be told that this very reader has it. A machine says it to whoever stands before it; anybody else
    would hold a book against child after child until the answer is another one."""
    return by.is_machine or may_name(loan, by)


def renews_own(loan: Loan, by: Actor) -> bool:
    """Whether ``by`` is the reader who has it: of library material they renew their own without a right."""
    return loan.item.item_type.holder_is_private and loan.borrower_id is not None and loan.borrower_id == by.person_id


def label_for(loan: Loan, by: Actor) -> str:
    """The tag of what somebody has; of private types only for those who may know."""
    return loan.item.label if may_name(loan, by) else "library material"


def borrower_text(loan: Loan) -> str:
    """Who has or had it; not kept for private item types once it is back."""
    if loan.item.item_type.holder_is_private and not loan.is_open:
        return "not kept"
    return str(loan.borrower or loan.place or "")


def due_of(loan: Loan) -> dict[str, Any]:
    """What ``actions.undo_renewal`` puts back, and knows a later change by; JSON."""
    days = {name: getattr(loan, name) for name in ("due_at", "due_before_closings")}
    texts = {name: day.astimezone(dt.UTC).isoformat() if day is not None else None for name, day in days.items()}
    return {**texts, "due_explain": list(loan.due_explain), "renewals": loan.renewals}
