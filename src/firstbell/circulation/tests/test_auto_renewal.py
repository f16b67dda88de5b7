"""67: what is due tomorrow renews by itself, once, when nothing speaks against it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from firstbell.circulation import tasks
from firstbell.circulation.actions import claim_returned, place_hold, renew_due_loans, set_block
from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_copy, make_fee, make_loan, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.models import AuditEntry, Notice
from firstbell.inventory.models import Item
from firstbell.people.models import Membership
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db
BY = system_actor("tests")


class Evening:
    """Stu has a book that is due tomorrow; it is six o'clock, and the type renews by itself."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.title = make_title("Hatchet")
        self.zone = zone_of(self.cast.school)
        # A Tuesday that is near enough for blocks and holds made now, and never in a weekend.
        day = timezone.now().astimezone(self.zone).date()
        while day.weekday() != 1:
            day += dt.timedelta(days=1)
        self.day = day
        self.now = dt.datetime.combine(day, dt.time(18, 5), tzinfo=self.zone)
        self.copy = make_copy(self.cast.school, "B-1", title=self.title)
        kind = self.title.item_type
        for name, value in (
            ("auto_renew", "yes"),
            ("loan_length", "14"),
            ("days_mode", "move"),
            ("renewals_allowed", "2"),
        ):
            make_rule(name, value, item_type=kind)
        self.loan = self.lent(self.copy)

    def lent(self, copy: Item, **more: Any) -> Loan:
        due = dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time(23, 59), tzinfo=self.zone)
        usual: dict[str, Any] = {"due_at": due, "lent_at": due - dt.timedelta(days=14), "purpose": "checkout"}
        return make_loan(copy, self.cast.stu.person, **usual | more)

    def run(self) -> int:
        count = renew_due_loans(self.cast.school, now=self.now, by=BY)
        self.loan.refresh_from_db()
        return count

    @property
    def due(self) -> dt.date:
        assert self.loan.due_at is not None
        return self.loan.due_at.astimezone(self.zone).date()

    def told(self) -> list[str]:
        return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def evening() -> Evening:
    return Evening()


def test_67_the_same_night_twice_renews_once(evening: Evening) -> None:
    assert evening.run() == 1
    assert evening.due == evening.day + dt.timedelta(days=15), "counted from the due date, not from the evening before"
    assert evening.loan.renewals == 1
    assert evening.loan.due_explain[-1].startswith("Renewed by itself: rule ")
    before = (evening.loan.due_at, AuditEntry.objects.count(), Notice.objects.count())
    assert evening.run() == 0
    assert (evening.loan.due_at, AuditEntry.objects.count(), Notice.objects.count()) == before
    assert evening.told() == ["circulation.loan_renewed"]
    notice = Notice.objects.get()
    assert "Hatchet" not in f"{notice.subject_label} {notice.line} {notice.body}"
    assert "Stu" not in str(
        list(AuditEntry.objects.values_list("summary", "changes", "note", "subject_label", "actor_name"))
    )


def test_it_stops_after_as_many_renewals_as_the_rules_allow_and_says_so(evening: Evening) -> None:
    Loan.objects.update(renewals=2)
    assert evening.run() == 0
    assert evening.run() == 0
    assert evening.told() == ["circulation.loan_not_renewed"]
    assert "as often as it may be" in Notice.objects.get().line


def test_not_what_somebody_waits_for(evening: Evening) -> None:
    place_hold(evening.title, to=evening.cast.cora.person, by=evening.cast.cora.actor)
    assert evening.run() == 0
    assert evening.told() == ["circulation.loan_not_renewed"]


def test_not_for_who_is_blocked_or_owes_too_much(evening: Evening) -> None:
    make_rule("fee_block_cents", "500")
    make_fee(evening.cast.stu.person, 600)
    assert evening.run() == 0
    make_fee(evening.cast.stu.person, -600)
    set_block(evening.cast.stu.person, reason="Lost charger", by=evening.cast.tess.actor)
    assert evening.run() == 0
    assert evening.told().count("circulation.loan_not_renewed") == 1, "told once, whatever the reason of the second try"


def test_not_what_is_being_looked_for_and_nobody_is_told(evening: Evening) -> None:
    claim_returned(evening.loan, by=evening.cast.lib.actor)
    assert evening.run() == 0
    assert evening.told() == []


def test_not_past_the_end_of_the_membership(evening: Evening) -> None:
    person = evening.cast.stu.person
    # OneRoster's end is exclusive: the day after the due date is the first on which they are not here.
    Membership.objects.filter(person=person).update(end_date=evening.day + dt.timedelta(days=2))
    assert evening.run() == 0
    Membership.objects.filter(person=person).update(end_date=evening.day + dt.timedelta(days=6))
    assert evening.run() == 1
    assert evening.due <= evening.day + dt.timedelta(days=5)


def test_only_where_the_rules_ask_for_it_and_only_what_is_due_now(evening: Evening) -> None:
    make_rule("auto_renew", "no", organisation=evening.cast.school)
    assert evening.run() == 0
    make_rule("auto_renew", "yes", organisation=evening.cast.school)
    later = make_copy(evening.cast.school, "B-2", title=evening.title)
    evening.lent(later, due_at=evening.now + dt.timedelta(days=3))
    late = make_copy(evening.cast.school, "B-3", title=evening.title)
    evening.lent(late, due_at=evening.now - dt.timedelta(days=3))
    assert evening.run() == 1
    with pytest.raises(Forbidden):
        renew_due_loans(evening.cast.school, now=evening.now, by=evening.cast.stu.actor)


def test_the_clock_waits_for_the_schools_evening(evening: Evening) -> None:
    noon = dt.datetime.combine(evening.day, dt.time(12), tzinfo=evening.zone)
    assert tasks.renew_by_itself(noon) == "0 loans renewed"
    assert tasks.renew_by_itself(evening.now) == "1 loans renewed"
    assert tasks.renew_by_itself(evening.now) == "0 loans renewed"
