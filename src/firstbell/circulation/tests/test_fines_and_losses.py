"""What being late and losing costs by the rules, what is given back, and what somebody says came back.

Numbers in names are those of the list of edge cases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from django.utils import timezone

from firstbell.circulation.actions import (
    LendingRefused,
    bill_losses,
    charge_fee,
    check_in,
    claim_returned,
    close_losses,
    lend_item,
    record_shelf_check,
    return_item,
    settle_claim,
    take_payment,
)
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import Claim, FeeEntry, Loan, LoanCharge, ProductUse
from firstbell.circulation.queries import balance_of, check_lending
from firstbell.circulation.queries.claims import claims_this_year, evidence_for, to_look_for
from firstbell.circulation.queries.fines import fine_for, fine_so_far
from firstbell.circulation.queries.policies import EffectiveRules, Winner
from firstbell.circulation.rules import RULES
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.calendars import DayException, SchoolDays
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Notice
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Status
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_member
from firstbell.rooms.queries import zone_of

CLOCK = system_actor("tests")
DAY = dt.timedelta(days=1)
# A Friday, a week with a holiday on Wednesday, and the Friday after it.
FRIDAY, NEXT_FRIDAY = dt.date(2027, 1, 8), dt.date(2027, 1, 15)
DAYS = SchoolDays(exceptions={dt.date(2027, 1, 13): DayException(False, "Holiday")})


def rules(**values: str) -> EffectiveRules:
    return EffectiveRules({name: Winner(values.get(name, rule.default), None) for name, rule in RULES.items()})


# --- reckoning ---


@pytest.mark.parametrize(
    ("values", "price", "cents"),
    [
        ({}, 1500, 0),
        ({"fine_cents": "10"}, 1500, 40),
        ({"fine_cents": "10", "fine_closed_days": "yes"}, 1500, 70),
        ({"fine_cents": "10", "fine_grace_days": "3"}, 1500, 40),
        ({"fine_cents": "10", "fine_grace_days": "4"}, 1500, 0),
        ({"fine_cents": "10", "fine_cap_cents": "25"}, 1500, 25),
        ({"fine_cents": "1000"}, 1500, 1500),
        ({"fine_cents": "1000", "fine_cap_at_price": "no"}, 1500, 4000),
        ({"fine_cents": "1000"}, None, 4000),
    ],
)
def test_54_55_a_fine_counts_school_days_with_grace_and_caps(
    values: Mapping[str, str], price: int | None, cents: int
) -> None:
    fine = fine_for(FRIDAY, NEXT_FRIDAY, rules(**values), DAYS, price=price)
    assert fine.cents == cents
    assert bool(fine.lines) == bool(cents)


def test_54_a_fine_explains_itself() -> None:
    fine = fine_for(FRIDAY, NEXT_FRIDAY, rules(fine_cents="10", fine_cap_cents="25"), DAYS, price=None)
    assert fine.lines == (
        "$0.40: 4 school days after Fri Jan 8, $0.10 each because of the built-in default.",
        "Not counted: 3 closed days.",
        "At most $0.25 because of the built-in default.",
    )


# --- with a database ---


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def loan(cast: Cast) -> Loan:
    """Stu's, due about four weeks ago."""
    now = timezone.now()
    return make_loan(
        make_copy(cast.school, "B-1", title=make_title("Hatchet", cents=1500)), cast.stu.person,
        lent_at=now - 40 * DAY, due_at=now - 28 * DAY, purpose="checkout",
    )  # fmt: skip


@pytest.mark.django_db
class TestLate:
    def test_by_default_being_late_costs_nothing(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        assert not FeeEntry.objects.exists()

    def test_the_fine_is_charged_at_return_without_naming_the_book_and_undone_with_it(
        self, cast: Cast, loan: Loan
    ) -> None:
        make_rule("fine_cents", "10")
        estimate = fine_so_far(loan, now=timezone.now())
        assert estimate.cents > 100
        return_item(loan, by=cast.lib.actor)
        entry = FeeEntry.objects.get()
        assert (entry.cents, entry.reason, entry.item, entry.loan) == (
            estimate.cents, "Library material: overdue", None, None,
        )  # fmt: skip
        assert timezone.localtime(entry.at).time() == dt.time(0)
        assert not AuditEntry.objects.filter(subject_kind=Person.KIND_REF, verb__startswith="circulation.fee").exists()
        assert Notice.objects.filter(kind="circulation.fee_charged").exists()
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        assert balance_of(cast.stu.person) == 0

    def test_53_what_lay_in_the_book_drop_came_back_on_the_last_school_day(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, from_book_drop=True, by=cast.lib.actor)
        assert loan.returned_at is not None
        day = timezone.localtime(loan.returned_at).date()
        assert day < timezone.localdate()
        assert SchoolDays().is_open(day)
        fresh = lend_item(loan.item, to=cast.stu.person, by=cast.lib.actor)
        return_item(fresh, from_book_drop=True, by=cast.lib.actor)
        assert fresh.returned_at is not None
        assert fresh.returned_at >= fresh.lent_at, "never before it was lent"

    def test_51_what_was_not_lent_was_used_in_the_house_and_counts_once(self, cast: Cast) -> None:
        copy = make_copy(cast.school)
        assert check_in(copy, by=cast.lib.actor).used_in_house
        assert not check_in(copy, by=cast.lib.actor).used_in_house, "50: the same scan again"
        use = ProductUse.objects.get()
        assert (use.product, use.in_house, use.loans) == (copy.product, 1, 0)
        Item.objects.update(last_seen_at=timezone.now() - 2 * DAY)
        check_in(copy, by=cast.lib.actor)
        use.refresh_from_db()
        assert use.in_house == 2
        with pytest.raises(Forbidden):
            check_in(copy, by=cast.tia.actor)


@pytest.mark.django_db
class TestLost:
    @pytest.fixture
    def lost(self, cast: Cast, loan: Loan) -> Loan:
        make_rule("lost_after_days", "15")
        assert bill_losses(by=CLOCK) == 1
        assert bill_losses(by=CLOCK) == 0
        loan.refresh_from_db()
        loan.item.refresh_from_db()
        return loan

    def test_the_price_is_charged_and_the_loan_stays_open(self, cast: Cast, lost: Loan) -> None:
        assert lost.item.status == Status.LOST
        assert lost.is_open
        assert balance_of(cast.stu.person) == 1500
        assert FeeEntry.objects.get().reason == "Library material: lost"
        assert LoanCharge.objects.get().note == "Hatchet B-1 did not come back"

    def test_40_what_is_lost_is_not_lent(self, cast: Cast, lost: Loan) -> None:
        assert check_lending(lost.item, cast.cora.person, by=cast.lib.actor).blocks[0].code == "already_lent"
        close_losses(by=CLOCK, now=timezone.now())
        assert lost.is_open

    @pytest.mark.parametrize(
        ("percent", "days", "found_after", "balance"),
        [
            ("100", "180", 0, 0),
            ("50", "180", 0, 750),
            ("0", "180", 0, 1500),
            ("100", "30", 31, 1500),
            ("100", "", 900, 0),
        ],
    )
    def test_56_found_again_it_is_given_back_in_full_in_part_or_until_a_day(
        self, cast: Cast, lost: Loan, percent: str, days: str, found_after: int, balance: int
    ) -> None:
        make_rule("lost_refund_percent", percent)
        make_rule("lost_refund_days", days)
        Loan.objects.update(billed_on=timezone.localdate() - found_after * DAY)
        make_rule("fine_cents", "10")
        check_in(lost.item, by=cast.lib.actor)
        assert balance_of(cast.stu.person) == balance
        lost.item.refresh_from_db()
        assert lost.item.status == Status.AVAILABLE, "a book goes back to its shelf, not into triage"

    def test_57_paid_and_then_found_by_another_the_payer_gets_it_back(self, cast: Cast, lost: Loan) -> None:
        take_payment(cast.stu.person, cents=1500, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=timezone.now() + DAY) == 0
        step = check_in(lost.item, by=cast.lib.actor)
        assert step.loan is not None
        assert balance_of(cast.stu.person) == -1500

    def test_80_when_the_time_is_over_and_it_is_paid_the_reader_goes_and_the_ledger_stays(
        self, cast: Cast, lost: Loan
    ) -> None:
        later = timezone.now() + 200 * DAY
        assert close_losses(by=CLOCK, now=later) == 0, "it is still owed"
        take_payment(cast.stu.person, cents=1500, by=cast.lib.actor)
        assert close_losses(by=CLOCK, now=timezone.now()) == 0, "it may still be found"
        assert close_losses(by=CLOCK, now=later) == 1
        assert unlink_readers(by=CLOCK, now=later + DAY) == 1
        lost.refresh_from_db()
        lost.item.refresh_from_db()
        assert (lost.borrower, lost.item.status) == (None, Status.LOST)
        assert FeeEntry.objects.filter(person=cast.stu.person).count() == 2
        assert not LoanCharge.objects.exists()

    def test_59_damage_is_charged_by_the_library_and_not_by_any_desk(self, cast: Cast, loan: Loan) -> None:
        charge_fee(cast.stu.person, cents=400, reason="Coffee", loan=loan, by=cast.lib.actor)
        assert FeeEntry.objects.get().reason == "Library material: damaged"
        with pytest.raises(Forbidden):
            charge_fee(cast.stu.person, cents=400, reason="Screen", by=cast.lib.actor)


@pytest.mark.django_db
class TestSaidToBeReturned:
    def test_58_a_claim_stops_blocking_and_costing_until_it_is_found(self, cast: Cast, loan: Loan) -> None:
        make_rule("fine_cents", "10")
        make_rule("max_open_total", "1")
        assert {"overdue", "max_open_total"} <= set(self._blocks(cast))
        claim = claim_returned(loan, note="Put it in the drop", by=cast.lib.actor)
        blocks = self._blocks(cast)
        assert not {"overdue", "max_open_total"} & set(blocks), (
            "35: what is claimed counts neither as late nor against limits"
        )
        make_rule("lost_after_days", "5")
        assert bill_losses(by=CLOCK) == 0
        assert to_look_for(cast.lib.actor) == [claim]
        assert to_look_for(cast.tess.actor) == []
        record_shelf_check(claim, seen="Not between F PAU and F PEC", by=cast.lib.actor)
        check_in(loan.item, by=cast.lib.actor)
        claim.refresh_from_db()
        assert claim.state == "found"
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        claim.refresh_from_db()
        assert claim.state == "open"
        settle_claim(claim, outcome="found", by=cast.lib.actor)
        loan.refresh_from_db()
        assert loan.returned_at is not None
        zone = zone_of(cast.school)
        today = timezone.now().astimezone(zone).date()
        assert loan.returned_at.astimezone(zone).date() < today, "as of the last school day"

    def test_58_every_scan_since_is_evidence(self, cast: Cast, loan: Loan) -> None:
        claim = claim_returned(loan, by=cast.lib.actor)
        record_shelf_check(claim, seen="Nothing at F PAU", by=cast.lib.actor)
        Item.objects.update(last_seen_at=timezone.now())
        loan.refresh_from_db()
        loan.item.refresh_from_db()
        texts = [one.text for one in evidence_for(loan)]
        assert "Scanned" in texts
        claim.refresh_from_db()
        assert "Nothing at F PAU" in str(claim.checks), "what somebody saw on the shelf is kept with the claim"
        assert not any("Lent" in text for text in texts)

    def test_a_claim_has_a_limit_that_outlives_the_link_to_the_book(self, cast: Cast, loan: Loan) -> None:
        make_rule("max_claims", "1")
        claim = claim_returned(loan, note="In the drop", by=cast.lib.actor)
        with pytest.raises(Conflict) as refused:
            claim_returned(loan, override_reason="Again", by=CLOCK)
        assert refused.value.code == "claimed"
        settle_claim(claim, outcome="forgiven", by=CLOCK)
        loan.refresh_from_db()
        loan.item.refresh_from_db()
        assert (loan.is_open, loan.item.status) == (False, Status.MISSING)
        assert unlink_readers(by=CLOCK, now=timezone.now() + DAY) == 1
        claim.refresh_from_db()
        assert (claim.loan, claim.note, claim.month.day) == (None, "", 1)
        assert claims_this_year(cast.stu.person) == 1
        other = make_loan(make_copy(cast.school), cast.stu.person, due_at=timezone.now() - 9 * DAY)
        with pytest.raises(Conflict) as limit:
            claim_returned(other, by=cast.lib.actor)
        assert limit.value.code == "too_many"
        claim_returned(other, override_reason="The drop was open", by=CLOCK)

    def test_refused_it_counts_again_and_what_is_settled_stays_so(self, cast: Cast, loan: Loan) -> None:
        claim = claim_returned(loan, by=cast.lib.actor)
        with pytest.raises(Invalid):
            settle_claim(claim, outcome="lost", by=cast.lib.actor)
        clerk = make_member(cast.school, "Wanda", "Clerk", role="library_clerk")
        with pytest.raises(Forbidden):
            settle_claim(claim, outcome="forgiven", by=clerk.actor)
        settle_claim(claim, outcome="refused", by=cast.lib.actor)
        assert "overdue" in self._blocks(cast)
        with pytest.raises(Conflict):
            record_shelf_check(Claim.objects.get(), seen="Shelf", by=cast.lib.actor)

    def _blocks(self, cast: Cast) -> set[str]:
        spare = Item.objects.filter(barcode="SPARE").first() or make_copy(cast.school, "SPARE")
        return {one.code for one in check_lending(spare, cast.stu.person, by=cast.lib.actor).blocks}


@pytest.mark.django_db
def test_60_a_swapped_copy_brought_by_another_ends_the_loan_of_whose_it_is(cast: Cast) -> None:
    """Two pupils mixed up two copies of one textbook: each code is looked up by itself."""
    title = make_title("Algebra 1")
    mine, theirs = make_copy(cast.school, title=title), make_copy(cast.school, title=title)
    lend_item(mine, to=cast.stu.person, by=cast.lib.actor)
    other = lend_item(theirs, to=cast.cora.person, by=cast.lib.actor)
    taken = check_in(theirs, by=cast.lib.actor)
    assert taken.loan == other
    assert [loan.item for loan in Loan.objects.open().filter(borrower=cast.stu.person)] == [mine]
    with pytest.raises(LendingRefused):
        lend_item(mine, to=cast.cora.person, by=cast.lib.actor)
