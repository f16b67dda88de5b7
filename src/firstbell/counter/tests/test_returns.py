"""The return half through its actions, and its undo."""

from __future__ import annotations

import pytest

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import Loan
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.undo import use_undo
from firstbell.counter.actions.returns import check_in, finish_swap, take_back_loaner
from firstbell.counter.models import Swap
from firstbell.counter.queries.swaps import latest_offer
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.inventory.actions import put_on_shelf
from firstbell.inventory.models import Device, Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    return make_counter()


def _ready(counter: Counter) -> Swap:
    swap = swap_at(counter)
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    return swap


def _undo(counter: Counter) -> None:
    offer = latest_offer(counter.tess)
    assert offer is not None
    use_undo(offer.token, by=counter.tess)


def test_both_change_hands_and_the_ticket_is_resolved(counter: Counter) -> None:
    swap = finish_swap(_ready(counter), by=counter.tess)
    own, loaner = Device.objects.get(pk=counter.own.pk), Device.objects.get(pk=counter.loaner.pk)
    assert (own.status, own.holder, own.place) == ("assigned", counter.stu, None)
    assert (loaner.status, loaner.holder, loaner.place) == ("loaner_available", None, counter.loaner.home)
    swap.ticket.refresh_from_db()
    assert (swap.ticket.state, swap.ticket.resolution) == ("resolved", "device_returned")
    assert not Loan.objects.open().exists()
    assert swap.finished_at is not None
    with pytest.raises(Conflict):
        finish_swap(swap, by=counter.tess)


def test_undo_of_a_return_opens_the_swap_again(counter: Counter) -> None:
    swap = _ready(counter)
    before = list(Item.objects.order_by("pk").values(*Item.STATE_FIELDS))
    finish_swap(swap, by=counter.tess)
    _undo(counter)
    assert list(Item.objects.order_by("pk").values(*Item.STATE_FIELDS)) == before
    swap.refresh_from_db()
    assert swap.is_open
    assert swap.ticket.state == "new"
    assert Loan.objects.open().get().item_id == counter.loaner.pk
    assert finish_swap(swap, by=counter.tess).finished_at is not None


def test_a_device_that_is_not_ready_does_not_go_home(counter: Counter) -> None:
    swap = swap_at(counter)
    with pytest.raises(Conflict) as refused:
        finish_swap(swap, by=counter.tess)
    assert "not ready" in refused.value.message
    assert Loan.objects.open().exists()


def test_only_the_loaner_comes_back_and_the_rest_follows_later(counter: Counter) -> None:
    swap = swap_at(counter)
    take_back_loaner(Swap.objects.select_related("loan").get(pk=swap.pk), by=counter.tess)
    swap.refresh_from_db()
    assert swap.is_open
    with pytest.raises(Conflict):
        take_back_loaner(Swap.objects.get(pk=swap.pk), by=counter.tess)
    put_on_shelf(Device.objects.get(pk=counter.own.pk), place=counter.shelf, fix="New screen", by=counter.tess)
    assert finish_swap(swap, by=counter.tess).finished_at is not None


def test_a_damaged_loaner_goes_to_triage(counter: Counter) -> None:
    finish_swap(_ready(counter), condition="broken", by=counter.tess)
    assert Device.objects.get(pk=counter.loaner.pk).status == "in_triage"


def test_any_lent_thing_is_checked_in_and_undone(counter: Counter) -> None:
    loan = lend_item(counter.spare, to=counter.stu, by=counter.tess)
    check_in(loan, by=counter.tess)
    assert Device.objects.get(pk=counter.spare.pk).status == "loaner_available"
    _undo(counter)
    assert Loan.objects.open().get().pk == loan.pk


def test_a_stranger_takes_nothing_back(counter: Counter) -> None:
    swap = _ready(counter)
    for actor in (counter.cast.sam.actor, counter.cast.tia.actor):
        with pytest.raises(Forbidden):
            finish_swap(swap, by=actor)
        with pytest.raises(Forbidden):
            take_back_loaner(swap, by=actor)
