"""What lies in a kit: added, put in, taken out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.scan import resolve
from firstbell.inventory.actions import add_kit, put_into_kit, take_out_of_kit
from firstbell.inventory.models import Item, KitPart, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.tests.factories import make_device, make_item_type, make_kit, make_place
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    make_item_type("kit", purpose="kit")
    return make_cast()


def client(member: Member) -> Client:
    browser = Client()
    browser.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_a_kit_is_added_with_its_parts_and_found_by_its_tag(cast: Cast) -> None:
    body, lens = make_device(cast.school, "B-0001"), make_device(cast.school, "L-0001")
    shelf = make_place(cast.school, kind="shelf")
    kit = add_kit(cast.school, name="Camera kit", barcode="KIT-1", place=shelf, parts=[body, lens], by=cast.tess.actor)
    assert (kit.status, kit.place, kit.kit_parts.count()) == (Status.AVAILABLE, shelf, 2)
    assert resolve("kit-1", cast.tess.actor)[0].object == kit
    again = add_kit(cast.school, name="Camera kit", barcode="KIT-2", by=cast.tess.actor)
    assert again.product == kit.product
    with pytest.raises(Forbidden):
        add_kit(cast.school, name="Camera kit", barcode="KIT-3", by=cast.pat.actor)


def test_a_part_lies_in_one_kit_at_most_and_the_first_is_named(cast: Cast) -> None:
    lens = make_device(cast.school, "L-0001")
    first, second = make_kit(cast.school, "KIT-1"), make_kit(cast.school, "KIT-2")
    line = put_into_kit(first, lens, role="Lens", by=cast.tess.actor)
    with pytest.raises(Conflict, match="L-0001 lies in KIT-1 already"):
        put_into_kit(second, lens, by=cast.tess.actor)
    take_out_of_kit(line, by=cast.tess.actor)
    put_into_kit(second, lens, by=cast.tess.actor)
    with pytest.raises(Conflict, match="taken out already"):
        take_out_of_kit(line, by=cast.tess.actor)


def test_what_does_not_fit_is_refused(cast: Cast) -> None:
    kit, lens = make_kit(cast.school), make_device(cast.school, "L-0001")
    with pytest.raises(Invalid, match="is not a kit"):
        put_into_kit(make_device(cast.school), lens, by=cast.tess.actor)
    with pytest.raises(Invalid, match="is a kit itself"):
        put_into_kit(kit, make_kit(cast.school, "KIT-2"), by=cast.tess.actor)
    with pytest.raises(Invalid, match="belongs to"):
        put_into_kit(kit, make_device(cast.other_school), by=cast.tess.actor)
    with pytest.raises(Conflict, match="is on loan"):
        put_into_kit(kit, make_device(cast.school, status=Status.ON_LOAN), by=cast.tess.actor)
    line = put_into_kit(kit, lens, by=cast.tess.actor)
    Item.objects.filter(pk=kit.pk).update(status=Status.ON_LOAN)
    with pytest.raises(Conflict, match="is lent"):
        take_out_of_kit(line, by=cast.tess.actor)


def test_pages_add_a_kit_and_change_what_lies_in_it(cast: Cast) -> None:
    make_device(cast.school, "B-0001")
    make_device(cast.school, "L-0001")
    tess = client(cast.tess)
    values = {"school": cast.school.pk, "name": "Camera kit", "barcode": "KIT-1", "parts": "B-0001\nNO-SUCH"}
    refused = tess.post(reverse("inventory:kit_add"), values)
    assert refused.status_code == 422
    assert "NO-SUCH" in refused.content.decode()
    assert tess.post(reverse("inventory:kit_add"), values | {"parts": "b-0001"}).status_code == 302
    kit = Item.objects.get(barcode="KIT-1")
    tess.post(reverse("inventory:kit_put", args=[kit.pk]), {"code": "L-0001", "role": "Lens"})
    page = tess.get(reverse("inventory:item", args=[kit.pk])).content.decode()
    assert "In the kit" in page
    assert "Lens" in page
    line = KitPart.objects.get(part__barcode="L-0001")
    part = tess.get(reverse("inventory:item", args=[line.part_id])).content.decode()
    assert "it is lent with the kit" in part
    assert "KIT-1" in tess.get(reverse("inventory:kits")).content.decode()
    tess.post(reverse("inventory:kit_take_out", args=[kit.pk, line.pk]))
    assert KitPart.objects.count() == 1
    assert client(cast.sam).post(reverse("inventory:kit_put", args=[kit.pk]), {"code": "L-0001"}).status_code == 404


def test_kits_over_rest(cast: Cast) -> None:
    wanted = [one for one in InventoryPermission if cast.tess.actor.can(one)]
    token = create_token(cast.tess.account, name="P", permissions=wanted, expires_at=None, by=cast.tess.actor)
    headers = {"Authorization": f"Bearer {token.text}"}

    def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        send = getattr(Client(), method)
        return send(f"/api/v1/{path}", body, content_type="application/json", headers=headers)

    lens = make_device(cast.school, "L-0001")
    kit = call("post", "kits", {"organisation_id": cast.school.pk, "name": "Camera kit", "tag": "KIT-1"}).json()
    part = call("post", f"kits/{kit['id']}/parts", {"part_id": lens.pk, "role": "Lens"}).json()
    assert part["role"] == "Lens"
    assert [one["part_id"] for one in call("get", f"kits/{kit['id']}/parts").json()] == [lens.pk]
    assert call("delete", f"kits/{kit['id']}/parts/{part['id']}").status_code == 204
    assert call("get", "kits").json()["items"][0]["tag"] == "KIT-1"
