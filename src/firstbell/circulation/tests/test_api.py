"""The REST entrance: the same rules, told as problem+json."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.tests.factories import DAY, make_fee, make_loan, school_day
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.tests.factories import (
    make_accessory,
    make_device,
    make_goes_along,
    make_item_type,
    make_loaner,
    make_place,
)
from firstbell.people.actions.tokens import create_token
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.permissions import RoomsPermission

pytestmark = pytest.mark.django_db

EVERYTHING = (
    *CirculationPermission,
    PeoplePermission.PERSON_VIEW,
    RoomsPermission.PLACE_VIEW,
    InventoryPermission.ITEM_VIEW,
    InventoryPermission.ITEM_MOVE,
)


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


class Program:
    """A program with a token of somebody's."""

    def __init__(self, member: Member) -> None:
        wanted = [one for one in EVERYTHING if member.actor.can(one)]
        token = create_token(member.account, name="Program", permissions=wanted, expires_at=None, by=member.actor)
        self.headers = {"Authorization": f"Bearer {token.text}"}

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=self.headers)


def test_lend_renew_and_take_back(cast: Cast) -> None:
    loaner, program = make_loaner(cast.school, "L-12"), Program(cast.tess)
    body = {"item_id": loaner.pk, "person_id": cast.stu.person.pk, "accessories": ["Charger"]}
    lent = program.post("loans", body)
    assert lent.status_code == 201, lent.content
    loan = lent.json()
    assert (loan["item"], loan["borrower"], loan["purpose"]) == ("L-12", "Stu Dent", "loaner")
    assert "3 school days" in loan["due_explain"][0]
    again = program.post("loans", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_lent_to_same")
    refused = program.post(f"loans/{loan['id']}/renew", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_later")
    back = program.post(f"loans/{loan['id']}/return", {"condition": "good"})
    assert back.status_code == 200
    assert back.json()["returned_at"]
    assert program.get("loans").json()["items"] == []
    assert [one["id"] for one in program.get("loans?state=all").json()["items"]] == [loan["id"]]
    assert program.get(f"loans/{loan['id']}").json()["return_condition"] == "good"


def test_renewing(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() + DAY / 24)
    answer = Program(cast.lib).post(f"loans/{loan.pk}/renew", {})
    assert (answer.status_code, answer.json()["renewals"]) == (200, 1)


def test_sam_finds_nothing_of_another_school(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    free, sam = make_loaner(cast.school), Program(cast.sam)
    assert sam.get("loans").json()["items"] == []
    assert sam.get(f"loans/{loan.pk}").status_code == 404
    assert sam.post(f"loans/{loan.pk}/return", {}).status_code == 404
    assert sam.post("loans", {"item_id": free.pk, "person_id": cast.stu.person.pk}).status_code == 404
    assert Loan.objects.open().count() == 1


def test_explain_says_what_would_happen(cast: Cast) -> None:
    loaner = make_loaner(cast.school)
    make_loan(make_loaner(cast.school, "L-1"), cast.stu.person)
    path = f"lending-rules/explain?item_id={loaner.pk}&person_id={cast.stu.person.pk}"
    answer = Program(cast.tess).get(path).json()
    assert not answer["allowed"]
    assert [block["code"] for block in answer["blocks"]] == ["max_open_of_type"]
    winner = next(one for one in answer["rules"] if one["name"] == "loan_length")
    assert (winner["value"], winner["because"].startswith("rule ")) == ("3", True)
    assert answer["due_at"]


def test_fees_are_listed_to_who_may_see_them_and_to_oneself(cast: Cast) -> None:
    make_fee(cast.stu.person, 1250)
    tess, sam = Program(cast.tess), Program(cast.sam)
    path = f"fees?person_id={cast.stu.person.pk}"
    assert [one["cents"] for one in tess.get(path).json()["items"]] == [1250]
    assert sam.get(path).json()["items"] == []


def test_private_types_name_no_past_borrower(cast: Cast) -> None:
    book = make_device(cast.school, item_type=make_item_type("book", is_private=True))
    loan = make_loan(book, cast.stu.person, returned_at=timezone.now())
    tess = Program(cast.lib)
    answer = tess.get(f"loans/{loan.pk}").json()
    assert (answer["borrower_id"], answer["borrower"]) == (None, "")
    assert tess.get(f"loans?state=all&person_id={cast.stu.person.pk}").json()["items"] == []


def test_accessories_over_rest(cast: Cast) -> None:
    loaner = make_loaner(cast.school, "L-1")
    make_goes_along(loaner.product, make_accessory())
    tess = Program(cast.tess)
    assert tess.get(f"items/{loaner.pk}/accessories").json()[0]["code"] == "charger"
    body = {"item_id": loaner.pk, "person_id": cast.stu.person.pk, "accessories": ["charger"]}
    loan = tess.post("loans", body).json()["id"]
    assert tess.post(f"loans/{loan}/return", {"accessories_missing": ["charger"]}).status_code == 200
    (line,) = tess.get(f"loan-accessories?person_id={cast.stu.person.pk}").json()["items"]
    assert (line["code"], line["state"]) == ("charger", "missing")
    assert tess.post(f"loan-accessories/{line['id']}/charge", {}).json()["state"] == "charged"
    assert tess.post(f"loan-accessories/{line['id']}/return", {}).json()["state"] == "back"
    refused = tess.post(f"loan-accessories/{line['id']}/waive", {"reason": "Late"})
    assert refused.status_code == 409
    assert Program(cast.sam).get("loan-accessories?state=all").json()["items"] == []


def test_carts_and_reservations_over_rest(cast: Cast) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    for number in (1, 2):
        make_device(cast.school, f"C7-{number}", item_type="cart-device", home=cart, place=cart, status="placed")
    tess = Program(cast.tess)
    asked = tess.post("cart-loans", {"cart_id": cart.pk})
    assert asked.status_code == 422
    out = tess.post("cart-loans", {"cart_id": cart.pk, "person_id": cast.tia.person.pk}).json()
    assert [one["id"] for one in tess.get("cart-loans").json()["items"]] == [out["id"]]
    back = tess.post(f"cart-loans/{out['id']}/return", {"count": 1, "missing": ["C7-2"]}).json()
    assert back["missing"] == ["C7-2"]
    loaner = make_loaner(cast.school, "L-1")
    days = {"first_day": school_day(2).isoformat(), "last_day": school_day(3).isoformat()}
    body = {"person_id": cast.tia.person.pk, "item_id": loaner.pk, **days}
    made = tess.post("reservations", body).json()
    again = tess.post("reservations", body)
    assert (again.status_code, again.json()["code"]) == (409, "reserved")
    assert tess.get(f"reservations/{made['id']}").json()["item_id"] == loaner.pk
    assert tess.post(f"reservations/{made['id']}/cancel", {}).json()["end"] == "cancelled"
    assert tess.get("reservations").json()["items"] == []
    assert Program(cast.sam).get("reservations?standing=false").json()["items"] == []
