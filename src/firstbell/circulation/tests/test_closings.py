"""24 and 25: a closing entered after the loan moves its due date; taking it back moves it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from firstbell.circulation.actions import renew_loan
from firstbell.circulation.actions.closings import follow_calendar
from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.actor import system_actor
from firstbell.core.models import AuditEntry
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell.rooms.actions.calendars import add_closing, add_entry, revoke_entry
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def tuesday() -> dt.date:
    """A Tuesday at least a week ahead."""
    soon = timezone.localdate() + 7 * DAY
    return soon + (1 - soon.weekday()) % 7 * DAY


def loan_due(school: Organisation, day: dt.date) -> Loan:
    due = dt.datetime.combine(day, dt.time(23, 59), tzinfo=zone_of(school))
    return make_loan(make_loaner(school), make_person(school), due_at=due)


def day_of(loan: Loan) -> dt.date:
    loan.refresh_from_db()
    assert loan.due_at is not None
    return loan.due_at.astimezone(zone_of(loan.organisation)).date()


def test_24_an_emergency_closing_moves_what_is_due_on_it(cast: Cast) -> None:
    day = tuesday()
    there, elsewhere, later = (
        loan_due(cast.school, day),
        loan_due(cast.other_school, day),
        loan_due(cast.school, day + DAY),
    )
    add_closing(cast.school, first_day=day, reason="Water main break", by=cast.tess.actor)
    assert [day_of(there), day_of(elsewhere), day_of(later)] == [day + DAY, day, day + DAY]
    assert "Water main break" in there.due_explain[-1]
    entry = AuditEntry.objects.get(verb="circulation.loan.due_moved")
    assert entry.subject_id == there.item_id


def test_24_the_next_day_also_closed(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    first = add_closing(cast.school, first_day=day, reason="Snow", by=cast.tess.actor)
    second = add_closing(cast.school, first_day=day + DAY, reason="More snow", by=cast.tess.actor)
    assert day_of(loan) == day + 2 * DAY
    revoke_entry(first, by=cast.tess.actor)
    assert day_of(loan) == day
    third = add_closing(cast.school, first_day=day, reason="Snow after all", by=cast.tess.actor)
    assert day_of(loan) == day + 2 * DAY
    revoke_entry(second, by=cast.tess.actor)
    assert day_of(loan) == day + DAY
    revoke_entry(third, by=cast.tess.actor)
    assert day_of(loan) == day
    assert loan.due_before_closings is None
    assert loan.due_explain == ["Due as the test says."]


def test_24_doing_it_twice_changes_nothing(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    add_closing(cast.school, first_day=day, reason="Snow", by=cast.tess.actor)
    assert follow_calendar(cast.school, affected={day}, by=system_actor()) == 0
    add_closing(cast.school, first_day=day, reason="Snow, entered twice", by=cast.tess.actor)
    assert day_of(loan) == day + DAY
    assert AuditEntry.objects.filter(verb="circulation.loan.due_moved").count() == 1


def test_25_undo_of_the_closing_moves_it_back(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    add_closing(cast.school, first_day=day, last_day=day + DAY, reason="Snow", by=cast.tess.actor)
    assert day_of(loan) == day + 2 * DAY
    use_undo(UndoOffer.objects.get().token, by=cast.tess.actor)
    assert day_of(loan) == day


def test_26_a_closing_of_the_district_reaches_every_school_but_one_that_opens(cast: Cast) -> None:
    day = tuesday()
    here, there = loan_due(cast.school, day), loan_due(cast.other_school, day)
    opened = CalendarEntry.Effect.OPEN
    add_entry(cast.other_school, effect=opened, first_day=day, reason="Open for all that", by=cast.sam.actor)
    add_closing(cast.district, first_day=day, reason="Storm", by=cast.dita.actor)
    assert [day_of(here), day_of(there)] == [day + DAY, day]


def test_an_open_day_gives_back_what_a_closing_moved(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    add_closing(cast.school, first_day=day, reason="Snow", by=cast.tess.actor)
    add_entry(cast.school, effect=CalendarEntry.Effect.OPEN, first_day=day, reason="It melted", by=cast.tess.actor)
    assert day_of(loan) == day


def test_a_renewal_since_stands(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    closing = add_closing(cast.school, first_day=day, reason="Snow", by=cast.tess.actor)
    loan.refresh_from_db()
    assert loan.due_at is not None
    renewed = renew_loan(loan, at=loan.due_at - DAY / 2, by=cast.tess.actor).due_at
    revoke_entry(closing, by=cast.tess.actor)
    loan.refresh_from_db()
    assert loan.due_at == renewed


def test_a_closing_over_past_days_does_not_touch_what_is_due_later(cast: Cast) -> None:
    loan = loan_due(cast.school, tuesday())
    past = timezone.localdate() - 20 * DAY
    add_closing(cast.school, first_day=past, last_day=past + 3 * DAY, reason="Flood", by=cast.tess.actor)
    assert day_of(loan) == tuesday()


def test_03_a_yearly_closing_moves_next_years_due_dates(cast: Cast) -> None:
    day = tuesday()
    loan = loan_due(cast.school, day)
    years_ago = day.replace(year=day.year - 4)
    add_closing(cast.district, first_day=years_ago, reason="Founders' day", repeats_yearly=True, by=cast.dita.actor)
    assert day_of(loan) == day + DAY


def test_it_costs_the_same_for_one_loan_and_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    day = tuesday()
    for _ in range(8):
        loan_due(cast.school, day)
    with django_assert_max_num_queries(14):
        add_closing(cast.school, first_day=day, reason="Snow", by=cast.tess.actor)
    assert AuditEntry.objects.filter(verb="circulation.loan.due_moved").count() == 8
