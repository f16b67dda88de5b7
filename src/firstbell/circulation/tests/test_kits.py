"""Kits: one barcode lends all parts or none; what is missing at the return stays on loan."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.circulation.actions import LendingRefused, lend_item, return_item
from firstbell.circulation.models import Loan
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Item, KitPart, Status
from firstbell.inventory.tests.factories import make_device, make_kit
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def kit(cast: Cast) -> Item:
    """K-1 with body B-1, lens L-1 and bag G-1."""
    parts = tuple(make_device(cast.school, tag, item_type="room-device") for tag in ("B-1", "L-1", "G-1"))
    return make_kit(cast.school, parts=parts)


def status_of(*tags: str) -> list[str]:
    return [Item.objects.get(barcode=tag).status for tag in tags]


def test_a_kit_is_lent_with_all_its_parts_and_undone_as_one(cast: Cast, kit: Item) -> None:
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    assert status_of("K-1", "B-1", "L-1", "G-1") == [Status.ON_LOAN] * 4
    parts = Loan.objects.filter(part_of=loan)
    assert {(one.borrower, one.due_at) for one in parts} == {(cast.tia.person, loan.due_at)}
    use_undo(UndoOffer.objects.get().token, by=cast.tess.actor)
    assert not Loan.objects.exists()
    assert status_of("K-1", "B-1", "L-1", "G-1") == [Status.AVAILABLE] * 4


def test_one_part_elsewhere_refuses_the_whole_with_a_reason_each(cast: Cast, kit: Item) -> None:
    make_loan(Item.objects.get(barcode="L-1"), cast.stu.person)
    Item.objects.filter(barcode="G-1").update(status=Status.IN_REPAIR)
    with pytest.raises(LendingRefused) as refused:
        lend_item(kit, to=cast.tia.person, override_reason="Please", by=cast.tess.actor)
    texts = [finding.text for finding in refused.value.findings]
    assert texts == ["L-1 is still lent to Stu Dent.", "G-1 is in repair."]
    assert not refused.value.is_overridable
    assert status_of("K-1", "B-1") == [Status.AVAILABLE] * 2
    assert Loan.objects.count() == 1


def test_a_part_is_not_lent_alone_unless_taken_out(cast: Cast, kit: Item) -> None:
    lens = Item.objects.get(barcode="L-1")
    with pytest.raises(LendingRefused, match="L-1 is part of K-1"):
        lend_item(lens, to=cast.tia.person, override_reason="Please", by=cast.tess.actor)
    KitPart.objects.get(part=lens).delete()
    lend_item(lens, to=cast.tia.person, by=cast.tess.actor)
    lend_item(kit, to=cast.stu.person, by=cast.tess.actor)
    assert Loan.objects.filter(part_of__isnull=False).count() == 2


def test_what_is_missing_stays_on_loan(cast: Cast, kit: Item) -> None:
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    with pytest.raises(Invalid, match="did not go out with K-1"):
        return_item(loan, parts_missing=["X-9"], by=cast.tess.actor)
    return_item(loan, parts_missing=["l-1"], by=cast.tess.actor)
    assert status_of("K-1", "B-1", "L-1") == [Status.AVAILABLE, Status.AVAILABLE, Status.ON_LOAN]
    with pytest.raises(LendingRefused, match="L-1 is still lent to Tia"):
        lend_item(kit, to=cast.stu.person, by=cast.tess.actor)
    return_item(Loan.objects.open().get(), by=cast.tess.actor)
    lend_item(kit, to=cast.stu.person, by=cast.tess.actor)


def test_undo_of_a_return_opens_all_again_unless_one_moved_on(cast: Cast, kit: Item) -> None:
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    return_item(loan, parts_missing=["L-1"], by=cast.tess.actor)
    offer = UndoOffer.objects.get(handler__endswith="undo_return")
    use_undo(offer.token, by=cast.tess.actor)
    assert Loan.objects.open().count() == 4
    return_item(loan, by=cast.tess.actor)
    KitPart.objects.get(part__barcode="B-1").delete()
    lend_item(Item.objects.get(barcode="B-1"), to=cast.stu.person, by=cast.tess.actor)
    with pytest.raises(Conflict, match="lent again since"):
        use_undo(UndoOffer.objects.get(handler__endswith="undo_return", used_at=None).token, by=cast.tess.actor)
    assert Loan.objects.open().get().borrower == cast.stu.person


def test_a_kit_counts_as_one_loan(cast: Cast, kit: Item) -> None:
    make_rule("max_open_total", "2")
    lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    other = make_device(cast.school, item_type="room-device")
    check = check_lending(lendable_items().get(pk=other.pk), cast.tia.person, by=cast.tess.actor)
    assert check.is_allowed


def test_the_loans_page_asks_for_the_parts(cast: Cast, kit: Item) -> None:
    loan = lend_item(kit, to=cast.tia.person, by=cast.tess.actor)
    client = Client()
    client.force_login(cast.tess.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("circulation:loan", args=[loan.pk])).content.decode()
    assert "Parts that are not in it" in page
    lens = Item.objects.get(barcode="L-1")
    client.post(reverse("circulation:loan_return", args=[loan.pk]), {"condition": "good", "parts": [f"#{lens.pk}"]})
    assert Loan.objects.open().get().item_id == lens.pk
    assert "Still out" in client.get(reverse("circulation:loan", args=[loan.pk])).content.decode()
