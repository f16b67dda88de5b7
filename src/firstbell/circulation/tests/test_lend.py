from __future__ import annotations

import pytest

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.models import Loan
from firstbell.inventory.models import Status
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


def test_tess_lends_a_loaner_and_takes_it_back(django_assert_max_num_queries) -> None:
    cast = make_cast()
    loaner = make_loaner(cast.school, "L-12")
    with django_assert_max_num_queries(15) as captured:
        loan = lend_item(loaner, to=cast.stu.person, by=cast.tess.actor)
    for q in captured.captured_queries:
        print(q["sql"][:150])
    print(loan.due_explain)
    assert loaner.status == Status.ON_LOAN
    return_item(loan, by=cast.tess.actor)
    assert Loan.objects.get().returned_at is not None
