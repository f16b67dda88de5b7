"""37: two desks scan the same loaner at the same second. Exactly one wins; the other is told who has it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item
from firstbell.circulation.models import Loan
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.models import Person
from firstbell.people.tests.factories import Member, make_cast

TRIES = 100


@pytest.mark.django_db(transaction=True)
def test_two_desks_lend_the_same_loaner_a_hundred_times() -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school, "L-12")
    desks = ((cast.tess, cast.stu.person), (cast.lib, cast.tia.person))
    start = Barrier(2)

    def lend(desk: Member, to: Person) -> str:
        item = Item.objects.get(pk=loaner.pk)
        start.wait()
        try:
            lend_item(item, to=to, by=desk.actor)
        except LendingRefused as refused:
            return str(refused)
        return "lent"

    with ThreadPoolExecutor(2) as pool:
        for _ in range(TRIES):
            answers = list(pool.map(lambda desk: lend(*desk), desks))
            winner = Loan.objects.open().select_related("borrower").get()
            told = f"L-12 is already lent to {winner.borrower} since "
            assert sorted(answer == "lent" for answer in answers) == [False, True]
            assert any(answer.startswith(told) and f" by {winner.lent_by}." in answer for answer in answers)
            Loan.objects.open().update(returned_at=timezone.now())
            Item.objects.filter(pk=loaner.pk).update(status=Status.LOANER_AVAILABLE, holder=None)
        list(pool.map(lambda _: connection.close(), range(2)))
    assert Loan.objects.count() == TRIES
