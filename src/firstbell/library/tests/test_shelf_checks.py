"""Reading the shelves: what stands wrong, belongs elsewhere, is lent or gone, and the two steps before anything is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from firstbell.circulation.models import Hold
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.inventory.models import Item, Status
from firstbell.library.actions import end_check, mark_unseen, scan_shelf, start_check, take_back_missing
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy, ShelfCheck, ShelfScan, ShelvingPlace
from firstbell.library.queries.shelf_checks import figures_of, misplaced, unseen
from firstbell.library.shelf_order import out_of_order, place_of
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast

F = ShelfScan.Finding
KEYS = st.lists(st.text("abcd", min_size=1, max_size=2), max_size=30)


@given(KEYS)
def test_what_is_left_is_in_order_and_nothing_more_could_stay(keys: list[str]) -> None:
    wrong = out_of_order(keys)
    right = [key for at, key in enumerate(keys) if at not in wrong]
    assert right == sorted(right)
    assert len(right) == longest(keys)
    for at in wrong:
        after, before = place_of(keys[at], right)
        assert after < 0 or right[after] <= keys[at]
        assert before >= len(right) or keys[at] < right[before]


def longest(keys: list[str]) -> int:
    """The slow way, to check against."""
    best: list[int] = []
    for at, key in enumerate(keys):
        best.append(1 + max((best[before] for before in range(at) if keys[before] <= key), default=0))
    return max(best, default=0)


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ("a b z c d", [2]),
        ("b c a d", [2]),
        ("a c b", [2]),
        ("a b c", []),
        ("", []),
        ("c b a", [1, 2]),
        ("a a b a", [3]),
    ],
)
def test_the_book_in_the_hand_is_the_wrong_one(keys: str, wrong: list[int]) -> None:
    assert out_of_order(keys.split()) == wrong


class Shelf:
    """Elm High's fiction, A to E, in order, with barcodes A … E; and a check of it."""

    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.copies = {letter: self.book(letter, f"FIC {letter}AA") for letter in "ABCDE"}
        self.by = self.cast.lib.actor
        self.check = start_check(self.cast.school, first="FIC", last="FIC E", by=self.by)

    def book(self, barcode: str, call: str, status: str = Status.AVAILABLE) -> Copy:
        copy = make_copy(self.cast.school, make_title(f"Book {barcode}"), barcode, call_number=call, status=status)
        Copy.objects.filter(pk=copy.pk).update(call_sort=sort_key(call))
        return Copy.objects.get(pk=copy.pk)

    def scan(self, *codes: str) -> list[str]:
        return [scan_shelf(self.check, code=code, by=self.by).finding for code in codes]


@pytest.fixture
def shelf(db: None) -> Shelf:
    return Shelf()


def test_a_shelf_in_order(shelf: Shelf) -> None:
    assert shelf.scan("A", "B", "C", "D", "E") == [F.HERE] * 5
    assert misplaced(shelf.check) == []
    assert not unseen(shelf.check).exists()
    assert Item.objects.get(pk=shelf.copies["A"].pk).last_seen_at is not None
    found = figures_of(shelf.check)
    assert (found.expected, found.scanned, found.here) == (5, 5, 5)


def test_what_stands_wrong_is_told_its_neighbours(shelf: Shelf) -> None:
    shelf.scan("A", "D", "B", "C")
    (one,) = misplaced(shelf.check)
    assert one.scan.code == "D"
    assert one.after is not None
    assert (one.after.code, one.before) == ("C", None)
    shelf.scan("D")  # put where it belongs and scanned there
    assert misplaced(shelf.check) == []
    assert figures_of(shelf.check).scanned == 4


def test_what_does_not_belong_is_named_and_left_alone(shelf: Shelf) -> None:
    shelf.book("DEWEY", "599.5 WHA")
    shelf.book("LENT", "FIC CZZ", status=Status.ON_LOAN)
    shelf.book("OLD", "FIC CAB", status=Status.RETIRING)
    elsewhere = make_copy(shelf.cast.other_school, None, "OAK")
    assert shelf.scan("DEWEY", "LENT", "OLD", "OAK", "0815") == [
        F.ELSEWHERE, F.ON_LOAN, F.NOT_LISTED, F.ELSEWHERE, F.UNKNOWN,
    ]  # fmt: skip
    assert Copy.objects.get(barcode="LENT").status == Status.ON_LOAN
    assert Copy.objects.get(pk=elsewhere.pk).organisation == shelf.cast.other_school


def test_what_waits_for_a_reader_is_not_missed_and_goes_to_the_pick_up_shelf(shelf: Shelf) -> None:
    copy, now = shelf.copies["B"], timezone.now()
    Hold.objects.create(
        product=copy.product, person=shelf.cast.stu.person, organisation=shelf.cast.school, queued_at=now, placed_at=now,
        placed_by="x", copy=copy, state=Hold.State.READY,
    )  # fmt: skip
    assert "B" not in [one.barcode for one in unseen(shelf.check)]
    assert shelf.scan("B") == [F.SET_ASIDE]


def test_what_was_missing_stands_on_the_shelf_again(shelf: Shelf) -> None:
    shelf.book("GONE", "FIC BZZ", status=Status.MISSING)
    assert shelf.scan("GONE") == [F.FOUND]
    assert Copy.objects.get(barcode="GONE").status == Status.AVAILABLE


def test_missing_takes_two_steps_and_is_taken_back_for_a_month(shelf: Shelf) -> None:
    shelf.scan("A", "C", "E")
    with pytest.raises(Conflict):
        mark_unseen(shelf.check, count=2, by=shelf.by)
    end_check(shelf.check, by=shelf.by)
    assert Copy.objects.get(barcode="B").status == Status.AVAILABLE
    with pytest.raises(Invalid, match="2 copies were not seen, not 5"):
        mark_unseen(shelf.check, count=5, by=shelf.by)
    assert mark_unseen(shelf.check, count=2, by=shelf.by) == 2
    assert Copy.objects.get(barcode="B").status == Status.MISSING
    Copy.objects.filter(barcode="D").update(status=Status.AVAILABLE)  # found meanwhile
    assert take_back_missing(shelf.check, by=shelf.by) == 1
    assert set(Copy.objects.values_list("status", flat=True)) == {Status.AVAILABLE}
    with pytest.raises(Conflict):
        take_back_missing(shelf.check, by=shelf.by)


def test_after_the_month_it_stays(shelf: Shelf) -> None:
    end_check(shelf.check, by=shelf.by)
    mark_unseen(shelf.check, count=5, by=shelf.by)
    ShelfCheck.objects.update(marked_at=timezone.now() - dt.timedelta(days=31))
    with pytest.raises(Conflict):
        take_back_missing(ShelfCheck.objects.get(), by=shelf.by)


def test_two_read_side_by_side(shelf: Shelf) -> None:
    """What the other one met is seen, wherever it stood."""
    other = start_check(shelf.cast.school, first="5", last="6", by=shelf.by)
    scan_shelf(other, code="B", by=shelf.by)
    shelf.scan("A", "C", "D")
    assert [copy.barcode for copy in unseen(shelf.check)] == ["E"]


def test_a_part_that_is_none_and_a_stranger(shelf: Shelf) -> None:
    with pytest.raises(Invalid):
        start_check(shelf.cast.school, first="FIC Z", last="FIC A", by=shelf.by)
    oak = ShelvingPlace.objects.create(organisation=shelf.cast.other_school, code="oak", name="Oak shelf")
    with pytest.raises(Invalid):
        start_check(shelf.cast.school, shelving_place=oak, by=shelf.by)
    with pytest.raises(Forbidden):
        start_check(shelf.cast.school, by=shelf.cast.tess.actor)
    with pytest.raises(Invalid):
        shelf.scan("   ")


def test_the_pages(shelf: Shelf, client: Client) -> None:
    client.force_login(shelf.cast.lib.account)
    begun = client.post(reverse("library:shelf_checks"), {"organisation": shelf.cast.school.pk, "last": "FIC C"})
    check = ShelfCheck.objects.latest("pk")
    page = reverse("library:shelf_check", args=[check.pk])
    assert begun["Location"] == page
    scan = reverse("library:shelf_scan", args=[check.pk])
    client.post(scan, {"scan": "A"})
    client.post(scan, {"scan": "C"})
    said = client.post(scan, {"scan": "B"}, headers={"HX-Request": "true"}).content.decode()
    assert "Stands wrong" in said
    assert "behind" in said
    assert "Nobody knows this code" in client.post(scan, {"scan": "0815"}).content.decode()
    assert "Nothing was scanned" in client.post(scan, {"scan": ""}).content.decode()
    client.post(reverse("library:shelf_end", args=[check.pk]))
    report = client.get(page).content.decode()
    assert "Everything was seen" in report
    assert "0815" in report
    client.force_login(shelf.cast.tess.account)
    assert client.get(page).status_code in (403, 404)


@pytest.mark.django_db
def test_a_check_of_one_section_sets_nothing_of_another_missing() -> None:
    cast = make_cast()
    seen, easy = (make_copy(cast.school, call_number=call) for call in ("E SEN", "ER LOB"))
    check = start_check(cast.school, first="E", last="E", by=cast.lib.actor)
    assert scan_shelf(check, code=seen.barcode, by=cast.lib.actor).finding == F.HERE
    assert scan_shelf(check, code=easy.barcode, by=cast.lib.actor).finding == F.ELSEWHERE
    other = start_check(cast.school, first="E", last="E", by=cast.lib.actor)
    assert set(unseen(other)) == {seen}
