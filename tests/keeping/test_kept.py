"""What is kept in memory is never older than the tables it was made of."""

from __future__ import annotations

import pytest
from django.db import transaction

from firstbell.core.kept import kept
from firstbell.people.tests.factories import make_organisation
from firstbell.rooms.models import BellSchedule

pytestmark = pytest.mark.django_db


def names() -> tuple[str, ...]:
    return kept(
        "tests.names", [BellSchedule], lambda: tuple(BellSchedule.objects.order_by("pk").values_list("name", flat=True))
    )


def test_it_is_made_once_and_again_after_any_kind_of_write(django_assert_num_queries: object) -> None:
    school = make_organisation()
    assert names() == ()
    BellSchedule.objects.create(organisation=school, day_type="regular", name="Regular")
    assert names() == ("Regular",)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert names() == ("Regular",)
    BellSchedule.objects.update(name="Other")
    assert names() == ("Other",)
    BellSchedule.objects.bulk_create([BellSchedule(organisation=school, day_type="half", name="Half")])
    assert names() == ("Other", "Half")
    BellSchedule.objects.all().delete()
    assert names() == ()


def test_what_was_rolled_back_does_not_come_again() -> None:
    school = make_organisation()
    assert names() == ()
    with transaction.atomic():
        BellSchedule.objects.create(organisation=school, day_type="regular", name="Never")
        assert names() == ("Never",)
        transaction.set_rollback(True)
    assert names() == ()
    BellSchedule.objects.create(organisation=school, day_type="regular", name="This")
    assert names() == ("This",)
