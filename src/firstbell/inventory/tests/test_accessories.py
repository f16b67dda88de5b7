"""What goes along with a model: data, edited on the model's page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.inventory.actions import remove_model_accessory, save_accessory, set_model_accessory
from firstbell.inventory.models import ModelAccessory, Product
from firstbell.inventory.tests.factories import make_accessory, make_goes_along, make_item_type, make_model
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client(member: Member) -> Client:
    browser = Client()
    browser.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def test_an_accessory_has_a_kind_and_a_price(cast: Cast) -> None:
    kind = make_item_type("charger")
    values = {"name": "45 W charger", "item_type": kind, "manufacturer": "Acer", "replacement_cents": 2900}
    charger = save_accessory(None, values=values, by=cast.tess.actor)
    assert charger.replacement_cents == 2900
    with pytest.raises(Invalid, match="needs a kind"):
        save_accessory(None, values=values | {"item_type": make_item_type("loaner")}, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        save_accessory(charger, values={"name": "x"}, by=cast.lib.actor)


def test_a_line_is_added_changed_and_removed(cast: Cast) -> None:
    model, charger, other = make_model(), make_accessory(), make_accessory("45 W charger")
    line = set_model_accessory(model, charger, by=cast.tess.actor)
    assert (line.code, line.count, line.is_expected_back) == ("charger", 1, True)
    assert set_model_accessory(model, other, by=cast.tess.actor).code == "charger-b"
    again = set_model_accessory(model, charger, count=2, is_expected_back=False, by=cast.tess.actor)
    assert (again.pk, again.code, again.count) == (line.pk, "charger", 2)
    told = AuditEntry.objects.filter(verb="inventory.catalogue.changed").latest("pk").changes
    assert "2 × 65 W USB-C charger, to keep" in str(told)
    remove_model_accessory(line, by=cast.tess.actor)
    with pytest.raises(Conflict, match="removed already"):
        remove_model_accessory(line, by=cast.tess.actor)


def test_only_accessories_go_along_and_not_too_many(cast: Cast) -> None:
    model = make_model()
    with pytest.raises(Invalid, match="not an accessory"):
        set_model_accessory(model, make_model(), by=cast.tess.actor)
    with pytest.raises(Invalid, match="How many"):
        set_model_accessory(model, make_accessory(), count=10, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        set_model_accessory(model, make_accessory(), by=cast.lib.actor)


def test_the_models_page_adds_and_removes_lines(cast: Cast) -> None:
    model, charger = make_model(), make_accessory()
    tess = client(cast.tess)
    address = reverse("inventory:model_accessory_set", args=[model.pk])
    assert tess.post(address, {"accessory": charger.pk, "count": 1, "is_expected_back": "on"}).status_code == 302
    page = tess.get(reverse("inventory:model", args=[model.pk])).content.decode()
    assert "1 × 65 W USB-C charger" in page
    assert "$29.00" in page
    assert tess.post(address, {"accessory": charger.pk, "count": 77}).status_code == 422
    line = ModelAccessory.objects.get()
    assert tess.post(reverse("inventory:model_accessory_remove", args=[model.pk, line.pk])).status_code == 302
    assert not ModelAccessory.objects.exists()
    assert client(cast.lib).post(address, {"accessory": charger.pk, "count": 1}).status_code == 403


def test_accessories_have_pages(cast: Cast) -> None:
    tess = client(cast.tess)
    kind = make_item_type("charger")
    values = {"name": "45 W charger", "item_type": kind.pk, "price": "29.50"}
    assert tess.post(reverse("inventory:accessory_add"), values).status_code == 302
    charger = Product.objects.get(name="45 W charger")
    assert charger.replacement_cents == 2950
    make_goes_along(make_model(), charger)
    assert "$29.50" in tess.get(reverse("inventory:accessories")).content.decode()
    tess.post(reverse("inventory:accessory_edit", args=[charger.pk]), values | {"price": ""})
    charger.refresh_from_db()
    assert charger.replacement_cents is None
