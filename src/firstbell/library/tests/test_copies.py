"""Copies: taken in, changed, moved, withdrawn; shelves; many at once by scanning them; labels."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.listing import bulk_runs
from firstbell.core.models import AuditEntry, BulkRun, SearchDocument
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.actions import Intake, hand_out_item
from firstbell.inventory.models import Item, LabelSize, Status
from firstbell.inventory.tests.factories import make_device, make_item_type
from firstbell.library.actions import (
    add_copy,
    edit_copy,
    labels_printed,
    move_copy,
    order_shelving_places,
    reinstate_copy,
    remove_shelving_place,
    save_shelving_place,
    want_labels,
    withdraw_copy,
)
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy, ShelvingPlace, WantedLabel
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lib(cast: Cast) -> Client:
    return signed_in(cast.lib)


def make_shelf(cast: Cast, name: str = "Mystery") -> ShelvingPlace:
    return save_shelving_place(None, organisation=cast.school, values={"name": name}, by=cast.lib.actor)


def test_a_copy_comes_in_and_the_next_one_has_its_spine_already(cast: Cast) -> None:
    title, by = make_title("Hatchet"), cast.lib.actor
    intake = Intake(organisation=cast.school, cost_cents=1899)
    first = add_copy(title, barcode="30001", intake=intake, values={"call_number": " fic  pau "}, by=by)
    second = add_copy(title, barcode="30002", intake=intake, by=by)
    assert first.call_number == second.call_number == "fic pau"
    assert second.call_sort == sort_key("FIC PAU")
    assert second.status == Status.AVAILABLE
    assert Copy.objects.get(pk=second.pk).item_type == title.item_type
    with pytest.raises(Conflict, match="30001"):
        add_copy(title, barcode="30001", intake=intake, by=by)
    laptop = make_item_type("one-to-one")
    with pytest.raises(Invalid, match="no type of library material"):
        add_copy(title, barcode="30003", intake=Intake(organisation=cast.school, item_type=laptop), by=by)
    with pytest.raises(Forbidden):
        add_copy(title, barcode="30004", intake=intake, by=cast.tess.actor)
    told = AuditEntry.objects.filter(subject_kind="library.title", subject_id=title.pk)
    assert {entry.verb for entry in told} == {"library.copy.added"}


def test_what_stands_on_the_spine_and_what_the_thing_costs_change_in_one_go(cast: Cast) -> None:
    copy, shelf = make_copy(cast.school), make_shelf(cast)
    edit_copy(copy, changes={"call_number": "MYS PAU", "shelving_place": shelf, "cost_cents": 2500}, by=cast.lib.actor)
    fresh = Copy.objects.get(pk=copy.pk)
    assert (fresh.call_number, fresh.shelving_place, fresh.cost_cents) == ("MYS PAU", shelf, 2500)
    assert fresh.call_sort == sort_key("MYS PAU")
    verbs = set(
        AuditEntry.objects.filter(subject_kind=Item.KIND_REF, subject_id=copy.pk).values_list("verb", flat=True)
    )
    assert verbs == {"library.copy.edited", "inventory.item.edited"}
    elsewhere = ShelvingPlace.objects.create(organisation=cast.other_school, code="mystery", name="Mystery")
    with pytest.raises(Invalid, match="another school"):
        edit_copy(fresh, changes={"shelving_place": elsewhere}, by=cast.lib.actor)
    edit_copy(fresh, changes={"organisation": cast.other_school}, by=cast.dita.actor)
    assert Copy.objects.get(pk=copy.pk).shelving_place is None  # that shelf stays in its school


def test_a_copy_under_the_wrong_title_moves_and_comes_back_within_the_minute(cast: Cast) -> None:
    wrong, right, by = make_title("Hatchet"), make_title("The River"), cast.lib.actor
    copy = make_copy(cast.school, wrong)
    move_copy(copy, right, by=by)
    assert Copy.objects.get(pk=copy.pk).product_id == right.pk
    with pytest.raises(Conflict, match="already"):
        move_copy(copy, right, by=by)
    offer = latest_offer(by)
    assert offer is not None
    use_undo(offer.token, by=by)
    assert Copy.objects.get(pk=copy.pk).product_id == wrong.pk


def test_withdrawing_needs_a_reason_and_the_copy_in_the_house(cast: Cast) -> None:
    copy, out, by = make_copy(cast.school), make_copy(cast.school), cast.lib.actor
    hand_out_item(out, to_person=cast.stu.person, purpose="checkout", by=by)
    with pytest.raises(Conflict, match="is out"):
        withdraw_copy(out, reason="worn out", by=by)
    with pytest.raises(Invalid, match="reason"):
        withdraw_copy(copy, reason=" ", by=by)
    withdraw_copy(copy, reason="worn out", by=by)
    assert copy not in Copy.objects.visible_to(cast.stu.actor)
    reinstate_copy(copy, by=by)
    assert Copy.objects.get(pk=copy.pk).status == Status.AVAILABLE
    with pytest.raises(Conflict, match="Only a withdrawn copy"):
        reinstate_copy(copy, by=by)
    withdraw_copy(copy, reason="worn out", by=by)
    offer = latest_offer(by)
    assert offer is not None
    use_undo(offer.token, by=by)
    assert Copy.objects.get(pk=copy.pk).status == Status.AVAILABLE


def test_shelves_have_an_order_and_are_not_removed_while_copies_stand_there(cast: Cast) -> None:
    by = cast.lib.actor
    mystery, pictures = make_shelf(cast), make_shelf(cast, "Picture books")
    order_shelving_places(cast.school, ids=[pictures.pk, mystery.pk], by=by)
    assert list(ShelvingPlace.objects.filter(organisation=cast.school)) == [pictures, mystery]
    with pytest.raises(Conflict, match="already"):
        save_shelving_place(None, organisation=cast.school, values={"name": "mystery"}, by=by)
    copy = make_copy(cast.school, shelving_place=mystery)
    with pytest.raises(Conflict, match="1 copy stands"):
        remove_shelving_place(mystery, by=by)
    edit_copy(copy, changes={"shelving_place": None}, by=by)
    remove_shelving_place(mystery, by=by)
    with pytest.raises(Forbidden):
        save_shelving_place(None, organisation=cast.other_school, values={"name": "New"}, by=by)


def test_a_cart_of_scanned_books_moves_to_another_shelf_and_back(cast: Cast, lib: Client) -> None:
    shelf, by = make_shelf(cast), cast.lib.actor
    ours, stranger = [make_copy(cast.school) for _ in range(3)], make_copy(cast.other_school)
    codes = "\n".join([*(f" {one.barcode} " for one in ours), ours[0].barcode, stranger.barcode, "99999"])
    url = reverse("library:scan_list")
    asked = lib.post(url, {"action": "shelf", "barcodes": codes})
    assert asked.status_code == 422
    assert "99999" in asked.content.decode()
    went = lib.post(url, {"action": "shelf", "barcodes": codes, "go_on": "on"})
    run = BulkRun.objects.latest("pk")
    assert went["Location"] == reverse("core:bulk_run", args=[run.pk])
    assert run.ids == [*(one.pk for one in ours), stranger.pk]  # each once, in the order of scanning
    bulk_runs.apply_run(run, data=QueryDict(f"shelving_place={shelf.pk}"), by=by)
    assert set(Copy.objects.filter(shelving_place=shelf)) == set(ours)
    offer = latest_offer(by)
    assert offer is not None
    use_undo(offer.token, by=by)
    assert not Copy.objects.filter(shelving_place=shelf).exists()


def test_call_numbers_that_change_want_a_new_spine(cast: Cast) -> None:
    by = cast.lib.actor
    moved, left = make_copy(cast.school, call_number="FIC PAU"), make_copy(cast.school, call_number="FICTION X")
    run = BulkRun.objects.create(
        owner_id=by.account_id or 0, listing="library.copies", list_title="Copies", action="call_number", back_url="/",
        ids=[moved.pk, left.pk],
    )  # fmt: skip
    bulk_runs.apply_run(run, data=QueryDict("begins=fic&becomes=MYS"), by=by)
    assert Copy.objects.get(pk=moved.pk).call_number == "MYS PAU"
    assert Copy.objects.get(pk=left.pk).call_number == "FICTION X"
    assert list(WantedLabel.objects.values_list("copy_id", "kind")) == [(moved.pk, "spine")]


def test_labels_wait_are_printed_in_shelf_order_and_leave_the_list(cast: Cast, lib: Client) -> None:
    by = cast.lib.actor
    later, sooner = make_copy(cast.school, call_number="FIC ROW v.2"), make_copy(cast.school, call_number="796.357 GRE")
    stranger = make_copy(cast.other_school)
    assert want_labels([later.pk, sooner.pk, stranger.pk], by=by) == 2
    assert want_labels([later.pk], kinds=("spine",), by=by) == 1  # on the list already
    assert WantedLabel.objects.count() == 6
    size = LabelSize.objects.get(slug="spine-roll")
    page = lib.get(reverse("library:labels_wanted")).content.decode()
    assert page.index("796.357 GRE") < page.index("FIC ROW v.2")
    for kind, stock in (
        ("spine", size),
        ("pocket", LabelSize.objects.get(slug="letter-30")),
        ("barcode", LabelSize.objects.get(slug="letter-80")),
    ):
        pdf = lib.post(reverse("library:labels_pdf"), {"kind": kind, "size": stock.pk, "start": 1})
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
    assert WantedLabel.objects.count() == 6  # a jammed printer loses nothing
    newest = WantedLabel.objects.latest("pk").pk
    lib.post(reverse("library:labels_done"), {"kind": "spine", "until": newest})
    assert set(WantedLabel.objects.values_list("kind", flat=True)) == {"pocket", "barcode"}
    assert labels_printed(list(WantedLabel.objects.values_list("pk", flat=True)), by=cast.sam.actor) == 0


def test_books_do_not_drown_the_devices(cast: Cast, lib: Client) -> None:
    copy, device = make_copy(cast.school, barcode="30009"), make_device(cast.school, "CB-1")
    item_page = reverse("inventory:item", args=[copy.pk])
    listed = lib.get(reverse("inventory:items")).content.decode()
    assert device.barcode in listed
    assert copy.barcode not in listed
    asked = lib.get(reverse("inventory:items"), {"item_type": copy.item_type_id}).content.decode()
    assert copy.barcode in asked
    copy_page = reverse("library:copy", args=[copy.pk])
    assert lib.get(item_page)["Location"] == copy_page
    assert lib.get(item_page + "?thing").status_code == 200
    assert lib.get(copy_page).status_code == 200
    assert signed_in(cast.tess).get(item_page).status_code == 200  # who does not work on the catalogue stays here
    edit_copy(copy, changes={"cost_cents": 1}, by=cast.lib.actor)
    assert not SearchDocument.objects.filter(kind=Item.KIND_REF, object_id=copy.pk).exists()
    found = lib.get(reverse("core:find"), {"q": "30009"})
    assert found["Location"] == item_page  # a scan goes through the thing's page to the copy


def test_no_page_of_the_catalogue_says_who_has_a_copy(cast: Cast, lib: Client) -> None:
    copy = make_copy(cast.school)
    hand_out_item(copy, to_person=cast.stu.person, purpose="checkout", by=cast.lib.actor)
    for url in (
        reverse("library:work_title", args=[copy.product_id]),
        reverse("library:copy", args=[copy.pk]),
        reverse("library:copies"),
    ):
        page = lib.get(url).content.decode()
        assert "On loan" in page
        assert cast.stu.person.family_name not in page


def test_copies_are_added_one_after_the_other_on_one_page(cast: Cast, lib: Client) -> None:
    title = make_title("Hatchet")
    sent = {
        "barcode": "30001", "organisation": cast.school.pk, "call_number": "FIC PAU", "item_type": title.item_type_id,
        "price": "18.99", "labels": "on", "another": "1",
    }  # fmt: skip
    went = lib.post(reverse("library:copy_add", args=[title.pk]), sent)
    copy = Copy.objects.get(barcode="30001")
    assert copy.cost_cents == 1899
    assert copy.wanted_labels.count() == 3
    again = lib.get(went["Location"]).content.decode()
    assert 'value="FIC PAU"' in again
    assert "30001" not in again.split("<form")[-1]
    refused = lib.post(reverse("library:copy_add", args=[title.pk]), sent)
    assert refused.status_code == 422
    assert "already on another item" in refused.content.decode()


def test_copies_are_found_by_barcode_and_by_how_the_call_number_begins(cast: Cast, lib: Client) -> None:
    for number, spine in enumerate(("FIC PAU", "F PAULSEN", "FIC ROW", "796.3 ZIM", "796.357 GRE")):
        make_copy(cast.school, make_title(f"Found {number}"), f"7000{number}", call_number=spine)

    def found(**asked: str) -> set[str]:
        page = lib.get(reverse("library:copies"), asked).content.decode()
        return {str(number) for number in range(5) if f"Found {number}" in page}

    assert found(q="fic pau") == found(call_number="Fiction Pau") == {"0", "1"}
    assert found(q="796.3") == {"3", "4"}
    assert found(q="70002") == {"2"}
    assert found(q="FIC ZZZ") == set()


def test_spines_of_an_older_version_are_put_in_their_place_and_the_rest_is_not_written() -> None:
    cast = make_cast()
    stale, plain = (make_copy(cast.school, make_title(), call_number=call) for call in ("E ØST", "E SEN"))
    Copy.objects.filter(pk=stale.pk).update(call_sort=sort_key("E"))
    with CaptureQueriesContext(connection) as asked:
        import_module("firstbell.library.migrations.0015_spines_anew").reckon(apps, None)
    assert [Copy.objects.get(pk=one.pk).call_sort for one in (stale, plain)] == [sort_key("E OST"), sort_key("E SEN")]
    assert sum(query["sql"].startswith("UPDATE") for query in asked.captured_queries) == 1
