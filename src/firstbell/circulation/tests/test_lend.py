"""Lending: who may, what stands against it, what is written. Numbers are the domain's edge cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, charge_fee, lend_item, return_item, set_block
from firstbell.circulation.models import Loan, NamedDueDate
from firstbell.circulation.queries import check_lending, open_loan_of
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.loans import open_stand_in_for
from firstbell.circulation.tests.factories import DAY, make_loan, make_named_due_date, make_patron_group, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import (
    make_device,
    make_item_type,
    make_loaner,
    make_management_record,
    make_place,
)
from firstbell.people.models import Membership, Person
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell.rooms.actions.calendars import add_closing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def codes(cast: Cast, item: Item, person: Person | None = None) -> list[str]:
    check = check_lending(item, person or cast.stu.person, by=cast.tess.actor)
    return [finding.code for finding in check.blocks]


def warnings(cast: Cast, item: Item, person: Person | None = None) -> list[str]:
    check = check_lending(item, person or cast.stu.person, by=cast.tess.actor)
    return [finding.code for finding in check.warnings]


def statements(run: Callable[[], Any]) -> int:
    """How many SQL statements it takes, without the transaction's own begin and end."""
    with CaptureQueriesContext(connection) as captured:
        run()
    frame = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(frame) for query in captured.captured_queries)


def test_a_loaner_is_lent_with_its_due_date_and_audited(cast: Cast) -> None:
    own = make_device(cast.school, "1042", assigned_to=cast.stu.person)
    loaner = make_loaner(cast.school, "L-12")
    loan = lend_item(loaner, to=cast.stu.person, stands_in_for=own, accessories=("Charger", " "), by=cast.tess.actor)
    loaner.refresh_from_db()
    assert (loaner.status, loaner.holder) == (Status.ON_LOAN, cast.stu.person)
    assert loan.purpose == Loan.Purpose.LOANER
    assert loan.due_at is not None
    assert "Loaner" in loan.due_explain[0]
    assert "3 school days" in loan.due_explain[0]
    assert loan.accessories == ["Charger"]
    assert open_stand_in_for(own) == loan
    entry = AuditEntry.objects.get(verb="circulation.item.lent")
    assert entry.summary.startswith("Lent L-12 to Stu Dent, due ")
    assert entry.actor_name == "Tess Torres"
    about = set(AuditLink.objects.filter(entry=entry).values_list("kind", "object_id"))
    expected = {(Item.KIND_REF, loaner.pk), (Person.KIND_REF, cast.stu.person.pk), (Item.KIND_REF, own.pk)}
    assert about == expected


def test_a_one_to_one_device_is_assigned_until_the_school_year_ends(cast: Cast) -> None:
    today = timezone.localdate()
    make_named_due_date("school_year_end", today + 100 * DAY, active_from=today, organisation=cast.school)
    device = make_device(cast.school)
    loan = lend_item(device, to=cast.stu.person, by=cast.tess.actor)
    device.refresh_from_db()
    assert (device.status, device.assigned_to) == (Status.ASSIGNED, cast.stu.person)
    assert loan.purpose == Loan.Purpose.ASSIGNMENT
    assert "School year end" in loan.due_explain[0]


def test_18_next_years_named_date_waits_until_it_is_active(cast: Cast) -> None:
    today = timezone.localdate()
    make_named_due_date("school_year_end", today + 100 * DAY, active_from=today - DAY, organisation=cast.school)
    make_named_due_date("school_year_end", today + 465 * DAY, active_from=today + 101 * DAY, organisation=cast.school)
    due = check_lending(make_device(cast.school), cast.stu.person, by=cast.tess.actor).due_at
    assert due is not None
    assert abs((due.date() - today).days - 100) <= 3


def test_17_a_named_date_that_is_over_gives_way_to_the_next(cast: Cast) -> None:
    today = timezone.localdate()
    NamedDueDate.objects.all().delete()
    make_named_due_date("school_year_end", today - 10 * DAY, active_from=today - 300 * DAY, organisation=cast.school)
    make_named_due_date("school_year_end", today + 365 * DAY, active_from=today + 30 * DAY, organisation=cast.school)
    due = check_lending(make_device(cast.school), cast.stu.person, by=cast.tess.actor).due_at
    assert due is not None
    assert abs((due.date() - today).days - 365) <= 3


def test_22_seniors_give_back_earlier_than_everybody_else(cast: Cast) -> None:
    today = timezone.localdate()
    make_named_due_date("senior_checkout", today + 50 * DAY, active_from=today, organisation=cast.school)
    make_named_due_date("school_year_end", today + 100 * DAY, active_from=today, organisation=cast.school)
    make_rule("named_due_date", "senior_checkout", patron_group=make_patron_group("seniors", grades=("12",)))
    senior = make_person(cast.school, grade="12")
    device = make_device(cast.school)
    senior_due = check_lending(device, senior, by=cast.tess.actor).due_at
    other_due = check_lending(device, cast.stu.person, by=cast.tess.actor).due_at
    assert senior_due is not None
    assert other_due is not None
    assert senior_due < other_due


def test_it_costs_a_constant_small_number_of_statements(cast: Cast) -> None:
    # The first loaner to go may cross the level of its pool, which is told once.
    lend_item(make_loaner(cast.school), to=make_person(cast.school), by=cast.tess.actor)
    few = statements(lambda: lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor))
    making_the_loaner = statements(lambda: make_loaner(cast.school))
    for _ in range(12):
        closing = timezone.localdate() + 20 * DAY
        add_closing(cast.district, first_day=closing, reason="Closed", by=system_actor())
        make_rule("grace_days", "1", item_type=make_item_type(f"type-{_}"))
        make_loan(make_device(cast.school), make_person(cast.school))
    make_rule("max_open_of_type", "", organisation=cast.school)
    many = statements(lambda: lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor))
    assert many == few
    assert few - making_the_loaner <= 16  # the level of the pool and the webhooks are two of them


def test_36_already_lent_names_who_has_it_since_when_and_by_whom(cast: Cast) -> None:
    loaner = make_loaner(cast.school, "L-12")
    ana = make_person(cast.school, "Ana", "Gómez")
    lend_item(loaner, to=ana, by=cast.tess.actor)
    with pytest.raises(LendingRefused, match=r"L-12 is already lent to Ana Gómez since \d+:\d\d by Tess Torres") as no:
        lend_item(loaner, to=cast.stu.person, override_reason="please", by=cast.tess.actor)
    assert no.value.code == "already_lent"
    assert no.value.status == 409
    assert codes(cast, loaner, ana) == ["already_lent_to_same"]
    assert Loan.objects.count() == 1


@pytest.mark.parametrize("status", [Status.IN_TRIAGE, Status.MISSING, Status.LOST, Status.STAGING, Status.RETIRING])
def test_40_what_is_not_in_stock_is_not_lent(cast: Cast, status: Status) -> None:
    item = make_device(cast.school, "55", item_type="loaner", status=status)
    with pytest.raises(LendingRefused, match="55 cannot be lent") as no:
        lend_item(item, to=cast.stu.person, override_reason="please", by=cast.tess.actor)
    assert no.value.code == "not_lendable"


def test_what_waits_for_its_owner_goes_only_to_its_owner(cast: Cast) -> None:
    device = make_device(cast.school, status=Status.READY_RETURN, assigned_to=cast.stu.person)
    assert codes(cast, device) == []
    assert codes(cast, device, make_person(cast.school)) == ["not_lendable"]


def test_44_a_blocked_person_needs_a_reason_and_the_right(cast: Cast) -> None:
    set_block(cast.stu.person, reason="Acceptable use", by=cast.tess.actor)
    loaner = make_loaner(cast.school)
    with pytest.raises(LendingRefused) as no:
        lend_item(loaner, to=cast.stu.person, by=cast.tess.actor)
    assert (no.value.code, no.value.is_overridable) == ("blocked", True)
    with pytest.raises(Forbidden):
        lend_item(loaner, to=cast.stu.person, override_reason="Test today", by=cast.lib.actor)
    loan = lend_item(loaner, to=cast.stu.person, override_reason="Test today", by=cast.tess.actor)
    assert loan.override_reason == "Test today"
    assert "Overridden (blocked): Test today" in AuditEntry.objects.get(verb="circulation.item.lent").note


def test_a_reason_that_was_not_needed_is_not_an_override(cast: Cast) -> None:
    loan = lend_item(make_loaner(cast.school), to=cast.stu.person, override_reason="just in case", by=cast.lib.actor)
    assert loan.override_reason == ""


def test_33_limits_per_type_and_in_all(cast: Cast) -> None:
    lend_item(make_loaner(cast.school, "L-1"), to=cast.stu.person, by=cast.tess.actor)
    second = make_loaner(cast.school, "L-2")
    assert codes(cast, second) == ["max_open_of_type"]
    check = check_lending(second, cast.stu.person, by=cast.tess.actor)
    assert check.blocks[0].text == "Stu Dent already has L-1; Loaner: at most 1."
    make_rule("max_open_total", "1", patron_group=make_patron_group("students"))
    assert codes(cast, second) == ["max_open_of_type", "max_open_total"]
    assert codes(cast, make_device(cast.school)) == ["max_open_total"]


def test_29_empty_is_no_limit_zero_is_none_at_all(cast: Cast) -> None:
    loaner_type = make_item_type("loaner")
    lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor)
    make_rule("max_open_of_type", "", item_type=loaner_type)
    assert codes(cast, make_loaner(cast.school)) == []
    make_rule("max_open_of_type", "0", item_type=loaner_type)
    assert codes(cast, make_loaner(cast.school), make_person(cast.school)) == ["max_open_of_type"]


def test_34_a_limit_can_be_passed_once_with_a_reason(cast: Cast) -> None:
    lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor)
    lend_item(make_loaner(cast.school), to=cast.stu.person, override_reason="Robotics project", by=cast.tess.actor)
    assert Loan.objects.open().filter(borrower=cast.stu.person).count() == 2


def test_35_lost_items_do_not_count_against_limits(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    Item.objects.filter(pk=loan.item_id).update(status=Status.LOST)
    assert codes(cast, make_loaner(cast.school)) == []


def test_31_and_32_a_later_change_of_grade_or_type_counts_for_the_next_loan(cast: Cast) -> None:
    loan = lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor)
    due = loan.due_at
    Item.objects.filter(pk=loan.item_id).update(item_type=make_item_type("hotspot", purpose="loaner"))
    Person.objects.filter(pk=cast.stu.person.pk).update(grade="12")
    loan.refresh_from_db()
    assert loan.due_at == due
    assert codes(cast, make_loaner(cast.school)) == []


def test_fees_block_from_an_amount_and_are_named_only_to_those_who_may_see_them(cast: Cast) -> None:
    make_rule("fee_block_cents", "2500", organisation=cast.school)
    loaner = make_loaner(cast.school)
    charge_fee(cast.stu.person, cents=2499, reason="Screen", by=cast.tess.actor)
    assert codes(cast, loaner) == []
    charge_fee(cast.stu.person, cents=1, reason="Dust", by=cast.tess.actor)
    check = check_lending(loaner, cast.stu.person, by=cast.tess.actor)
    assert check.blocks[0].text == "Stu Dent owes $25.00."
    narrow = cast.tess.actor.limited_to(["circulation.loan.lend"], key="token:1", via="api")
    assert check_lending(loaner, cast.stu.person, by=narrow).blocks[0].text == "Stu Dent has unpaid fees."


def test_overdue_blocks_after_the_grace_counted_in_school_days(cast: Cast) -> None:
    late = make_loan(make_device(cast.school, "77"), cast.stu.person, due_at=timezone.now() - 10 * DAY)
    loaner = make_loaner(cast.school)
    assert codes(cast, loaner) == ["overdue"]
    make_rule("grace_days", "20")
    assert codes(cast, loaner) == []
    make_rule("grace_days", "0")
    make_rule("overdue_block", "")
    assert codes(cast, loaner) == []
    assert open_loan_of(late.item) == late


def test_21_and_45_somebody_who_left_is_blocked_not_due_in_the_past(cast: Cast) -> None:
    yesterday = timezone.localdate() - DAY
    Membership.objects.filter(person=cast.stu.person).update(end_date=yesterday)
    check = check_lending(make_loaner(cast.school), cast.stu.person, by=cast.tess.actor)
    assert [finding.code for finding in check.blocks] == ["membership_ended"]
    assert check.due_at is not None
    assert check.due_at > timezone.now()
    Person.objects.filter(pk=cast.stu.person.pk).update(withdrawn_on=yesterday)
    cast.stu.person.refresh_from_db()
    assert codes(cast, make_loaner(cast.school)) == ["withdrawn"]


def test_19_the_end_of_the_membership_brings_the_due_date_forward(cast: Cast) -> None:
    end = timezone.localdate() + 40 * DAY
    Membership.objects.filter(person=cast.stu.person).update(end_date=end)
    today = timezone.localdate()
    make_named_due_date("school_year_end", today + 100 * DAY, active_from=today, organisation=cast.school)
    due = check_lending(make_device(cast.school), cast.stu.person, by=cast.tess.actor).due_at
    assert due is not None
    assert due.date() < end
    Membership.objects.create(person=cast.stu.person, organisation=cast.school, role="student")
    later = check_lending(make_device(cast.school), cast.stu.person, by=cast.tess.actor).due_at
    assert later is not None
    assert later.date() > end


def test_warnings_tell_and_do_not_stop(cast: Cast) -> None:
    old = timezone.now() - dt.timedelta(days=90)
    device = make_device(cast.school, item_type="loaner", reserved_for="testing", aue_date=timezone.localdate() - DAY)
    Item.objects.filter(pk=device.pk).update(last_seen_at=old)
    device.refresh_from_db()
    assert warnings(cast, device) == ["reserved", "updates_ended", "unseen"]
    lend_item(device, to=cast.stu.person, by=cast.tess.actor)


def test_a_console_that_saw_it_lately_counts_as_seen(cast: Cast) -> None:
    device = make_loaner(cast.school)
    Item.objects.filter(pk=device.pk).update(last_seen_at=timezone.now() - dt.timedelta(days=90))
    record = make_management_record(device)
    record.last_policy_sync = timezone.now()
    record.save()
    assert warnings(cast, lendable_items().get(pk=device.pk)) == []


def test_somebody_elses_own_device_warns(cast: Cast) -> None:
    device = make_device(cast.school)
    Item.objects.filter(pk=device.pk).update(assigned_to=make_person(cast.school))
    device.refresh_from_db()
    assert warnings(cast, device) == ["assigned_to_other"]


def test_a_due_date_by_hand_may_be_earlier_freely_and_later_with_reason(cast: Cast) -> None:
    now = timezone.now()
    loan = lend_item(make_loaner(cast.school), to=cast.stu.person, due=now + dt.timedelta(hours=1), by=cast.lib.actor)
    assert "chosen by Lib Booker" in loan.due_explain[0]
    assert "By the rules: Due" in loan.due_explain[1]
    other = make_person(cast.school)
    with pytest.raises(Invalid, match="later than the rules allow"):
        lend_item(make_loaner(cast.school), to=other, due=now + 60 * DAY, by=cast.tess.actor)
    lend_item(make_loaner(cast.school), to=other, due=now + 60 * DAY, override_reason="Long repair", by=cast.tess.actor)
    with pytest.raises(Invalid, match="past"):
        lend_item(make_loaner(cast.school), to=make_person(cast.school), due=now - DAY, by=cast.tess.actor)


def test_a_thing_can_be_lent_to_a_place(cast: Cast) -> None:
    room = make_place(cast.school, "Room 204")
    hotspot = make_device(cast.school, item_type=make_item_type("room-device", purpose="place"))
    loan = lend_item(hotspot, to=room, by=cast.tess.actor)
    assert (loan.borrower, loan.place) == (None, room)
    hotspot.refresh_from_db()
    assert (hotspot.status, hotspot.place) == (Status.ON_LOAN, room)


def test_sam_from_another_school_may_not(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.sam.actor)
    with pytest.raises(Forbidden):
        check_lending(make_loaner(cast.school), cast.stu.person, by=cast.stu.actor)
    assert not Loan.objects.visible_to(cast.sam.actor).exists()


def test_students_see_their_own_loans_only(cast: Cast) -> None:
    mine = make_loan(make_loaner(cast.school), cast.stu.person)
    make_loan(make_loaner(cast.school), make_person(cast.school))
    assert list(Loan.objects.visible_to(cast.stu.actor)) == [mine]
    assert Loan.objects.visible_to(cast.tess.actor).count() == 2


def test_78_private_types_leave_no_borrower_in_audit_or_undo(cast: Cast) -> None:
    book = make_device(cast.school, "B-1", item_type=make_item_type("book", is_private=True))
    loan = lend_item(book, to=cast.stu.person, by=cast.lib.actor)
    assert loan.borrower == cast.stu.person
    entries = AuditEntry.objects.all()
    told = " ".join(f"{e.summary} {e.note} {e.changes} {e.subject_label}" for e in entries)
    assert "Stu" not in told
    assert not AuditLink.objects.filter(kind=Person.KIND_REF).exists()
    assert "Stu" not in UndoOffer.objects.get().label


def test_undo_of_a_loan_that_came_back_since_does_not_ask_to_take_it_back(cast: Cast) -> None:
    loan = lend_item(make_loaner(cast.school), to=cast.stu.person, by=cast.tess.actor)
    offer = UndoOffer.objects.get()
    return_item(loan, by=cast.tess.actor)

    with pytest.raises(Conflict, match="has ended since") as refused:
        use_undo(offer.token, by=cast.tess.actor)
    assert "nothing left to take back" in refused.value.remedy


def test_49_undo_makes_it_as_if_it_had_not_been(cast: Cast) -> None:
    shelf = make_place(cast.school, "Loaner shelf", kind="shelf")
    loaner = make_loaner(cast.school, place=shelf)
    lend_item(loaner, to=cast.stu.person, by=cast.tess.actor)
    use_undo(UndoOffer.objects.get().token, by=cast.tess.actor)
    loaner.refresh_from_db()
    assert not Loan.objects.exists()
    assert (loaner.status, loaner.holder, loaner.place) == (Status.LOANER_AVAILABLE, None, shelf)
    assert AuditEntry.objects.filter(verb="circulation.item.lend_undone").count() == 1
