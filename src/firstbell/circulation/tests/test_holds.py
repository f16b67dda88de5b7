"""Waiting for a copy: the queue, the pick-up shelf, transit, recalls, and renewals that have to wait.

Numbers in names are those of the list of edge cases.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from firstbell.circulation.actions import (
    LendingRefused,
    cancel_hold,
    check_in,
    expire_holds,
    lend_item,
    move_hold_ahead,
    place_hold,
    renew_loan,
    return_item,
    suspend_hold,
)
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import Hold, Loan, Transit
from firstbell.circulation.queries.account import account_of
from firstbell.circulation.queries.holds import filled, pickup_shelf, pull_list, queue_of
from firstbell.circulation.tests.factories import make_copy, make_loan, make_patron_group, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Notice
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.actions import change_status
from firstbell.inventory.models import Item, Product, Status
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell.rooms.models import CalendarEntry

pytestmark = pytest.mark.django_db

CLOCK = system_actor("tests")
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def title() -> Product:
    return make_title("Hatchet")


def waits(title: Product, person: Person, cast: Cast, **more: Any) -> Hold:
    return place_hold(title, to=person, by=cast.lib.actor, **more)


def a_reader(cast: Cast, name: str = "") -> Person:
    return make_person(cast.school, name)


def out(copy: Item, cast: Cast, *, days: int = 0) -> Loan:
    """The copy is with somebody since so many days, due in a week."""
    now = timezone.now()
    return make_loan(copy, a_reader(cast), lent_at=now - days * DAY, due_at=now + 7 * DAY, purpose="checkout")


def test_first_come_first_served_within_a_weight(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    make_rule("hold_weight", "10", patron_group=make_patron_group("staff", person_kind="staff"))
    loan = out(copy, cast)
    first, second = waits(title, a_reader(cast), cast), waits(title, a_reader(cast), cast)
    teacher = waits(title, cast.tia.person, cast)
    assert [hold.pk for hold in queue_of(title)] == [teacher.pk, first.pk, second.pk]
    move_hold_ahead(second, reason="Book talk on Monday", by=cast.lib.actor)
    assert [hold.pk for hold in queue_of(title)] == [second.pk, teacher.pk, first.pk]
    with pytest.raises(Invalid):
        move_hold_ahead(first, reason=" ", by=cast.lib.actor)
    return_item(loan, by=cast.lib.actor)
    second.refresh_from_db()
    assert (second.state, second.copy) == ("ready", copy)


def test_returning_says_where_it_goes_and_names_nobody(cast: Cast, title: Product) -> None:
    loan = out(make_copy(cast.school, "B-7", title=title), cast)
    hold = waits(title, cast.stu.person, cast)
    return_item(loan, by=cast.tess.actor)
    step = loan.next_step  # type: ignore[attr-defined]
    assert (step.kind, step.hold) == ("pickup", hold.pk)
    assert step.text.startswith(f"B-7 goes to the pick-up shelf for hold {hold.pk} until ")
    assert "Stu" not in step.text
    told = Notice.objects.get(kind="circulation.hold_ready")
    assert told.recipient_name == "Stu Dent"
    assert "Hatchet" not in f"{told.subject_label}{told.line}{told.title}{told.body}"
    assert [one.pk for one in pickup_shelf(cast.lib.actor)] == [hold.pk]
    assert pickup_shelf(cast.tess.actor) == []


def test_38_what_waits_on_the_shelf_for_another_is_not_lent(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    hold = waits(title, cast.stu.person, cast)
    assert check_in(copy, by=cast.lib.actor).next_step.hold == hold.pk
    with pytest.raises(LendingRefused) as refused:
        lend_item(copy, to=cast.cora.person, by=cast.tess.actor)
    assert refused.value.code == "on_hold_shelf"
    assert f"hold {hold.pk}" in str(refused.value)
    assert "Stu" not in str(refused.value)
    lend_item(copy, to=cast.cora.person, override_reason="Stu agrees", by=cast.dita.actor)
    hold.refresh_from_db()
    assert (hold.state, hold.copy) == ("waiting", None)


def test_39_lending_fulfils_the_right_hold(cast: Cast, title: Product) -> None:
    one, two = make_copy(cast.school, title=title), make_copy(cast.school, title=title)
    hold, next_one = waits(title, cast.stu.person, cast), waits(title, cast.cora.person, cast)
    check_in(one, by=cast.lib.actor)
    lend_item(two, to=cast.stu.person, override_reason="Took it from the shelf", by=cast.dita.actor)
    hold.refresh_from_db()
    next_one.refresh_from_db()
    assert hold.state == "fulfilled"
    assert (next_one.state, next_one.copy) == ("ready", one), "the copy that waited for Stu goes to the next"
    use_undo(latest_offer(cast.dita.actor).token, by=cast.dita.actor)  # type: ignore[union-attr]
    hold.refresh_from_db()
    assert hold.is_open
    assert hold.ended_at is None


def test_39_a_hold_on_this_very_item_goes_before_one_on_any(cast: Cast) -> None:
    title = make_title()
    copy, other = make_copy(cast.school, title=title), make_copy(cast.school, title=title)
    hold = waits(title, cast.stu.person, cast, item=copy)
    assert check_in(other, by=cast.lib.actor).next_step.kind == "shelf"
    assert check_in(copy, by=cast.lib.actor).next_step.hold == hold.pk
    lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    hold.refresh_from_db()
    assert hold.state == "fulfilled"


def test_52_a_copy_wanted_at_another_school_travels_there(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    reader = make_person(cast.other_school)
    with pytest.raises(Conflict) as refused:
        place_hold(title, to=reader, by=CLOCK)
    assert refused.value.code == "no_copy"
    make_rule("hold_other_schools", "yes")
    hold = place_hold(title, to=reader, by=CLOCK)
    step = check_in(copy, by=cast.lib.actor).next_step
    assert (step.kind, step.target) == ("transit_hold", cast.other_school)
    with pytest.raises(LendingRefused) as travelling:
        lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    assert "in_transit" in {one.code for one in travelling.value.findings}
    arrived = check_in(copy, organisation=cast.other_school, by=CLOCK)
    assert arrived.arrived
    assert arrived.next_step.kind == "pickup"
    assert not Transit.objects.open().exists()
    hold.refresh_from_db()
    assert hold.state == "ready"
    lend_item(copy, to=reader, organisation=cast.other_school, by=CLOCK)
    loan = Loan.objects.open().get()
    return_item(loan, organisation=cast.other_school, by=CLOCK)
    home = loan.next_step  # type: ignore[attr-defined]
    assert (home.kind, home.target) == ("transit_home", cast.school)
    assert check_in(copy, by=cast.lib.actor).next_step.kind == "shelf"


def test_52_what_floats_stays_where_it_came_back(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    make_rule("return_to", "stays", item_type=copy.item_type)
    loan = out(copy, cast)
    return_item(loan, organisation=cast.other_school, by=CLOCK)
    assert loan.next_step.kind == "shelf"  # type: ignore[attr-defined]
    assert not Transit.objects.exists()


def test_61_a_lost_copy_looks_for_another_and_the_last_one_withdrawn_ends_the_holds(cast: Cast, title: Product) -> None:
    one, two = make_copy(cast.school, title=title), make_copy(cast.school, title=title)
    hold, very = waits(title, cast.stu.person, cast), waits(title, cast.cora.person, cast, item=one)
    check_in(one, by=cast.lib.actor)
    change_status(one, Status.MISSING, details={"last_seen": "Shelf", "reporter": "Lib"}, by=CLOCK)
    hold.refresh_from_db()
    very.refresh_from_db()
    assert (hold.state, hold.copy, very.item) == ("waiting", None, None)
    assert [pull.item for pull in pull_list(cast.lib.actor, today=timezone.localdate())] == [two]
    retire = {"retire_reason": "other", "data_removed": True}
    change_status(two, Status.RETIRING, details=retire, by=CLOCK)
    assert Hold.objects.open().count() == 2, "the missing one may turn up"
    change_status(one, Status.RETIRING, details=retire, by=CLOCK)
    assert not Hold.objects.open().exists()
    assert Notice.objects.filter(kind="circulation.hold_ended").count() == 2


def test_62_a_suspended_and_a_future_hold_are_passed_over_and_keep_their_place(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    today = timezone.localdate()
    first, later = waits(title, cast.stu.person, cast), waits(title, cast.cora.person, cast, starts_on=today + 3 * DAY)
    third = waits(title, a_reader(cast), cast, need_by=today + 30 * DAY)
    suspend_hold(first, until=today + 5 * DAY, by=cast.stu.actor)
    assert check_in(copy, by=cast.lib.actor).next_step.hold == third.pk
    suspend_hold(first, until=None, by=cast.stu.actor)
    cancel_hold(third, by=cast.lib.actor)
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.state, later.state) == ("ready", "waiting"), "cancelling gives it to the next"
    with pytest.raises(Invalid):
        suspend_hold(first, until=today - DAY, by=cast.lib.actor)


def test_cancelling_is_undone_with_the_old_place(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    first, second = waits(title, cast.stu.person, cast), waits(title, cast.cora.person, cast)
    check_in(copy, by=cast.lib.actor)
    cancel_hold(first, by=cast.lib.actor)
    use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waiting", "ready"), "what the next was promised stays theirs"
    assert [hold.pk for hold in queue_of(title)] == [second.pk, first.pk]


@pytest.mark.parametrize(("free", "may"), [(0, False), (1, False), (2, True)])
def test_64_renewing_asks_whether_the_free_copies_are_enough(cast: Cast, title: Product, free: int, may: bool) -> None:
    make_rule("renewals_allowed", "5")
    loan = out(make_copy(cast.school, title=title), cast)
    Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=1))
    for _ in range(free):
        make_copy(cast.school, title=title)
    for _ in range(2):
        waits(title, a_reader(cast), cast)
    if may:
        renew_loan(loan, by=cast.lib.actor)
        make_rule("renew_while_waiting", "never")
        Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=1))
    with pytest.raises(Conflict) as refused:
        renew_loan(loan, by=cast.lib.actor)
    assert refused.value.code == "on_reserve"


def test_64_enough_is_a_matching_not_a_count(cast: Cast, title: Product) -> None:
    """Two free copies and two holds, but both want the same one."""
    copies = [make_copy(cast.school, title=title) for _ in range(2)]
    holds = [waits(title, a_reader(cast), cast, item=copies[0]) for _ in range(2)]
    assert list(filled(holds, copies)) == [holds[0].pk]
    any_copy = waits(title, a_reader(cast), cast)
    given = filled([any_copy, holds[0]], copies)
    assert (given[holds[0].pk], given[any_copy.pk]) == (copies[0], copies[1]), "the one that has a choice gives way"


def test_65_a_break_stops_the_clock_of_the_pickup_shelf(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    hold, second = waits(title, cast.stu.person, cast), waits(title, cast.cora.person, cast)
    check_in(copy, by=cast.lib.actor)
    hold.refresh_from_db()
    assert hold.keep_until is not None
    over = timezone.now() + (hold.keep_until - timezone.localdate() + 2 * DAY)
    CalendarEntry.objects.create(
        organisation=cast.school, first_day=timezone.localdate() + DAY, last_day=over.date() + 5 * DAY, effect="closed",
        reason="Break", created_by="the tests",
    )  # fmt: skip
    assert expire_holds(by=CLOCK, now=over) == 0
    hold.refresh_from_db()
    assert hold.keep_until > over.date()
    assert expire_holds(by=CLOCK, now=over + 40 * DAY) == 1
    hold.refresh_from_db()
    second.refresh_from_db()
    assert (hold.state, second.state, second.copy) == ("expired", "ready", copy)
    assert Notice.objects.filter(kind="circulation.hold_ended", recipient_name="Stu Dent").count() == 1


def test_66_a_hold_of_another_school_waits_while_its_copies_may_not_travel(cast: Cast, title: Product) -> None:
    here, there = make_copy(cast.school, title=title), make_copy(cast.other_school, title=title)
    hold = waits(title, cast.stu.person, cast)
    assert check_in(there, by=CLOCK).next_step.kind == "shelf"
    assert check_in(here, by=cast.lib.actor).next_step.hold == hold.pk


class TestRecalls:
    @pytest.fixture
    def loans(self, cast: Cast, title: Product) -> list[Loan]:
        make_rule("recall_after_days", "10")
        return [out(make_copy(cast.school, title=title), cast, days=days) for days in (30, 2)]

    def test_the_longest_held_loan_is_asked_back_and_the_reader_is_told(
        self, cast: Cast, title: Product, loans: list[Loan]
    ) -> None:
        waits(title, cast.stu.person, cast)
        old, young = (Loan.objects.get(pk=loan.pk) for loan in loans)
        assert old.recalled_at is not None
        assert old.due_at is not None
        assert old.due_at < loans[0].due_at  # type: ignore[operator]
        assert "because somebody waits for it" in old.due_explain[0]
        assert young.recalled_at is None
        assert Notice.objects.get(kind="circulation.loan_recalled").recipient_key == f"person:{old.borrower_id}"
        with pytest.raises(Conflict) as refused:
            renew_loan(old, by=cast.lib.actor)
        assert refused.value.code == "recalled"

    def test_nobody_keeps_it_shorter_than_the_rules_say_and_a_second_wish_recalls_the_next(
        self, cast: Cast, title: Product, loans: list[Loan]
    ) -> None:
        make_rule("recall_after_days", "3")
        waits(title, cast.stu.person, cast)
        waits(title, cast.cora.person, cast)
        young = Loan.objects.get(pk=loans[1].pk)
        assert young.due_at is not None
        assert young.due_at.date() >= (young.lent_at + 3 * DAY).date()
        assert Loan.objects.filter(recalled_at__isnull=False).count() == 2

    def test_nothing_is_asked_back_while_a_copy_is_free(self, cast: Cast, title: Product, loans: list[Loan]) -> None:
        make_copy(cast.school, title=title)
        waits(title, cast.stu.person, cast)
        assert not Loan.objects.filter(recalled_at__isnull=False).exists()


def test_what_speaks_against_a_hold(cast: Cast, title: Product) -> None:
    copy = make_copy(cast.school, title=title)
    stu = cast.stu.person

    def code(**more: Any) -> str:
        with pytest.raises(Conflict) as refused:
            waits(title, stu, cast, **more)
        return str(refused.value.code)

    make_rule("hold_from_shelf", "no")
    assert code() == "on_shelf"
    make_rule("hold_from_shelf", "yes")
    loan = lend_item(copy, to=stu, by=cast.lib.actor)
    assert code() == "has_it"
    return_item(loan, by=cast.lib.actor)
    make_rule("max_holds", "0")
    assert code() == "max_holds"
    make_rule("max_holds", "1")
    waits(title, stu, cast)
    assert code() == "hold_exists"
    make_rule("holds_allowed", "no")
    assert code() == "holds_not_allowed"
    with pytest.raises(Forbidden):
        place_hold(title, to=stu, by=cast.tia.actor)
    with pytest.raises(Invalid):
        waits(title, cast.cora.person, cast, need_by=timezone.localdate() - DAY)


def test_readers_wait_by_themselves_and_the_trail_does_not_name_them(cast: Cast, title: Product) -> None:
    make_copy(cast.school, title=title)
    hold = place_hold(title, to=cast.stu.person, by=cast.stu.actor)
    assert [one.pk for one in account_of(cast.stu.person, by=cast.stu.actor).holds] == [hold.pk]
    assert account_of(cast.stu.person, by=cast.tess.actor).holds == []
    cancel_hold(hold, by=cast.stu.actor)
    assert {entry.actor_name for entry in AuditEntry.objects.all()} == {"The reader"}
    assert unlink_readers(by=CLOCK) == 0, "it can still be undone"
    assert unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(seconds=61)) == 1
    assert not Hold.objects.exists()


def test_37_two_desks_never_set_two_copies_aside_for_one_reader(cast: Cast, title: Product) -> None:
    one, two = make_copy(cast.school, title=title), make_copy(cast.school, title=title)
    hold = waits(title, cast.stu.person, cast)
    taken = [check_in(copy, by=cast.lib.actor) for copy in (one, two)]
    steps = [done.next_step for done in taken]
    assert [done.used_in_house for done in taken] == [False, True], "what was fetched for a hold was not read here"
    assert [step.kind for step in steps] == ["pickup", "shelf"]
    hold.refresh_from_db()
    assert hold.copy == one
