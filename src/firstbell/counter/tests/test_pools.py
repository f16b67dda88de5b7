"""The loaner pool's level: told once when it is crossed, with what to do and what is coming."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import lend_item, reserve, return_item
from firstbell.circulation.tests.factories import make_loan, make_rule, school_day
from firstbell.core.models import AuditEntry
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.counter.actions.pools import set_pool_minimum, watch_pool
from firstbell.counter.models import LoanerPool
from firstbell.counter.queries.pools import pool_work, pools
from firstbell.inventory.actions import edit_item
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_place
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Four loaners on the shelf; three should be here."""
    found = make_cast()
    for number in range(4):
        make_loaner(found.school, f"L-{number}")
    return found


def told() -> list[str]:
    entries = AuditEntry.objects.filter(verb__in=("counter.pool_low", "counter.pool_filled")).order_by("pk")
    return [entry.verb.removeprefix("counter.") for entry in entries]


def loaner(number: int) -> Item:
    return Item.objects.get(barcode=f"L-{number}")


def test_crossing_the_minimum_is_told_once_each_way(cast: Cast) -> None:
    first = lend_item(loaner(0), to=make_person(cast.school), by=cast.tess.actor)
    assert told() == []
    second = lend_item(loaner(1), to=make_person(cast.school), by=cast.tess.actor)
    assert told() == ["pool_low"]
    lend_item(loaner(2), to=make_person(cast.school), by=cast.tess.actor)
    watch_pool(cast.school.scope_path, by=cast.tess.actor)
    assert told() == ["pool_low"]
    assert LoanerPool.objects.get().low_since is not None
    return_item(first, by=cast.tess.actor)
    assert told() == ["pool_low"]
    return_item(second, by=cast.tess.actor)
    assert told() == ["pool_low", "pool_filled"]
    summary = AuditEntry.objects.get(verb="counter.pool_low").summary
    assert summary == f"Loaners of {cast.school}: 2 left, 3 should be here"


def test_undo_a_reservation_by_hand_and_the_minimum_cross_it_too(cast: Cast) -> None:
    lend_item(loaner(0), to=make_person(cast.school), by=cast.tess.actor)
    edit_item(loaner(1), changes={"reserved_for": "testing"}, by=cast.tess.actor)
    assert told() == ["pool_low"]
    use_undo(UndoOffer.objects.get(handler__endswith="undo_lend").token, by=cast.tess.actor)
    assert told() == ["pool_low", "pool_filled"]
    set_pool_minimum(cast.school, minimum=9, by=cast.tess.actor)
    set_pool_minimum(cast.school, minimum=1, by=cast.tess.actor)
    assert told() == ["pool_low", "pool_filled", "pool_low", "pool_filled"]


def test_what_to_do_and_what_is_coming(cast: Cast, django_assert_max_num_queries: object) -> None:
    make_rule("max_open_of_type", "", item_type=make_item_type("loaner"))
    late = make_loan(loaner(0), cast.stu.person, due_at=timezone.now() - dt.timedelta(days=3))
    make_loan(loaner(1), cast.stu.person, due_at=timezone.now() + dt.timedelta(hours=1))
    make_device(
        cast.school, "1042", status=Status.READY_RETURN, assigned_to=cast.stu.person, place=make_place(cast.school)
    )
    reserve(
        cast.tia.person,
        item_type=make_item_type("loaner"),
        count=3,
        first_day=school_day(2),
        last_day=school_day(3),
        by=cast.tess.actor,
    )
    (pool,) = pools(cast.tess.actor, organisation_id=cast.school.pk)
    assert (pool.available, pool.overdue, pool.ready, pool.is_low) == (2, 1, 1, True)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        work = pool_work(pool, cast.tess.actor)
    assert work.overdue == [late]
    assert [item.label for item in work.ready] == ["1042"]
    by_day = {one.day: one for one in work.forecast}
    assert (by_day[school_day(2)].here, by_day[school_day(2)].promised, by_day[school_day(2)].left) == (3, 3, 0)
    assert by_day[school_day(4)].promised == 0


def test_the_pages_say_what_to_do(cast: Cast) -> None:
    for number in (0, 1):
        make_loan(loaner(number), cast.stu.person, due_at=timezone.now() - dt.timedelta(days=3))
    client = Client()
    client.force_login(cast.tess.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("counter:pool", args=[cast.school.pk])).content.decode()
    assert "L-0" in page
    assert "The coming school days" in page
    assert "2 overdue: call them back" in client.get(reverse("home")).content.decode()
    assert "2 overdue" in client.get(reverse("counter:counter")).content.decode()
    sam = Client()
    sam.force_login(cast.sam.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert sam.get(reverse("counter:pool", args=[cast.school.pk])).status_code == 404
