"""Chargers, cases, styluses: handed out with a device, expected back with it, owed when they do not come."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import (
    charge_accessory,
    lend_item,
    receive_accessory,
    return_item,
    reverse_entry,
    waive_accessory,
)
from firstbell.circulation.models import FeeEntry, Loan, LoanAccessory
from firstbell.circulation.queries import balance_of
from firstbell.circulation.queries.accessories import expected_for, unreturned_by
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Device, Item, Status
from firstbell.inventory.tests.factories import (
    make_accessory,
    make_accessory_item,
    make_goes_along,
    make_loaner,
)
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def loaner(cast: Cast) -> Device:
    """With it goes a charger, a case, and a stylus to keep."""
    loaner = make_loaner(cast.school, "L-12")
    make_goes_along(loaner.product, make_accessory())
    make_goes_along(loaner.product, make_accessory("Sleeve", kind="case", cents=1500))
    make_goes_along(loaner.product, make_accessory("Stylus", kind="stylus"), is_expected_back=False)
    return loaner


def lent(loaner: Device, cast: Cast, *extra: str) -> Loan:
    codes = [piece.code for piece in expected_for(loaner)]
    return lend_item(loaner, to=cast.stu.person, accessories=[*codes, *extra], by=cast.tess.actor)


def states(loan: Loan) -> dict[str, str]:
    return dict(LoanAccessory.objects.filter(loan_id=loan.pk).values_list("code", "state"))


def custody(item: Item) -> tuple[str, Person | None]:
    now = Item.objects.select_related("holder").get(pk=item.pk)
    return now.status, now.holder


def undo_last(cast: Cast) -> None:
    offer = UndoOffer.objects.filter(used_at=None).latest("created_at")
    use_undo(offer.token, by=cast.tess.actor)


def test_what_goes_along_is_known_in_one_statement(loaner: Device, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        pieces = expected_for(loaner)
    assert [(one.code, one.name) for one in pieces] == [
        ("charger", "65 W USB-C charger"),
        ("case", "Sleeve"),
        ("stylus", "Stylus"),
    ]


def test_two_of_a_kind_are_two_pieces(cast: Cast) -> None:
    loaner = make_loaner(cast.school)
    make_goes_along(loaner.product, make_accessory("Adapter"), count=2)
    assert [(one.code, one.name) for one in expected_for(loaner)] == [
        ("charger", "Adapter (1)"),
        ("charger-2", "Adapter (2)"),
    ]


def test_lending_keeps_the_lines_and_the_names(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast, "Mouse", "mouse!")
    assert states(loan) == {"charger": "out", "case": "out", "stylus": "kept", "mouse": "out", "mouse-2": "out"}
    assert loan.accessories == ["65 W USB-C charger", "Sleeve", "Stylus", "Mouse", "mouse!"]
    assert "With: 65 W USB-C charger, Sleeve" in AuditEntry.objects.get(verb="circulation.item.lent").note


def test_without_a_word_everything_came_back(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, by=cast.tess.actor)
    assert states(loan) == {"charger": "back", "case": "back", "stylus": "kept"}
    assert unreturned_by(cast.stu.person) == []


def test_what_is_missing_stays_owed_and_can_come_later(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["charger"], by=cast.tess.actor)
    assert states(loan)["charger"] == "missing"
    assert "missing: 65 W USB-C charger" in AuditEntry.objects.get(verb="circulation.item.returned").note
    (owed,) = unreturned_by(cast.stu.person)
    receive_accessory(owed, by=cast.lib.actor)
    assert owed.state == "back"
    assert owed.settled_by == "Lib Booker"
    assert unreturned_by(cast.stu.person) == []
    with pytest.raises(Conflict, match="not expected back"):
        receive_accessory(owed, by=cast.lib.actor)


def test_a_missing_one_that_never_went_out_is_refused_and_nothing_changes(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    with pytest.raises(Invalid, match="did not go out with L-12"):
        return_item(loan, accessories_missing=["dock"], by=cast.tess.actor)
    loan.refresh_from_db()
    assert loan.is_open
    assert states(loan)["charger"] == "out"


def test_one_click_charges_the_price_and_coming_back_reverses_it(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["charger", "case"], by=cast.tess.actor)
    charger, case = unreturned_by(cast.stu.person)
    with pytest.raises(Forbidden):
        charge_accessory(charger, by=cast.lib.actor)
    charge_accessory(charger, by=cast.tess.actor)
    charge_accessory(case, cents=500, by=cast.tess.actor)
    assert balance_of(cast.stu.person) == 3400
    with pytest.raises(Conflict, match="not owed: it is charged"):
        charge_accessory(charger, by=cast.tess.actor)
    receive_accessory(charger, by=cast.tess.actor)
    assert balance_of(cast.stu.person) == 500
    assert FeeEntry.objects.filter(kind="reversal").get().reason == "65 W USB-C charger came back"


def test_reversing_the_charge_in_the_ledger_makes_it_owed_again(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["charger"], by=cast.tess.actor)
    (charger,) = unreturned_by(cast.stu.person)
    charge_accessory(charger, by=cast.tess.actor)
    assert charger.fee is not None
    reverse_entry(charger.fee, reason="Wrong student", by=cast.tess.actor)
    assert states(loan)["charger"] == "missing"
    assert balance_of(cast.stu.person) == 0


def test_without_a_price_nothing_is_charged(cast: Cast) -> None:
    loaner = make_loaner(cast.school)
    loan = lend_item(loaner, to=cast.stu.person, accessories=["cable"], by=cast.tess.actor)
    return_item(loan, accessories_missing=["cable"], by=cast.tess.actor)
    (cable,) = unreturned_by(cast.stu.person)
    with pytest.raises(Conflict, match="No price is known for cable"):
        charge_accessory(cable, by=cast.tess.actor)


def test_waiving_needs_a_reason_and_a_right(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["case"], by=cast.tess.actor)
    (case,) = unreturned_by(cast.stu.person)
    with pytest.raises(Invalid, match="needs a reason"):
        waive_accessory(case, reason=" ", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        waive_accessory(case, reason="Worn out", by=cast.lib.actor)
    waive_accessory(case, reason="Worn out", by=cast.tess.actor)
    assert (case.state, case.reason) == ("waived", "Worn out")
    assert unreturned_by(cast.stu.person) == []


def test_undo_takes_back_each_step(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["charger"], by=cast.tess.actor)
    (charger,) = unreturned_by(cast.stu.person)
    charge_accessory(charger, by=cast.tess.actor)
    with pytest.raises(Conflict, match="settled since"):
        use_undo(UndoOffer.objects.get(handler__endswith="undo_return").token, by=cast.tess.actor)
    undo_last(cast)
    assert balance_of(cast.stu.person) == 0
    assert states(loan)["charger"] == "missing"
    use_undo(UndoOffer.objects.get(handler__endswith="undo_return").token, by=cast.tess.actor)
    assert states(loan) == {"charger": "out", "case": "out", "stylus": "kept"}


def test_undo_of_lending_takes_the_lines_with_it(cast: Cast, loaner: Device) -> None:
    lent(loaner, cast)
    undo_last(cast)
    assert not LoanAccessory.objects.exists()


def test_names_kept_before_lines_existed_become_lines(cast: Cast, loaner: Device) -> None:
    """The migration: out where the loan is open, back where it has ended."""
    open_one, ended = (
        make_loan(loaner, cast.stu.person),
        make_loan(make_loaner(cast.school), cast.tia.person, returned_at=timezone.now()),
    )
    Loan.objects.filter(pk=open_one.pk).update(accessories=["charger", "Charger", "ÄÖ"])
    Loan.objects.filter(pk=ended.pk).update(accessories=["case"])
    import_module("firstbell.circulation.migrations.0007_loan_accessories").lines_from_names(apps, None)
    assert states(open_one) == {"charger": "out", "charger-2": "out", "ao": "out"}
    assert states(ended) == {"case": "back"}
    return_item(open_one, accessories_missing=["charger-2"], by=cast.tess.actor)
    assert states(open_one)["charger-2"] == "missing"


def test_an_accessory_with_its_own_barcode_goes_out_and_comes_back(cast: Cast, loaner: Device) -> None:
    product = loaner.product.accessories.get(code="charger").accessory
    own = make_accessory_item(cast.school, "C-77", product=product)
    loan = lend_item(loaner, to=cast.stu.person, accessories=["c-77", "case"], by=cast.tess.actor)
    line = LoanAccessory.objects.get(item=own)
    assert (line.code, line.name) == ("charger", "65 W USB-C charger C-77")
    assert custody(own) == (Status.ON_LOAN, cast.stu.person)
    other = make_loaner(cast.school, "L-13")
    with pytest.raises(Conflict):
        lend_item(other, to=cast.tia.person, accessories=["C-77"], by=cast.tess.actor)
    assert Loan.objects.count() == 1
    return_item(loan, accessories_missing=["C-77"], by=cast.tess.actor)
    assert custody(own) == (Status.ON_LOAN, cast.stu.person)
    receive_accessory(LoanAccessory.objects.get(item=own), by=cast.tess.actor)
    assert custody(own) == (Status.AVAILABLE, None)
    undo_last(cast)
    assert custody(own) == (Status.ON_LOAN, cast.stu.person)


def test_undo_of_lending_brings_the_own_barcode_home(cast: Cast, loaner: Device) -> None:
    own = make_accessory_item(cast.school, "C-77", product=make_accessory("Dock"))
    lend_item(loaner, to=cast.stu.person, accessories=["C-77"], by=cast.tess.actor)
    undo_last(cast)
    own.refresh_from_db()
    assert (own.status, own.holder) == (Status.AVAILABLE, None)
    assert Item.objects.get(pk=loaner.pk).status == Status.LOANER_AVAILABLE


def test_sam_does_not_see_or_settle_another_schools_lines(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    return_item(loan, accessories_missing=["charger"], by=cast.tess.actor)
    (charger,) = unreturned_by(cast.stu.person)
    assert not LoanAccessory.objects.visible_to(cast.sam.actor).exists()
    assert LoanAccessory.objects.visible_to(cast.stu.actor).count() == 3
    for act in (receive_accessory, charge_accessory):
        with pytest.raises(Forbidden):
            act(charger, by=cast.sam.actor)


# --- pages ---


def browser(member: Member) -> Client:
    client = Client()
    client.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_lend_page_ticks_what_goes_along(cast: Cast, loaner: Device) -> None:
    tess = browser(cast.tess)
    address = reverse("circulation:lend") + f"?person={cast.stu.person.identifier}&item=L-12"
    page = tess.get(address).content.decode()
    assert "65 W USB-C charger" in page
    assert page.count("checked") >= 3
    assert tess.post(address, {"goes_along": ["charger"], "accessories": "Mouse, "}).status_code == 302
    assert states(Loan.objects.get()) == {"charger": "out", "mouse": "out"}


def test_the_loan_page_asks_what_is_missing_and_settles_it(cast: Cast, loaner: Device) -> None:
    loan = lent(loaner, cast)
    tess = browser(cast.tess)
    page = tess.get(reverse("circulation:loan", args=[loan.pk])).content.decode()
    assert "Did not come with it" in page
    tess.post(reverse("circulation:loan_return", args=[loan.pk]), {"condition": "good", "missing": ["charger", "case"]})
    assert states(loan)["charger"] == "missing"
    person = tess.get(reverse("people:person", args=[cast.stu.person.pk])).content.decode()
    assert "Did not come back with its device" in person
    charger, case = unreturned_by(cast.stu.person)
    assert tess.post(reverse("circulation:accessory_charge", args=[charger.pk])).status_code == 302
    assert tess.post(reverse("circulation:accessory_waive", args=[case.pk]), {"reason": "Old"}).status_code == 302
    assert (states(loan)["charger"], states(loan)["case"]) == ("charged", "waived")
    answer = tess.post(reverse("circulation:accessory_back", args=[charger.pk]), follow=True)
    assert "The charge is reversed" in answer.content.decode()
    assert browser(cast.sam).post(reverse("circulation:accessory_back", args=[charger.pk])).status_code == 404
