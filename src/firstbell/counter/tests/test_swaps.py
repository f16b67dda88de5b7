"""The swap through its action: one transaction, every guard, undo."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item
from firstbell.circulation.models import Loan
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.counter.queries.swaps import latest_offer
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import symptom
from firstbell.inventory.models import Device, Item, StatusChange
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import make_grant, make_person
from firstbell.rooms.models import CalendarEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    return make_counter()


def _fresh(device: Device) -> Device:
    return Device.objects.get(pk=device.pk)


def test_one_swap_writes_everything(counter: Counter) -> None:
    swap = swap_at(counter)
    own, loaner = _fresh(counter.own), _fresh(counter.loaner)
    assert (own.status, own.assigned_to, own.holder) == ("in_triage", counter.stu, None)
    assert (loaner.status, loaner.holder) == ("on_loan", counter.stu)
    loan = Loan.objects.get()
    assert (loan.item_id, loan.borrower, loan.purpose, loan.stands_in_for_id) == (
        loaner.pk,
        counter.stu,
        "loaner",
        own.pk,
    )
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.origin, ticket.symptom, ticket.state) == (
        counter.stu,
        "counter",
        counter.screen,
        "new",
    )
    assert [link.item_id for link in ticket.ticket_items.all()] == [own.pk]
    assert (swap.loan, swap.ticket, swap.loaner_id, swap.is_open) == (loan, ticket, loaner.pk, True)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"counter.swap_performed", "helpdesk.ticket_opened"} <= verbs
    assert AuditEntry.objects.values("change_id").distinct().count() == 1
    on_the_student = AuditEntry.objects.filter(links__kind="people.person", links__object_id=counter.stu.pk)
    assert on_the_student.filter(verb="counter.swap_performed").exists()
    frozen = StatusChange.objects.get(item_id=own.pk, new="in_triage")
    assert frozen.holder == counter.stu


def test_the_due_date_skips_closed_days(counter: Counter) -> None:
    start = timezone.localdate()
    CalendarEntry.objects.create(
        organisation=counter.cast.school,
        first_day=start,
        last_day=start + dt.timedelta(days=9),
        reason="Snow",
        created_by="the tests",
    )
    loan = swap_at(counter).loan
    assert loan is not None
    assert loan.due_at is not None
    assert timezone.localdate(loan.due_at) > start + dt.timedelta(days=9)
    assert "Snow" in " ".join(loan.due_explain)


def test_undo_takes_everything_back(counter: Counter) -> None:
    before = {
        device.pk: Item.objects.filter(pk=device.pk).values(*Item.STATE_FIELDS).get()
        for device in (counter.own, counter.loaner)
    }
    swap = swap_at(counter)
    assert UndoOffer.objects.count() == 1
    offer = latest_offer(counter.tess)
    assert offer is not None
    use_undo(offer.token, by=counter.tess)
    for pk, state in before.items():
        assert Item.objects.filter(pk=pk).values(*Item.STATE_FIELDS).get() == state
    assert not Loan.objects.exists()
    swap.refresh_from_db()
    assert swap.undone_at is not None
    assert Ticket.objects.get().state == "cancelled"
    again = swap_at(counter)
    assert again.is_open


def test_undo_refuses_when_a_part_has_moved_on(counter: Counter) -> None:
    swap_at(counter)
    offer = latest_offer(counter.tess)
    assert offer is not None
    Item.objects.filter(pk=counter.own.pk).update(status="in_repair")
    with pytest.raises(Conflict):
        use_undo(offer.token, by=counter.tess)
    assert Loan.objects.open().count() == 1
    assert Swap.objects.get().is_open


def test_nobody_else_can_undo_it(counter: Counter) -> None:
    swap_at(counter)
    assert latest_offer(counter.cast.lib.actor) is None


def test_the_same_key_twice_is_one_swap(counter: Counter) -> None:
    first, second = swap_at(counter, key="enter"), swap_at(counter, key="enter")
    assert first.pk == second.pk
    assert Swap.objects.count() == Loan.objects.count() == Ticket.objects.count() == 1
    with pytest.raises(Conflict):
        swap_at(counter, key="enter", loaner=counter.spare)
    with pytest.raises(Invalid):
        perform_swap(counter.stu, counter.own, symptom=counter.screen, loaner=counter.spare, key=" ", by=counter.tess)


def test_the_second_counter_is_told_who_has_the_loaner(counter: Counter) -> None:
    swap_at(counter)
    other = make_person(counter.cast.school, "Ana", "Gómez")
    broken = make_device(counter.cast.school, assigned_to=other)
    with pytest.raises(LendingRefused) as refused:
        perform_swap(other, broken, symptom=counter.screen, loaner=counter.loaner, key="2", by=counter.cast.lib.actor)
    assert "Stu Dent" in refused.value.message
    assert "Tess Torres" in refused.value.message
    assert _fresh(broken).status == "assigned"
    assert Ticket.objects.count() == 1


def test_a_student_with_a_loaner_needs_an_override_with_a_reason(counter: Counter) -> None:
    lend_item(counter.spare, to=counter.stu, by=counter.tess)
    with pytest.raises(LendingRefused) as refused:
        swap_at(counter)
    assert refused.value.is_overridable
    assert "L-2002" in refused.value.message
    args = {"symptom": counter.screen, "loaner": counter.loaner, "override_reason": "First one died"}
    with pytest.raises(Forbidden):
        perform_swap(counter.stu, counter.own, key="lib", by=counter.cast.lib.actor, **args)  # type: ignore[arg-type]
    swap = perform_swap(counter.stu, counter.own, key="tess", by=counter.tess, **args)  # type: ignore[arg-type]
    assert swap.loan is not None
    assert swap.loan.override_reason == "First one died"


def test_a_device_in_an_open_swap_does_not_come_in_twice(counter: Counter) -> None:
    swap_at(counter)
    with pytest.raises(Conflict) as refused:
        swap_at(counter, loaner=counter.spare)
    assert "L-2001" in refused.value.message


def test_a_hazard_goes_to_quarantine_and_needs_a_place(counter: Counter) -> None:
    args = {"symptom": symptom("swollen-battery"), "loaner": counter.loaner, "by": counter.tess}
    with pytest.raises(Invalid):
        perform_swap(counter.stu, counter.own, key="a", **args)  # type: ignore[arg-type]
    assert _fresh(counter.own).status == "assigned"
    place = make_place(counter.cast.school, "Quarantine box", kind="storage")
    perform_swap(counter.stu, counter.own, key="b", **args)  # type: ignore[arg-type]
    own = _fresh(counter.own)
    assert (own.status, own.place, own.assigned_to) == ("quarantine", place, counter.stu)


def test_the_charger_question_is_kept(counter: Counter) -> None:
    swap = perform_swap(
        counter.stu,
        counter.own,
        symptom=counter.screen,
        loaner=counter.loaner,
        key="k",
        charger_stays=False,
        is_damaged=True,
        brought_by_other=True,
        by=counter.tess,
    )
    assert swap.loan is not None
    assert swap.loan.accessories == ["charger"]
    assert Ticket.objects.get().description == "Visible damage."
    entry = AuditEntry.objects.get(verb="counter.swap_performed")
    assert entry.note == "Brought by another student."


def test_who_may_not_confirm_changes_nothing(counter: Counter) -> None:
    helper = make_person(counter.cast.school, "Hel", "Per")
    from firstbell.people.tests.factories import make_account

    account = make_account(helper)
    make_grant(account, "student_helper", counter.cast.school)
    for actor in (actor_of_account(account), counter.cast.sam.actor, counter.cast.tia.actor, counter.cast.stu.actor):
        with pytest.raises(Forbidden):
            swap_at(counter, by=actor)
    assert not Swap.objects.exists()
    assert not Loan.objects.exists()


def test_the_broken_device_is_not_its_own_loaner(counter: Counter) -> None:
    with pytest.raises(Invalid):
        swap_at(counter, loaner=counter.own)


def test_a_loaner_that_does_not_exist_any_more_leaves_nothing_behind(counter: Counter) -> None:
    Item.objects.filter(pk=counter.loaner.pk).update(status="missing")
    with pytest.raises(LendingRefused):
        swap_at(counter)
    assert not Ticket.objects.exists()
    assert _fresh(counter.own).status == "assigned"
