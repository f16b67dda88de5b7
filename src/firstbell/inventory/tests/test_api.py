"""REST over items: the same actions, the same sight."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.inventory.actions.catalogue import save_item_type
from firstbell.inventory.actions.items import edit_item
from firstbell.inventory.models import Device, Item, ItemType, Product, Status
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.tests.factories import make_device, make_model
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client_of(member: Member, *permissions: str) -> Client:
    issued = create_token(member.account, name="Test", permissions=["core.api.use", *permissions], by=member.actor)
    return Client(headers={"authorization": f"Bearer {issued.text}"})


def test_items_are_listed_and_read_as_far_as_one_sees(cast: Cast) -> None:
    mine = make_device(cast.school, barcode="0042")
    other = make_device(cast.other_school, barcode="0043")
    api = client_of(cast.tess, May.ITEM_VIEW)
    assert [one["tag"] for one in api.get("/api/v1/items").json()["items"]] == ["0042"]
    assert api.get(f"/api/v1/items/{mine.pk}").json()["serial"] == mine.serial
    assert api.get(f"/api/v1/items/{other.pk}").status_code == 404


def test_a_device_is_taken_in_and_goes_a_step(cast: Cast) -> None:
    api = client_of(cast.tess, May.ITEM_VIEW, May.ITEM_ADD, May.ITEM_QUARANTINE, "rooms.place.view")
    body = {"model_id": make_model().pk, "organisation_id": cast.school.pk, "serial": "S9", "tag": "0099"}
    made = api.post("/api/v1/items", body, content_type="application/json")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    steps = api.get(f"/api/v1/items/{pk}/transitions").json()
    assert [step["to"] for step in steps] == [Status.QUARANTINE]
    url = f"/api/v1/items/{pk}/status"
    wrong = api.post(url, {"to": "ready_return"}, content_type="application/json")
    assert wrong.status_code == 409
    details = {"hazard": "liquid", "place": make_place(cast.school).pk}
    done = api.post(url, {"to": "quarantine", "details": details}, content_type="application/json")
    assert done.json()["status"] == "quarantine", done.content
    assert Device.objects.get(pk=pk).status == Status.QUARANTINE


def test_a_narrow_token_may_not(cast: Cast) -> None:
    found = make_device(cast.school)
    api = client_of(cast.tess, May.ITEM_VIEW)
    answer = api.post(f"/api/v1/items/{found.pk}/status", {"to": "quarantine"}, content_type="application/json")
    assert answer.status_code in {403, 409, 422}
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_books_are_left_out_unless_they_are_asked_for(cast: Cast) -> None:
    """A mark on the row, which goes with the type: of the item, and of all things of a type whose purpose changes."""
    device = make_device(cast.school, barcode="0042")
    kind = ItemType.objects.get(code="library-book")
    product = Product.objects.create(name="Hatchet", item_type=kind)
    book = Item.objects.create(
        product=product, item_type=kind, organisation=cast.school, barcode="30001", status_since=timezone.now()
    )
    api = client_of(cast.tess, May.ITEM_VIEW)

    def tags(query: str = "") -> list[str]:
        return [one["tag"] for one in api.get(f"/api/v1/items{query}").json()["items"]]

    assert tags() == ["0042"]
    assert tags("?library=true") == ["30001"]
    assert tags("?code=30001") == tags(f"?product_id={product.pk}") == ["30001"]
    assert tags("?code=30001&library=false") == []
    save_item_type(kind, values={"purpose": ItemType.Purpose.LOANER}, by=cast.dita.actor)
    assert tags() == ["0042", "30001"]
    save_item_type(kind, values={"purpose": ItemType.Purpose.LIBRARY}, by=cast.dita.actor)
    edit_item(book, changes={"item_type": device.item_type}, by=cast.tess.actor)
    assert tags() == ["0042", "30001"]
