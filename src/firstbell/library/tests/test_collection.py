"""The collection in numbers: what there is by class, what is idle, what goes out, and nobody in it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.models import Hold, LendingCount, ProductUse
from firstbell.circulation.queries.numbers import product_class_of
from firstbell.inventory.models import Item, Status
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy
from firstbell.library.queries.collection import Table, class_of_key, collection_tables
from firstbell.library.tests.factories import library_type, make_copy, make_title
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import make_cast

TODAY = timezone.localdate()
MONTH = TODAY.replace(day=1)
pytestmark = pytest.mark.django_db


def book(school: Organisation, call: str, year: int | None = 2020, status: str = Status.AVAILABLE) -> Copy:
    copy = make_copy(school, make_title(year=year), call_number=call, status=status)
    Copy.objects.filter(pk=copy.pk).update(
        call_sort=sort_key(call), created_at=timezone.now() - dt.timedelta(days=2000)
    )
    return Copy.objects.get(pk=copy.pk)


def tables(*schools: Organisation) -> dict[str, Table]:
    found = collection_tables([one.pk for one in schools], since=TODAY - dt.timedelta(days=365), today=TODAY)
    return {one.key: one for one in found}


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("796.357 GRE", "700 Arts and sports"), ("FIC PAU", "Fiction"), ("E SEN", "Picture books"), ("B LINCOLN", "Biographies"),
        ("REF 031 WOR", "Reference"), ("GRAPHIC 741.5 SMI", "Graphic novels"), ("", "No call number"), ("MYSTERY DOY", "MYSTERY"),
    ],
)  # fmt: skip
def test_classes_in_words(call: str, name: str) -> None:
    assert class_of_key(sort_key(call)[:16]) == name


def test_what_there_is_and_what_stands_idle() -> None:
    cast = make_cast()
    used = book(cast.school, "523 PLU", TODAY.year - 10)
    book(cast.school, "599 WHA", TODAY.year - 20)
    book(cast.school, "FIC PAU", None)
    book(cast.school, "FIC OLD", 1950, Status.RETIRING)
    book(cast.other_school, "FIC OAK")
    ProductUse.objects.create(organisation=cast.school, month=MONTH, product=used.product, loans=3, in_house=1)
    found = tables(cast.school)
    assert list(found["class"].rows) == [("500 Science", (2, 15.0)), ("Fiction", (1, None))]
    assert list(found["idle"].rows) == [("500 Science", (1, 50)), ("Fiction", (1, 100))]
    assert [numbers for _, numbers in found["most-used"].rows] == [(3, 1)]
    assert list(found["format"].rows) == [("Book", (3,))]
    assert tables(cast.school, cast.other_school)["class"].rows[1] == (
        "Fiction",
        (2, 6.0 if TODAY.year == 2026 else TODAY.year - 2020),
    )


def test_few_readers_are_not_told_apart() -> None:
    cast = make_cast()
    for group, loans in (("students-k-2", 9), ("staff", 2)):
        LendingCount.objects.create(
            organisation=cast.school,
            month=MONTH,
            item_type=library_type(),
            product_class="Fiction",
            patron_group=group,
            loans=loans,
        )
    found = tables(cast.school)
    assert {name.lower(): numbers for name, numbers in found["loans-readers"].rows}["staff"] == (None, None)
    assert dict(found["loans-class"].rows) == {"Fiction": (11, 0)}
    assert [numbers for _, numbers in found["loans-month"].rows] == [(11,)]


def test_most_waited_for_says_how_many_copies_there_are() -> None:
    cast = make_cast()
    copy = book(cast.school, "FIC PAU", status=Status.ON_LOAN)
    for person in (cast.stu.person, cast.tia.person):
        assert person is not None
        now = timezone.now()
        Hold.objects.create(
            product=copy.product, person=person, organisation=cast.school, queued_at=now, placed_at=now, placed_by="x"
        )
    assert tables(cast.school)["most-wanted"].rows == [(copy.product.name, (2, 1))]


def test_the_class_of_what_comes_back_is_counted() -> None:
    cast = make_cast()
    copy = book(cast.school, "FIC PAU")
    assert product_class_of(Item.objects.select_related("item_type").get(pk=copy.pk)) == "Fiction"


def test_the_page_and_its_file(client: Client) -> None:
    cast = make_cast()
    book(cast.school, "=523 PLU")
    book(cast.other_school, "FIC OAK")
    client.force_login(cast.lib.account)
    shown = client.get(reverse("library:collection"), {"years": "3", "school": str(cast.school.pk)}).content.decode()
    assert "Copies and their age by class" in shown
    assert "<svg" in shown
    assert "Fiction" not in shown  # another school's
    file = client.get(reverse("library:collection"), {"format": "csv"})
    assert "Copies and their age by class,Copies,Average age in years" in file.content.decode()
    client.force_login(cast.tess.account)
    assert client.get(reverse("library:collection")).status_code == 403
