"""Handing out, taking back, and undoing both: what circulation stands on."""

from __future__ import annotations

import pytest

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models.audit import AuditEntry, AuditLink
from firstbell.inventory.actions import change_status, hand_out_item, receive_item, restore_item, send_to_triage
from firstbell.inventory.models import Item, Status, StatusChange
from firstbell.inventory.queries import state_of
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_place
from firstbell.people.tests.factories import make_cast, make_person

pytestmark = pytest.mark.django_db


def test_an_assigned_device_is_its_owners() -> None:
    cast = make_cast()
    device = make_device(cast.school)
    hand_out_item(device, to_person=cast.stu.person, purpose="assignment", by=cast.tess.actor)
    device.refresh_from_db()
    assert (device.status, device.holder, device.assigned_to, device.place) == (
        Status.ASSIGNED, cast.stu.person, cast.stu.person, None,
    )  # fmt: skip


def test_a_loaner_goes_out_and_comes_back_to_its_shelf() -> None:
    cast = make_cast()
    shelf = make_place(cast.school, kind="shelf")
    loaner = make_loaner(cast.school, place=shelf)
    hand_out_item(loaner, to_person=cast.stu.person, purpose="loaner", by=cast.lib.actor)
    assert (loaner.status, loaner.holder, loaner.assigned_to, loaner.place) == (
        Status.ON_LOAN, cast.stu.person, None, None,
    )  # fmt: skip
    receive_item(loaner, condition="good", by=cast.lib.actor)
    loaner.refresh_from_db()
    assert (loaner.status, loaner.holder, loaner.place, loaner.condition) == (
        Status.LOANER_AVAILABLE, None, shelf, "good",
    )  # fmt: skip


def test_a_second_hand_out_is_told_who_has_it() -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school)
    twin = Item.objects.get(pk=loaner.pk)
    hand_out_item(loaner, to_person=cast.stu.person, purpose="loaner", by=cast.tess.actor)
    with pytest.raises(Conflict, match=cast.stu.person.name):
        hand_out_item(twin, to_person=cast.tia.person, purpose="loaner", by=cast.lib.actor)


def test_a_broken_return_goes_to_triage() -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school)
    hand_out_item(loaner, to_person=cast.stu.person, purpose="loaner", by=cast.tess.actor)
    receive_item(loaner, condition="broken", by=cast.tess.actor)
    assert loaner.status == Status.IN_TRIAGE
    assert StatusChange.objects.filter(item=loaner).latest("id").holder == cast.stu.person


def test_the_owner_gets_the_repaired_device_back_and_nobody_else() -> None:
    cast = make_cast()
    shelf = make_place(cast.school, kind="shelf")
    device = make_device(cast.school, status=Status.READY_RETURN, assigned_to=cast.stu.person, place=shelf, holder=None)
    other = make_person(cast.school)
    with pytest.raises(Conflict, match=cast.stu.person.name):
        hand_out_item(device, to_person=other, purpose="loaner", by=cast.tess.actor)
    hand_out_item(device, to_person=cast.stu.person, purpose="assignment", by=cast.tess.actor)
    device.refresh_from_db()
    assert (device.status, device.holder, device.place) == (Status.ASSIGNED, cast.stu.person, None)


def test_closing_the_loan_of_a_device_in_triage_leaves_it_there() -> None:
    cast = make_cast()
    device = make_device(cast.school, assigned_to=cast.stu.person)
    send_to_triage(device, symptom="screen", is_damaged=True, by=cast.tess.actor)
    receive_item(device, by=cast.tess.actor)
    device.refresh_from_db()
    assert (device.status, device.holder, device.assigned_to) == (Status.IN_TRIAGE, None, None)


def test_a_missing_device_that_is_taken_back_is_recovered() -> None:
    cast = make_cast()
    device = make_device(cast.school, assigned_to=cast.stu.person)
    change_status(device, Status.MISSING, details={"last_seen": "bus 12", "reporter": "Stu"}, by=cast.tess.actor)
    device.refresh_from_db()
    assert device.holder == cast.stu.person
    receive_item(device, condition="good", by=cast.lib.actor)
    assert device.status == Status.RECOVERED
    assert device.holder_id is None


def test_undo_puts_everything_back_once() -> None:
    cast = make_cast()
    shelf = make_place(cast.school, kind="shelf")
    loaner = make_loaner(cast.school, place=shelf)
    before = state_of(loaner)
    hand_out_item(loaner, to_person=cast.stu.person, purpose="loaner", by=cast.tess.actor)
    restore_item(loaner, state=before, expected=Status.ON_LOAN, by=cast.tess.actor)
    loaner.refresh_from_db()
    assert state_of(loaner) == before
    with pytest.raises(Conflict, match="moved on"):
        restore_item(loaner, state=before, expected=Status.ON_LOAN, by=cast.tess.actor)


def test_who_holds_private_material_is_written_nowhere() -> None:
    cast = make_cast()
    book = make_device(cast.school, item_type=make_item_type("book", is_private=True))
    hand_out_item(book, to_person=cast.stu.person, purpose="checkout", by=cast.lib.actor)
    book.refresh_from_db()
    assert (book.status, book.holder, book.assigned_to) == (Status.ON_LOAN, None, None)
    receive_item(book, by=cast.lib.actor)
    assert not AuditLink.objects.filter(kind="people.person").exists()
    trail = " ".join(f"{e.summary} {e.note} {e.changes}" for e in AuditEntry.objects.all())
    assert cast.stu.person.family_name not in trail
    assert not StatusChange.objects.exclude(holder=None).exists()


def test_a_stranger_and_a_teacher_may_not() -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school)
    for nobody in (cast.sam, cast.tia, cast.stu):
        with pytest.raises(Forbidden):
            hand_out_item(loaner, to_person=cast.stu.person, purpose="loaner", by=nobody.actor)
    loaner.refresh_from_db()
    assert loaner.status == Status.LOANER_AVAILABLE


def test_exactly_one_of_person_and_place() -> None:
    cast = make_cast()
    with pytest.raises(Invalid):
        hand_out_item(make_loaner(cast.school), purpose="loaner", by=cast.tess.actor)
