"""Two entries that are one thing: what is kept about both becomes one, and can come apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.models import Loan
from firstbell.core import scan, search
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Merge, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.actions.merges import merge_items, split_items
from firstbell.inventory.models import Device, Item, ManagementRecord, Status
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def twins(cast: Cast) -> tuple[Device, Device]:
    """The right entry without a tag, and one with a mistyped serial number that carries the tag."""
    right = make_device(cast.school, serial="5CD0123ABC", barcode="")
    wrong = make_device(cast.school, serial="5CDO123ABC", barcode="1042")
    return right, wrong


def snapshot(*items: Item) -> list[Any]:
    return [
        list(model._default_manager.filter(pk__in=[item.pk for item in items]).order_by("pk").values())
        for model in (Item, Device)
    ]


def test_tag_loan_and_console_record_come_along(cast: Cast) -> None:
    right, wrong = twins(cast)
    loan = lend_item(wrong, to=cast.stu.person, by=cast.tess.actor)
    ManagementRecord.objects.create(device=wrong, console="google", read_at=timezone.now())

    merge_items(right, wrong, reason="Read the case", by=cast.tess.actor)

    right.refresh_from_db()
    loan.refresh_from_db()
    assert (right.barcode, right.status, right.holder_id) == ("1042", Status.ASSIGNED, cast.stu.person.pk)
    assert loan.item_id == right.pk
    assert right.management_records.get().console == "google"
    for code in ("1042", "5CD0123ABC", "5CDO123ABC"):
        assert [match.id for match in scan.resolve(code, cast.tess.actor)] == [right.pk], code
    return_item(Loan.objects.get(), by=cast.tess.actor)


def test_the_other_entry_is_met_nowhere_and_counts_nowhere(cast: Cast) -> None:
    right, wrong = twins(cast)
    search.index(Item.KIND_REF, [right.pk, wrong.pk])

    merge_items(right, wrong, reason="Read the case", by=cast.tess.actor)

    assert not Item.objects.visible_to(cast.dita.actor).filter(pk=wrong.pk).exists()
    assert Item.objects.get(pk=wrong.pk).status == Status.DISPOSED
    assert wrong.pk not in [hit.id for group in search.search("5CDO123ABC", cast.tess.actor) for hit in group.hits]
    answer = signed_in(cast.tess).get(f"/inventory/{wrong.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/inventory/{right.pk}/")


@pytest.mark.parametrize("way", ["undo", "split"])
@pytest.mark.parametrize("is_lent", [True, False])
def test_it_comes_apart_to_the_letter(cast: Cast, way: str, is_lent: bool) -> None:
    right, wrong = twins(cast)
    if is_lent:
        lend_item(wrong, to=cast.stu.person, by=cast.tess.actor)
    before = snapshot(right, wrong)

    merge = merge_items(right, wrong, take=["serial"], reason="Read the case", by=cast.tess.actor)
    assert Device.objects.get(pk=right.pk).serial == "5CDO123ABC"
    if way == "undo":
        use_undo(UndoOffer.objects.latest("created_at").token, by=cast.tess.actor)
    else:
        assert split_items(merge, by=cast.tess.actor) == []

    assert snapshot(right, wrong) == before
    assert scan.resolve("5CD0123ABC", cast.tess.actor)[0].id == right.pk
    assert Loan.objects.filter(item=wrong).count() == int(is_lent)


def test_what_came_back_meanwhile_rests_when_they_come_apart(cast: Cast) -> None:
    right, wrong = twins(cast)
    lend_item(wrong, to=cast.stu.person, by=cast.tess.actor)
    merge = merge_items(right, wrong, reason="x", by=cast.tess.actor)
    return_item(Loan.objects.get(), by=cast.tess.actor)

    split_items(merge, by=cast.tess.actor)

    wrong = Device.objects.get(pk=wrong.pk)
    assert (wrong.status, wrong.holder_id, wrong.assigned_to_id) == (Status.AVAILABLE, None, None)
    assert not Loan.objects.open().exists()


@pytest.mark.parametrize("who", ["tia", "stu"])
def test_what_somebody_has_now_must_come_back_before_they_come_apart(cast: Cast, who: str) -> None:
    right, wrong = twins(cast)
    lend_item(wrong, to=cast.stu.person, by=cast.tess.actor)
    merge = merge_items(right, wrong, reason="x", by=cast.tess.actor)
    return_item(Loan.objects.get(), by=cast.tess.actor)
    lend_item(Device.objects.get(pk=right.pk), to=getattr(cast, who).person, by=cast.tess.actor)

    with pytest.raises(Conflict, match="Take it back first"):
        split_items(merge, by=cast.tess.actor)


def test_what_speaks_against_it(cast: Cast) -> None:
    right, wrong = twins(cast)
    tess = cast.tess.actor
    with pytest.raises(Conflict, match="same entry"):
        merge_items(right, right, reason="x", by=tess)
    with pytest.raises(Forbidden):
        merge_items(right, wrong, reason="x", by=cast.sam.actor)
    with pytest.raises(Forbidden):
        merge_items(right, make_device(cast.other_school), reason="x", by=tess)
    with pytest.raises(Invalid):
        merge_items(right, wrong, reason="", by=tess)
    with pytest.raises(Invalid):
        merge_items(right, wrong, take=["status"], reason="x", by=tess)
    lend_item(right, to=cast.stu.person, by=tess)
    lend_item(wrong, to=cast.tia.person, by=tess)
    with pytest.raises(Conflict, match="two people"):
        merge_items(right, wrong, reason="x", by=tess)
    assert not Merge.objects.exists()


def test_the_pages_find_the_mistyped_serial_and_make_them_one(cast: Cast) -> None:
    right, wrong = twins(cast)
    tess = signed_in(cast.tess)
    url = f"/inventory/{right.pk}/merge/{wrong.pk}/"
    assert url in tess.get(f"/inventory/{right.pk}/merge/").content.decode()
    shown = tess.get(url).content.decode()
    assert "Their serial numbers differ" in shown
    assert not Merge.objects.exists(), "a preview changes nothing"

    answer = tess.post(url, {"reason": "Read the case"})

    assert answer["Location"] == f"/inventory/{right.pk}/"
    merge = Merge.objects.get()
    assert "Take apart" in tess.get(f"/inventory/{right.pk}/").content.decode()
    assert signed_in(cast.sam).get(f"/inventory/merges/{merge.pk}/split/").status_code == 404
    tess.post(f"/inventory/merges/{merge.pk}/split/")
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["inventory.item.merged", "inventory.item.split"]
