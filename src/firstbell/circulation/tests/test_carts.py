"""Carts as one act: thirty devices out by one scan, back by one count; each device's own books stay true."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import lend_cart, lend_item, return_cart, return_item
from firstbell.circulation.models import CartLoan, Loan
from firstbell.circulation.tests.factories import DAY
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.tests.factories import Cast, make_badge, make_cast
from firstbell.rooms.models import Place

pytestmark = pytest.mark.django_db
DEVICES = 6


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def cart(cast: Cast) -> Place:
    cart = make_place(cast.school, "Cart 7", kind="cart", capacity=DEVICES)
    for number in range(1, DEVICES + 1):
        make_device(
            cast.school,
            f"C7-{number}",
            item_type="cart-device",
            home=cart,
            home_slot=str(number),
            place=cart,
            status=Status.PLACED,
        )
    return cart


def devices(cart: Place) -> list[tuple[str, str | None]]:
    return [
        (item.status, str(item.holder) if item.holder else None)
        for item in Item.objects.filter(home=cart).select_related("holder").order_by("barcode_norm")
    ]


def undo(handler: str, cast: Cast) -> None:
    use_undo(UndoOffer.objects.get(handler__endswith=handler, used_at=None).token, by=cast.tess.actor)


def test_a_cart_goes_to_a_teacher_with_all_its_devices(cast: Cast, cart: Place) -> None:
    due = timezone.now() + 4 * DAY
    loan = lend_cart(cart, to=cast.tia.person, due=due, by=cast.tess.actor)
    assert devices(cart) == [(Status.ON_LOAN, cast.tia.person.name)] * DEVICES
    assert {one.borrower for one in Loan.objects.all()} == {cast.tia.person}
    assert {one.due_at for one in loan.loans.all()} == {due}
    assert AuditEntry.objects.get(verb="circulation.cart.lent").summary.startswith("Lent Cart 7 with 6 devices to ")
    undo("undo_lend_cart", cast)
    assert devices(cart) == [(Status.PLACED, None)] * DEVICES
    assert not CartLoan.objects.exists()


def test_what_is_not_in_it_stays_out_and_is_told(cast: Cast, cart: Place) -> None:
    lend_item(Item.objects.get(barcode="C7-2"), to=cast.stu.person, by=cast.tess.actor)
    Item.objects.filter(barcode="C7-3").update(status=Status.IN_REPAIR)
    Item.objects.filter(barcode="C7-4").update(place=make_place(cast.school))
    loan = lend_cart(cart, to=make_place(cast.school, "Room 204"), by=cast.tess.actor)
    assert sorted(loan.left_out) == ["C7-2 (on loan with Stu Dent)", "C7-3 (in repair)", "C7-4 (in another place)"]
    assert loan.loans.count() == 3
    here = Item.objects.get(barcode="C7-1")
    assert (here.status, here.place and here.place.name) == (Status.ON_LOAN, "Room 204")


def test_one_scan_and_a_count_take_it_back(cast: Cast, cart: Place) -> None:
    loan = lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    with pytest.raises(Invalid, match="4 counted, but 6 went out and 0 are named"):
        return_cart(loan, count=4, by=cast.tess.actor)
    with pytest.raises(Invalid, match="7 counted, but only 6"):
        return_cart(loan, count=7, by=cast.tess.actor)
    with pytest.raises(Invalid, match="“X” is not out with Cart 7"):
        return_cart(loan, missing=["X"], by=cast.tess.actor)
    return_cart(loan, count=4, missing=["C7-2", "c7-5"], by=cast.lib.actor)
    assert loan.missing == ["C7-2", "C7-5"]
    entry = AuditEntry.objects.get(verb="circulation.cart.returned")
    assert (entry.summary, entry.note) == ("Took back Cart 7: 4 of 6 back", "missing: C7-2, C7-5")
    assert [status for status, _ in devices(cart)].count(Status.PLACED) == 4
    assert Loan.objects.open().count() == 2
    here = Item.objects.get(barcode="C7-1")
    assert here.place == cart
    with pytest.raises(Conflict, match="back already"):
        return_cart(loan, by=cast.tess.actor)
    use_undo(UndoOffer.objects.get(handler__endswith="undo_return_cart").token, by=cast.lib.actor)
    assert Loan.objects.open().count() == DEVICES


def test_scanning_what_is_in_it_finds_the_missing(cast: Cast, cart: Place) -> None:
    loan = lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    return_cart(loan, scanned=["C7-1", "C7-3", "C7-4", "C7-6", "STRANGER"], by=cast.tess.actor)
    assert loan.missing == ["C7-2", "C7-5"]


def test_a_device_that_came_back_alone_is_not_expected_again(cast: Cast, cart: Place) -> None:
    loan = lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    return_item(Loan.objects.get(item__barcode="C7-1"), by=cast.tess.actor)
    return_cart(loan, count=5, by=cast.tess.actor)
    assert loan.missing == []
    assert not Loan.objects.open().exists()


def test_a_cart_is_out_once_and_only_carts_are(cast: Cast, cart: Place) -> None:
    lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    with pytest.raises(Conflict, match="Cart 7 is with Tia"):
        lend_cart(cart, to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Invalid, match="is not a cart"):
        lend_cart(make_place(cast.school), to=cast.stu.person, by=cast.tess.actor)
    empty = make_place(cast.school, "Cart 8", kind="cart")
    with pytest.raises(Conflict, match="Nothing is in Cart 8"):
        lend_cart(empty, to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        lend_cart(empty, to=cast.stu.person, by=cast.sam.actor)
    other = make_place(cast.school, "Cart 9", kind="cart")
    make_device(cast.school, home=other, place=other, item_type="cart-device")
    with pytest.raises(Invalid, match="in the past"):
        lend_cart(other, to=cast.stu.person, due=timezone.now() - DAY, by=cast.tess.actor)


def test_undo_of_lending_is_refused_when_one_came_back(cast: Cast, cart: Place) -> None:
    lend_cart(cart, to=cast.tia.person, by=cast.tess.actor)
    return_item(Loan.objects.get(item__barcode="C7-1"), by=cast.tess.actor)
    with pytest.raises(Conflict, match="moved on"):
        undo("undo_lend_cart", cast)
    assert Loan.objects.open().count() == DEVICES - 1


def test_pages_lend_it_and_take_it_back(cast: Cast, cart: Place) -> None:
    tess = Client()
    tess.force_login(cast.tess.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    badge = make_badge(cast.tia.person)
    page = tess.get(reverse("inventory:cart", args=[cart.pk])).content.decode()
    assert "Lend the whole cart" in page
    address = reverse("circulation:cart_lend", args=[cart.pk])
    assert tess.post(address, {"to": "NOBODY"}).status_code == 422
    last = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    assert tess.post(address, {"to": badge.value, "last_day": last}).status_code == 302
    loan = CartLoan.objects.get()
    assert loan.borrower == cast.tia.person
    assert "The cart is out" in tess.get(reverse("rooms:place", args=[cart.pk])).content.decode()
    assert "Cart 7" in tess.get(reverse("circulation:cart_loans")).content.decode()
    back = reverse("circulation:cart_loan", args=[loan.pk])
    assert tess.post(back, {"count": "3"}).status_code == 422
    first = Item.objects.get(barcode="C7-1")
    answer = tess.post(back, {"count": "5", "missing": [f"#{first.pk}"]}, follow=True).content.decode()
    assert "5 of 6 back; missing C7-1." in answer
    sam = Client()
    sam.force_login(cast.sam.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert sam.get(back).status_code == 404
    assert sam.get(address).status_code == 404
