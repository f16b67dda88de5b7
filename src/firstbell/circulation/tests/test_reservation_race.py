"""Two reserve at the same moment: one wins, the other is told who was quicker. And no order of wishes ever overlaps."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.circulation.actions import cancel_reservation, reserve
from firstbell.circulation.models import Reservation, ReservedDay
from firstbell.circulation.queries.reservations import stock_of
from firstbell.circulation.tests.factories import school_day
from firstbell.core.errors import Conflict
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_item_type, make_loaner
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Member, make_cast

TRIES = 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_type", [False, True])
def test_two_desks_reserve_the_same_at_the_same_moment(by_type: bool) -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school, "L-12")
    kind = make_item_type("loaner")
    first, last = school_day(2), school_day(4)
    start = Barrier(2)

    def attempt(desk: Member, person: Person) -> str:
        start.wait()
        what = (
            {"item_type": kind} if by_type else {"item": Item.objects.select_related("organisation").get(pk=loaner.pk)}
        )
        try:
            reserve(person, first_day=first, last_day=last, **what, by=desk.actor)
        except Conflict as refused:
            return str(refused)
        return "reserved"

    with ThreadPoolExecutor(2) as pool:
        for _ in range(TRIES):
            pairs = ((cast.tess, cast.stu.person), (cast.lib, cast.tia.person))
            answers = list(pool.map(lambda pair: attempt(*pair), pairs))
            winner = Reservation.objects.select_related("person").get()
            assert sorted(answer == "reserved" for answer in answers) == [False, True]
            assert any(winner.person.name in answer for answer in answers)
            winner.delete()
        list(pool.map(lambda _: connection.close(), range(2)))


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_even_who_did_not_look() -> None:
    """The constraint stands behind the lock."""
    from django.db import IntegrityError

    cast = make_cast()
    loaner = make_loaner(cast.school)
    made = reserve(
        cast.tia.person, item=Item.objects.get(pk=loaner.pk), first_day=school_day(2), last_day=school_day(2),
        by=cast.tess.actor,
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        ReservedDay.objects.create(reservation=made, item=made.item, day=made.first_day)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wishes=st.lists(
        st.tuples(
            st.integers(0, 2),  # which loaner; 2: one of the type
            st.integers(0, 8),  # first school day
            st.integers(0, 4),  # and so many more
            st.booleans(),  # cancelled again
        ),
        max_size=8,
    )
)
def test_no_order_of_wishes_promises_a_thing_twice(db: None, wishes: list[tuple[int, int, int, bool]]) -> None:
    cast = make_cast() if not Organisation.objects.exists() else None
    if cast is not None:
        for number in range(2):
            make_loaner(cast.school, f"L-{number}")
    school = Organisation.objects.get(pk=Item.objects.earliest("pk").organisation_id)
    Reservation.objects.all().delete()
    from firstbell.core.actor import system_actor

    by, person, kind = system_actor("tests"), Person.objects.earliest("pk"), make_item_type("loaner")
    items = list(Item.objects.order_by("pk"))
    for which, start, more, is_cancelled in wishes:
        what: dict[str, Any] = {"item_type": kind} if which == 2 else {"item": items[which]}
        days: dict[str, Any] = {"first_day": school_day(start), "last_day": school_day(start + more)}
        try:
            made = reserve(person, **what, **days, organisation=school, by=by)
        except Conflict:
            continue
        if is_cancelled:
            cancel_reservation(made, by=by)
    _assert_sound(stock_of(school, kind))


def _assert_sound(stock: int) -> None:
    standing = list(Reservation.objects.filter(ended_at=None))
    for day in {
        one.first_day + dt.timedelta(days=n) for one in standing for n in range((one.last_day - one.first_day).days + 1)
    }:
        today = [one for one in standing if one.first_day <= day <= one.last_day]
        things = [one.item_id for one in today if one.item_id is not None]
        assert len(things) == len(set(things))
        assert sum(one.count for one in today) <= stock
