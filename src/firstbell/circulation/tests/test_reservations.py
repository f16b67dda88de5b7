"""Reservations: one thing is promised once, so many of a type at most; lending keeps the promise."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import (
    LendingRefused,
    cancel_reservation,
    lapse_reservations,
    lend_cart,
    lend_item,
    reserve,
    return_cart,
    return_item,
)
from firstbell.circulation.models import CartLoan, Loan, Reservation, ReservedDay
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.reservations import related, state_of, to_hand_out
from firstbell.circulation.tasks import let_lapse
from firstbell.circulation.tests.factories import make_loan, make_rule, school_day
from firstbell.core.actor import system_actor
from firstbell.core.calendars import ONE_DAY
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import make_device, make_item_type, make_kit, make_loaner, make_place
from firstbell.people.tests.factories import Cast, Member, make_badge, make_cast, make_person
from firstbell.rooms.actions.calendars import add_closing

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def undo(handler: str, cast: Cast) -> None:
    use_undo(UndoOffer.objects.get(handler__endswith=handler, used_at=None).token, by=cast.tess.actor)


def reserve_item(item: Item, cast: Cast, first: int = 2, last: int = 4, **more: Any) -> Reservation:
    values: dict[str, Any] = {
        "first_day": school_day(first),
        "last_day": school_day(last),
        "by": cast.tess.actor,
    } | more
    return reserve(values.pop("person", cast.tia.person), item=item, **values)


# --- making one ---


def test_a_thing_is_reserved_for_days_and_told(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast, reason="Film project")
    assert ReservedDay.objects.filter(reservation=made).count() == (made.last_day - made.first_day).days + 1
    entry = AuditEntry.objects.get(verb="circulation.reservation.made")
    assert entry.summary.startswith("Reserved K-1 for ")
    undo("undo_reserve", cast)
    assert not Reservation.objects.exists()
    assert not ReservedDay.objects.exists()


def test_an_overlap_is_refused_with_who_and_when(cast: Cast) -> None:
    kit = make_kit(cast.school)
    reserve_item(kit, cast, reason="Film project")
    with pytest.raises(Conflict, match=rf"K-1 is reserved already: {cast.tia.person.name}, .*Film project") as no:
        reserve_item(kit, cast, 4, 6, person=cast.stu.person)
    assert no.value.code == "reserved"
    reserve_item(kit, cast, 5, 6, person=cast.stu.person)


def test_days_are_school_days_in_order_and_not_past(cast: Cast) -> None:
    kit = make_kit(cast.school)
    day = school_day(3)
    add_closing(cast.school, first_day=day, last_day=day, reason="Storm", by=cast.tess.actor)
    with pytest.raises(Invalid, match="no school day: Storm"):
        reserve_item(kit, cast, 2, 3)
    with pytest.raises(Invalid, match="before the first"):
        reserve_item(kit, cast, 5, 2)
    with pytest.raises(Invalid, match="in the past"):
        reserve_item(kit, cast, first_day=TODAY() - ONE_DAY)
    with pytest.raises(Invalid, match="too long or too far"):
        reserve_item(kit, cast, last_day=TODAY() + 900 * ONE_DAY)
    with pytest.raises(Invalid, match="What is it"):
        reserve_item(kit, cast, item_type=make_item_type("loaner"))
    with pytest.raises(Forbidden):
        reserve_item(kit, cast, by=cast.sam.actor)


def test_what_cannot_be_there_is_not_reserved(cast: Cast) -> None:
    out, broken, part = make_loaner(cast.school, "L-1"), make_loaner(cast.school, "L-2"), make_loaner(cast.school)
    make_loan(out, cast.stu.person, due_at=timezone.now() + 30 * ONE_DAY)
    Item.objects.filter(pk=broken.pk).update(status=Status.IN_REPAIR)
    broken.refresh_from_db()
    make_kit(cast.school, parts=(part,))
    for item, why in ((out, "is lent to Stu Dent until"), (broken, "in repair"), (part, "is part of K-1")):
        with pytest.raises(Conflict, match=why):
            reserve_item(Item.objects.get(pk=item.pk), cast)


def test_no_more_of_a_type_than_the_school_has(cast: Cast) -> None:
    loaners = [make_loaner(cast.school) for _ in range(5)]
    kind = make_item_type("loaner")

    def some(count: int, first: int = 2, last: int = 4) -> Reservation:
        days: dict[str, Any] = {"first_day": school_day(first), "last_day": school_day(last)}
        return reserve(cast.tia.person, item_type=kind, count=count, reason="Testing week", **days, by=cast.tess.actor)

    some(3)
    reserve_item(Item.objects.get(pk=loaners[0].pk), cast, 4, 5)
    with pytest.raises(Conflict, match=r"Only 1 of 5 × Loaner are free on .*Testing week") as no:
        some(2)
    assert no.value.code == "too_few"
    some(1)
    with pytest.raises(Conflict, match="Only 0 of 5"):
        reserve_item(Item.objects.get(pk=loaners[1].pk), cast, 4, 4)
    some(4, 5, 5)
    with pytest.raises(Invalid, match="How many"):
        some(0, 8, 8)


def test_a_cart_and_its_devices_exclude_each_other(cast: Cast) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    device = make_device(cast.school, "C7-1", item_type="cart-device", home=cart, place=cart, status=Status.PLACED)
    days: dict[str, Any] = {"first_day": school_day(2), "last_day": school_day(3)}
    reserve(cast.tia.person, cart=cart, **days, by=cast.tess.actor)
    with pytest.raises(Conflict, match="Cart 7 is reserved already"):
        reserve_item(Item.objects.get(pk=device.pk), cast, 3, 5)
    reserve_item(Item.objects.get(pk=device.pk), cast, 4, 5)
    with pytest.raises(Conflict, match="C7-1 is reserved already"):
        reserve(cast.stu.person, cart=cart, first_day=school_day(5), last_day=school_day(6), by=cast.tess.actor)
    with pytest.raises(Conflict, match="Nothing belongs in this cart"):
        reserve(cast.stu.person, cart=make_place(cast.school, kind="cart"), **days, by=cast.tess.actor)


def test_cancelling_frees_the_days_and_undo_takes_them_again(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast)
    cancel_reservation(made, by=cast.lib.actor)
    with pytest.raises(Conflict, match="It is over: cancelled"):
        cancel_reservation(made, by=cast.lib.actor)
    use_undo(UndoOffer.objects.get(handler__endswith="undo_cancel").token, by=cast.lib.actor)
    with pytest.raises(Conflict):
        reserve_item(kit, cast, person=cast.stu.person)
    cancel_reservation(made, by=cast.lib.actor)
    reserve_item(kit, cast, person=cast.stu.person)
    with pytest.raises(Conflict, match="reserved already"):
        use_undo(UndoOffer.objects.get(handler__endswith="undo_cancel", used_at=None).token, by=cast.lib.actor)


def test_what_nobody_collects_lapses(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast, 0, 9)
    assert made.keep_until == school_day(1)
    past = TODAY() - 7 * ONE_DAY
    Reservation.objects.filter(pk=made.pk).update(first_day=past, keep_until=past)
    assert state_of(related().get(pk=made.pk), today=TODAY()).key == "lapsed"
    reserve_item(kit, cast, 0, 3, person=cast.stu.person)
    with pytest.raises(Forbidden):
        lapse_reservations(by=cast.sam.actor)
    assert lapse_reservations(by=system_actor("tests")) == 1
    made.refresh_from_db()
    assert made.end == "lapsed"
    assert let_lapse(timezone.now()) == "0 reservations lapsed"


def test_how_long_one_waits_is_a_rule(cast: Cast) -> None:
    make_rule("reservation_keep_days", "")
    assert reserve_item(make_kit(cast.school), cast, 2, 8).keep_until == school_day(8)


# --- lending keeps the promise ---


def test_lending_what_somebody_reserved_needs_a_reason(cast: Cast) -> None:
    kit = make_kit(cast.school)
    reserve_item(kit, cast, 1, 3)
    with pytest.raises(LendingRefused, match=rf"K-1 is reserved: {cast.tia.person.name}") as no:
        lend_item(kit, to=cast.stu.person, by=cast.tess.actor)
    assert [(one.code, one.overridable) for one in no.value.findings] == [("reserved", True)]
    with pytest.raises(Forbidden):
        lend_item(kit, to=cast.stu.person, override_reason="Urgent", by=cast.lib.actor)
    lend_item(kit, to=cast.stu.person, override_reason="Urgent", by=cast.tess.actor)


def test_who_reserved_it_collects_it_until_the_last_day(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast, 0, 8)
    assert to_hand_out(cast.tess.actor, today=school_day(0)) == [made]
    if school_day(0) != TODAY():
        Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    assert loan.reservation == made
    assert loan.due_at is not None
    assert timezone.localtime(loan.due_at).date() == made.last_day
    assert to_hand_out(cast.tess.actor, today=TODAY()) == []
    with pytest.raises(Conflict, match="is out with"):
        cancel_reservation(made, by=cast.tess.actor)
    undo("undo_lend", cast)
    made.refresh_from_db()
    assert made.collected_at is None
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    return_item(loan, by=cast.tess.actor)
    made.refresh_from_db()
    assert made.end == "returned"
    assert not ReservedDay.objects.exists()
    undo("undo_return", cast)
    assert ReservedDay.objects.exists()


def test_the_last_loaners_are_kept_for_testing_week(cast: Cast) -> None:
    loaners = [make_loaner(cast.school) for _ in range(4)]
    days: dict[str, Any] = {"first_day": school_day(0), "last_day": school_day(4)}
    made = reserve(cast.tia.person, item_type=make_item_type("loaner"), count=3, **days, by=cast.tess.actor)
    Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    lend_item(loaners[0], to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(LendingRefused, match=r"3 × Loaner are reserved: .*2 would be left"):
        lend_item(loaners[1], to=make_person(cast.school), by=cast.tess.actor)
    for loaner in loaners[1:3]:
        lend_item(loaner, to=cast.tia.person, override_reason="Her class", by=cast.tess.actor)
    assert Loan.objects.filter(reservation=made).count() == 2
    with pytest.raises(LendingRefused, match="1 × Loaner are reserved"):
        lend_item(loaners[3], to=make_person(cast.school), by=cast.tess.actor)


def test_the_check_costs_one_more_statement_only_when_something_is_reserved(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    loaner = make_loaner(cast.school)
    item = lendable_items().get(pk=loaner.pk)
    with django_assert_max_num_queries(6):
        check_lending(item, cast.stu.person, by=cast.tess.actor)
    days: dict[str, Any] = {"first_day": school_day(1), "last_day": school_day(2)}
    for _ in range(3):
        make_loaner(cast.school)
        reserve(cast.tia.person, item_type=make_item_type("loaner"), **days, by=cast.tess.actor)
    item = lendable_items().get(pk=loaner.pk)
    with django_assert_max_num_queries(7):
        check_lending(item, cast.stu.person, by=cast.tess.actor)


def test_a_reserved_cart_goes_to_who_reserved_it(cast: Cast) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    make_device(cast.school, "C7-1", item_type="cart-device", home=cart, place=cart, status=Status.PLACED)
    made = reserve(cast.tia.person, cart=cart, first_day=school_day(0), last_day=school_day(3), by=cast.tess.actor)
    Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    with pytest.raises(Conflict, match=f"Cart 7 is reserved: {cast.tia.person.name}"):
        lend_cart(cart, to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(LendingRefused, match="C7-1 is reserved"):
        lend_item(Item.objects.get(barcode="C7-1"), to=cast.stu.person, by=cast.tess.actor)
    loan = lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    assert loan.due_at is not None
    assert timezone.localtime(loan.due_at).date() == made.last_day
    return_cart(loan, by=cast.tess.actor)
    made.refresh_from_db()
    assert made.end == "returned"
    lend_cart(cart, to=cast.stu.person, override_reason="", by=cast.tess.actor)
    assert CartLoan.objects.open().count() == 1


# --- pages ---


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_form_reserves_or_says_who_has_it(cast: Cast) -> None:
    make_kit(cast.school)
    tess, add = browser(cast.tess), reverse("circulation:reservation_add")
    values = {
        "person": make_badge(cast.tia.person).value,
        "thing": "K-1",
        "first_day": school_day(0).isoformat(),
        "last_day": school_day(2).isoformat(),
        "reason": "Film project",
    }
    assert tess.get(add).status_code == 200
    assert tess.post(add, values | {"section": "No such class"}).status_code == 422
    assert tess.post(add, values).status_code == 302
    refused = tess.post(add, values)
    assert refused.status_code == 422
    assert "reserved already" in refused.content.decode()


def test_a_reservation_is_shown_wherever_one_looks(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast, 0, 2)
    Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    tess, page = browser(cast.tess), reverse("circulation:reservation", args=[made.pk])
    for address in (
        reverse("circulation:reservations"),
        reverse("circulation:reservation_calendar") + f"?from={TODAY()}&days=28",
        reverse("circulation:reservations_today"),
        reverse("people:person", args=[cast.tia.person.pk]),
        reverse("inventory:item", args=[kit.pk]),
        reverse("home"),
        page,
    ):
        assert "K-1" in tess.get(address).content.decode(), address
    assert tess.get(reverse("circulation:reservation_calendar") + "?from=nonsense&days=9").status_code == 200
    assert browser(cast.sam).get(page).status_code == 404
    assert "K-1" not in browser(cast.sam).get(reverse("circulation:reservations")).content.decode()
    assert browser(cast.tia).get(page).status_code == 200


def test_the_page_hands_out_and_cancels(cast: Cast) -> None:
    kit = make_kit(cast.school)
    made = reserve_item(kit, cast, 0, 2)
    Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    tess = browser(cast.tess)
    assert "Hand it out now" in tess.get(reverse("circulation:reservation", args=[made.pk])).content.decode()
    tess.post(reverse("circulation:reservation_hand_out", args=[made.pk]))
    assert Loan.objects.get().borrower == cast.tia.person
    return_item(Loan.objects.get(), by=cast.tess.actor)
    other = reserve_item(kit, cast, 3, 4)
    tess.post(reverse("circulation:reservation_cancel", args=[other.pk]))
    other.refresh_from_db()
    assert other.end == "cancelled"


def test_a_type_is_handed_out_by_scanning(cast: Cast) -> None:
    make_loaner(cast.school, "L-1")
    make_device(cast.school, "D-1")
    made = reserve(
        cast.tia.person,
        item_type=make_item_type("loaner"),
        first_day=school_day(0),
        last_day=school_day(1),
        by=cast.tess.actor,
    )
    Reservation.objects.filter(pk=made.pk).update(first_day=TODAY())
    tess = browser(cast.tess)
    address = reverse("circulation:reservation_hand_out", args=[made.pk])
    assert "is no Loaner" in tess.post(address, {"code": "D-1"}, follow=True).content.decode()
    assert "Nothing here has the code" in tess.post(address, {"code": "X"}, follow=True).content.decode()
    tess.post(address, {"code": "L-1"})
    assert Loan.objects.get().reservation == made
