"""Where two promises meet: holds and reservations, recalls whose reason is gone, last days at the school's own midnight,
and money that is given back once and only to who paid it.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from firstbell.circulation.actions import (
    bill_losses,
    cancel_hold,
    check_in,
    expire_holds,
    lend_item,
    place_hold,
    renew_loan,
    reserve,
    take_payment,
    waive_fee,
)
from firstbell.circulation.models import Loan
from firstbell.circulation.queries import balance_of
from firstbell.circulation.queries.holds import pull_list
from firstbell.circulation.tests.factories import make_copy, make_fee, make_loan, make_rule, school_day
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.actions.merges import merge_persons
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db
CLOCK = system_actor("tests")
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def lent(item: Item, person: Person, *, days_ago: int, due_in: dt.timedelta) -> Loan:
    now = timezone.now()
    return make_loan(item, person, lent_at=now - days_ago * DAY, due_at=now + due_in, purpose="checkout")


def refusal(loan: Loan, cast: Cast) -> str:
    with pytest.raises(Conflict) as no:
        renew_loan(Loan.objects.get(pk=loan.pk), by=cast.dita.actor)
    return str(no.value.code)


def lent_before_tia(cast: Cast, borrower: Person) -> Loan:
    """A camera that is out, due today; renewed it would run into the days for which Tia reserved it."""
    make_rule("loan_length", "10")
    camera = make_loaner(cast.school)
    loan = lent(camera, borrower, days_ago=2, due_in=DAY / 4)
    reserve(cast.tia.person, item=camera, first_day=school_day(3), last_day=school_day(5), by=cast.tess.actor)
    return loan


class TestRenewing:
    def test_it_opens_in_the_morning_of_the_day_that_is_said(self, cast: Cast) -> None:
        make_rule("renewal_opens", "3")
        make_rule("loan_length", "14")
        zone = zone_of(cast.school)
        today = timezone.now().astimezone(zone).date()
        loan = lent(make_copy(cast.school), cast.stu.person, days_ago=10, due_in=DAY)
        for days, may in ((4, False), (3, True)):
            due = dt.datetime.combine(today + days * DAY, dt.time(23, 59), tzinfo=zone)
            Loan.objects.filter(pk=loan.pk).update(due_at=due)
            if not may:
                assert refusal(loan, cast) == "too_soon"
        renew_loan(Loan.objects.get(pk=loan.pk), by=cast.lib.actor)

    def test_who_has_left_does_not_renew_without_an_exception(self, cast: Cast) -> None:
        loan = lent(make_copy(cast.school), cast.stu.person, days_ago=10, due_in=DAY / 4)
        Person.objects.filter(pk=cast.stu.person.pk).update(withdrawn_on=timezone.localdate() - DAY)
        assert refusal(loan, cast) == "withdrawn"
        renew_loan(Loan.objects.get(pk=loan.pk), override_reason="Brings it on Monday", by=cast.dita.actor)

    def test_not_into_days_for_which_somebody_reserved_it(self, cast: Cast) -> None:
        loan = lent_before_tia(cast, cast.stu.person)
        assert refusal(loan, cast) == "reserved"
        renew_loan(Loan.objects.get(pk=loan.pk), override_reason="Tia takes another", by=cast.tess.actor)

    def test_ones_own_reservation_does_not_stand_in_the_way(self, cast: Cast) -> None:
        loan = lent_before_tia(cast, cast.tia.person)
        renew_loan(loan, by=cast.tess.actor)

    def test_what_was_asked_back_is_renewed_again_once_nobody_waits(self, cast: Cast) -> None:
        make_rule("recall_after_days", "10")
        make_rule("loan_length", "30")
        make_rule("renewals_allowed", "5")
        loan = lent(make_copy(cast.school), cast.tia.person, days_ago=20, due_in=7 * DAY)
        hold = place_hold(loan.item.product, to=cast.stu.person, by=cast.lib.actor)
        assert refusal(loan, cast) == "recalled"
        cancel_hold(hold, by=cast.lib.actor)
        loan = renew_loan(Loan.objects.get(pk=loan.pk), by=cast.lib.actor)
        assert loan.recalled_at is None
        place_hold(loan.item.product, to=cast.cora.person, by=cast.lib.actor)
        again = Loan.objects.get(pk=loan.pk)
        assert again.recalled_at is not None, "who waits next has it asked back again"


class TestHolds:
    def test_what_is_reserved_for_today_is_set_aside_for_nobody_else(self, cast: Cast) -> None:
        copy, other = make_copy(cast.school), make_copy(cast.school)
        reserve(cast.tia.person, item=copy, first_day=school_day(0), last_day=school_day(2), by=cast.dita.actor)
        if school_day(0) != timezone.localdate():
            pytest.skip("reserved for the next school day, not for today")
        place_hold(copy.product, to=cast.stu.person, by=cast.lib.actor)
        assert pull_list(cast.lib.actor, today=timezone.localdate()) == []
        assert check_in(copy, by=cast.lib.actor).next_step.kind == "shelf"
        lend_item(copy, to=cast.tia.person, by=cast.lib.actor)
        hold = place_hold(other.product, to=cast.stu.person, by=cast.lib.actor)
        assert check_in(other, by=cast.lib.actor).next_step.hold == hold.pk

    @pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/New_York", "Pacific/Guam"])
    def test_the_last_day_on_the_shelf_ends_at_the_schools_midnight(self, cast: Cast, zone: str) -> None:
        Organisation.objects.filter(pk=cast.school.pk).update(time_zone=zone)
        cast.school.refresh_from_db()
        copy = make_copy(cast.school)
        hold = place_hold(copy.product, to=cast.stu.person, by=cast.lib.actor)
        check_in(copy, by=cast.lib.actor)
        hold.refresh_from_db()
        assert hold.keep_until is not None
        midnight = dt.datetime.combine(hold.keep_until + DAY, dt.time(), tzinfo=ZoneInfo(zone))
        assert expire_holds(by=CLOCK, now=midnight - dt.timedelta(minutes=1)) == 0
        assert expire_holds(by=CLOCK, now=midnight + dt.timedelta(minutes=1)) == 1

    def test_a_hold_of_no_use_any_more_ends_at_the_schools_midnight(self, cast: Cast) -> None:
        copy = make_copy(cast.school)
        lend_item(copy, to=cast.cora.person, by=cast.lib.actor)
        day = school_day(2)
        place_hold(copy.product, to=cast.stu.person, need_by=day, by=cast.lib.actor)
        midnight = dt.datetime.combine(day + DAY, dt.time(), tzinfo=zone_of(cast.school))
        assert expire_holds(by=CLOCK, now=midnight - dt.timedelta(minutes=1)) == 0
        assert expire_holds(by=CLOCK, now=midnight + dt.timedelta(minutes=1)) == 1


class TestMoney:
    @pytest.fixture
    def lost(self, cast: Cast) -> Loan:
        """Stu's, its price of $15.00 charged. An older charge was paid long ago."""
        make_fee(cast.stu.person, 2000)
        take_payment(cast.stu.person, cents=2000, by=cast.lib.actor)
        make_rule("lost_after_days", "15")
        loan = lent(make_copy(cast.school), cast.stu.person, days_ago=40, due_in=-28 * DAY)
        bill_losses(by=CLOCK)
        return loan

    @pytest.mark.parametrize(
        ("waived", "paid", "after"), [(1500, 0, 0), (1000, 500, -500), (1000, 0, 0), (0, 1500, -1500), (0, 0, 0)]
    )
    def test_what_was_waived_is_not_given_back(
        self, cast: Cast, lost: Loan, waived: int, paid: int, after: int
    ) -> None:
        if waived:
            waive_fee(cast.stu.person, cents=waived, reason="Hardship", by=cast.pat.actor)
        if paid:
            take_payment(cast.stu.person, cents=paid, by=cast.lib.actor)
        check_in(lost.item, by=cast.lib.actor)
        assert balance_of(cast.stu.person) == after

    @pytest.mark.parametrize(("paid", "after"), [(0, 0), (1500, -1500)])
    def test_who_was_merged_since_gets_it_back_where_the_loan_is(
        self, cast: Cast, lost: Loan, paid: int, after: int
    ) -> None:
        keeper = make_person(cast.school, "Stuart", "Dent")
        if paid:
            take_payment(cast.stu.person, cents=paid, by=cast.lib.actor)
        merge_persons(keeper, cast.stu.person, reason="The same", by=cast.dita.actor)
        check_in(lost.item, by=cast.lib.actor)
        assert balance_of(keeper) == after
        assert balance_of(cast.stu.person) == 0
