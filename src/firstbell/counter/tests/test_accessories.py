"""Chargers at the counter: one key says that one is missing, its own barcode says whose it is."""

from __future__ import annotations

import pytest

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.counter.tests.test_counter import MOST_STATEMENTS, Desk
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.tests.factories import (
    make_accessory,
    make_accessory_item,
    make_device,
    make_goes_along,
    make_kit,
    make_loaner,
)
from firstbell.people.tests.factories import Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    found = make_counter()
    make_goes_along(found.loaner.product, make_accessory())
    make_goes_along(found.loaner.product, make_accessory("Sleeve", kind="case"))
    return found


@pytest.fixture
def desk(counter: Counter) -> Desk:
    return Desk(counter.cast.tess)


def states() -> dict[str, str]:
    return dict(LoanAccessory.objects.values_list("code", "state"))


def test_the_charger_stays_and_the_sleeve_goes_along(counter: Counter, desk: Desk) -> None:
    for scan in ("001234", "1042", "1", "L-2001"):
        desk.send(scan)
    assert "Goes along: <strong>Sleeve</strong>" in desk.text
    desk.send("c")
    assert "Goes along: <strong>65 W USB-C charger, Sleeve</strong>" in desk.text
    desk.send("")
    assert states() == {"charger": "out", "case": "out"}
    slip = desk.client.get(f"/counter/swaps/{Swap.objects.get().pk}/slip/").content.decode()
    assert "65 W USB-C charger, Sleeve. Bring all of it back." in slip


def test_a_model_nothing_is_known_of_still_gets_a_charger(counter: Counter) -> None:
    perform_swap(
        counter.stu,
        counter.own,
        symptom=counter.screen,
        loaner=counter.spare,
        charger_stays=False,
        key="k",
        by=counter.tess,
    )
    assert states() == {"charger": "out"}


def test_one_key_at_check_in_leaves_the_charger_owed(counter: Counter, desk: Desk) -> None:
    lend_item(counter.loaner, to=counter.stu, accessories=["charger", "case"], by=counter.tess)
    desk.send("L-2001")
    assert desk.step == "check_in"
    assert "65 W USB-C charger is here" in desk.text
    assert desk.statements <= MOST_STATEMENTS
    desk.send("1")
    assert "Missing: 65 W USB-C charger" in desk.text
    assert desk.statements <= MOST_STATEMENTS
    desk.send("2")
    desk.send(accessory="case")
    desk.send("")
    assert states() == {"charger": "missing", "case": "back"}
    assert "stays owed" in desk.text
    desk.send("u")
    assert states() == {"charger": "out", "case": "out"}


def test_a_return_asks_for_what_went_with_the_loaner(counter: Counter, desk: Desk) -> None:
    swap = swap_at(counter)
    put_on_shelf(swap.device, place=counter.shelf, fix="New screen", by=counter.tess)
    desk.send("L-2001")
    assert "Sleeve is here" in desk.text
    assert desk.statements <= MOST_STATEMENTS
    desk.send("1")
    desk.send("1042")
    assert states() == {"case": "missing"}


def test_only_the_loaner_comes_back_without_its_sleeve(counter: Counter, desk: Desk) -> None:
    swap_at(counter)
    desk.send("L-2001")
    desk.send("9")
    assert desk.tone == "error"
    desk.send("1")
    desk.send("")
    assert states() == {"case": "missing"}


def test_a_charger_with_its_own_barcode_says_whose_it_is(counter: Counter, desk: Desk) -> None:
    product = counter.loaner.product.accessories.get(code="charger").accessory
    make_accessory_item(counter.cast.school, "C-77", product=product)
    loan = lend_item(counter.loaner, to=counter.stu, accessories=["C-77"], by=counter.tess)
    said = desk.send("C-77")
    assert "65 W USB-C charger C-77 of Stu Dent, went out with L-2001" in said
    assert desk.step == "check_in"
    assert desk.statements <= MOST_STATEMENTS
    desk.send(do="clear")
    desk.send("L-2001")
    desk.send("1")
    assert "is here" in desk.send("C-77")
    desk.send("1")
    desk.send("")
    assert states() == {"charger": "missing"}
    desk.send("C-77")
    assert "Was missing" in desk.text
    desk.send("")
    assert states() == {"charger": "back"}
    assert "C-77 is back" in desk.text
    loan.refresh_from_db()
    assert not loan.is_open


def test_an_accessory_that_is_settled_meanwhile_clears_the_desk(counter: Counter, desk: Desk) -> None:
    make_accessory_item(counter.cast.school, "C-77", product=make_accessory("Dock"))
    loaner = make_loaner(counter.cast.school, "L-9")
    loan = lend_item(loaner, to=counter.stu, accessories=["C-77"], by=counter.tess)
    desk.send("C-77")
    return_item(loan, by=counter.tess)
    assert "changed meanwhile" in desk.send("")


def test_a_kit_comes_back_but_for_the_part_that_one_key_names(counter: Counter, desk: Desk) -> None:
    parts = tuple(make_device(counter.cast.school, tag, item_type="room-device") for tag in ("B-1", "LENS-1"))
    lend_item(make_kit(counter.cast.school, "KIT-1", parts=parts), to=counter.stu, by=counter.tess)
    desk.send("KIT-1")
    assert desk.statements <= MOST_STATEMENTS
    assert "B-1 is here" in desk.text
    desk.send("1")
    assert "is here" in desk.send("B-1")
    desk.send("2")
    desk.send("")
    assert [loan.item.barcode for loan in Loan.objects.open().select_related("item")] == ["LENS-1"]


def test_a_charger_that_comes_alone_is_taken_back_over_rest(counter: Counter) -> None:
    loan = lend_item(counter.loaner, to=counter.stu, accessories=["charger", "case"], by=counter.tess)
    line = LoanAccessory.objects.get(loan=loan, code="charger")
    path = f"counter/accessories/{line.pk}/return"
    Api(counter.cast.sam).post(path, status=404)
    assert Api(counter.cast.tess).post(path)["state"] == "back"
    assert states() == {"charger": "back", "case": "out"}
