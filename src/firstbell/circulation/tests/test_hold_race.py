"""37, 63: two desks take in two copies at the same second and one reader waits: only one copy is set aside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from firstbell.circulation.actions import check_in, move_hold_ahead, place_hold
from firstbell.circulation.models import Hold
from firstbell.circulation.tests.factories import make_copy, make_title
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.people.tests.factories import ensure_role_rules, make_cast, make_person

TRIES = 8


@pytest.mark.django_db(transaction=True)
def test_63_two_desks_take_in_two_copies_while_the_queue_is_reordered() -> None:
    ensure_role_rules()
    cast = make_cast()
    start = Barrier(3)

    def take_in(copy: int) -> str:
        item = Item.objects.get(pk=copy)
        start.wait()
        return check_in(item, by=cast.lib.actor).next_step.kind

    def move(hold: int) -> str:
        found = Hold.objects.get(pk=hold)
        start.wait()
        move_hold_ahead(found, reason="First", by=cast.lib.actor)
        return "moved"

    with ThreadPoolExecutor(3) as pool:
        for _ in range(TRIES):
            title = make_title()
            copies = [make_copy(cast.school, title=title).pk for _ in range(3)]
            readers: list[Person] = [make_person(cast.school) for _ in range(2)]
            holds = [place_hold(title, to=reader, by=cast.lib.actor) for reader in readers]
            waiting = [pool.submit(take_in, copies[0]), pool.submit(take_in, copies[1]), pool.submit(move, holds[1].pk)]
            assert [one.result() for one in waiting] == ["pickup", "pickup", "moved"]
            given = Hold.objects.filter(product=title).values_list("copy_id", flat=True)
            assert sorted(given) == sorted(copies[:2]), "each reader has one copy of their own"
            assert check_in(Item.objects.get(pk=copies[2]), by=cast.lib.actor).next_step.kind == "shelf"
        list(pool.map(lambda _: connection.close(), range(3)))
