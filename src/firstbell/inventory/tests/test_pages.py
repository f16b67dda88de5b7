"""The pages: each opens, each form does its work, strangers get nowhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core import search
from firstbell.core.models import Attachment
from firstbell.inventory.models import Device, DeviceModel, Item, ItemType, Status, TagRule
from firstbell.inventory.tests.factories import make_device, make_item_type, make_model
from firstbell.people.tests.factories import Cast, make_cast, signed_in
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def device(cast: Cast, barcode: str = "0042", **values: object) -> Device:
    return make_device(cast.school, barcode=barcode, **values)  # type: ignore[arg-type]


def test_the_list_shows_and_finds_what_is_in_the_house(cast: Cast) -> None:
    found = device(cast, "0042", serial="5CD1234XYZ")
    device(cast, "0043", status=Status.DISPOSED)
    search.index(Item.KIND_REF, [found.pk])
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    page = tess.get(url).content.decode()
    assert "0042" in page
    assert "0043" not in page
    assert "0043" in tess.get(url, {"status": "all"}).content.decode()
    assert "0042" in tess.get(url, {"q": "4xyz"}).content.decode()
    assert "0042" not in tess.get(url, {"q": "nothing"}).content.decode()
    assert "0042" not in signed_in(cast.sam).get(url).content.decode()


def test_filters_by_update_year_model_and_holder(cast: Cast) -> None:
    model = make_model(aue_date=dt.date(2031, 6, 30))
    device(cast, "0042", model=model)
    device(cast, "0043")
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    for query in ("aue=2031", f"model={model.pk}"):
        page = tess.get(f"{url}?{query}").content.decode()
        assert ("0042" in page, "0043" in page) == (True, False)
    assert "0042" not in tess.get(url, {"holder": "yes"}).content.decode()
    assert tess.get(url, {"model": "9" * 21}).status_code == 200, "a number that no row can have is no reason to stop"


def test_the_list_costs_the_same_for_many(cast: Cast) -> None:
    tess, url = signed_in(cast.tess), reverse("inventory:items")
    tess.get(url)  # the first page of a session also notes the session
    counts = []
    for number in (3, 30):
        for one in range(number):
            device(cast, f"{number:02}{one:03}")
        with CaptureQueriesContext(connection) as queries:
            tess.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_step_of_the_lifecycle_from_the_page(cast: Cast) -> None:
    found, place = device(cast), make_place(cast.school, "Battery safe", code="SAFE-1")
    tess = signed_in(cast.tess)
    page = tess.get(reverse("inventory:item", args=[found.pk]))
    assert {form.step.to for form in page.context["steps"]} >= {Status.QUARANTINE, Status.RETIRING}
    url = reverse("inventory:item_status", args=[found.pk, Status.QUARANTINE])
    assert tess.post(url, {}).status_code == 422
    form = next(form for form in page.context["steps"] if form.step.to == Status.QUARANTINE)
    answers = {"hazard": "liquid", "place": place.code, "not_charging": "yes"}
    values = {f"quarantine-{name}": answers.get(name, "") for name in form.fields}
    assert tess.post(url, values).status_code == 302
    found.refresh_from_db()
    assert (found.status, found.place) == (Status.QUARANTINE, place)
    assert signed_in(cast.sam).post(url, values).status_code == 404


def test_moving_grading_and_editing(cast: Cast) -> None:
    found, room = device(cast), make_place(cast.school, "Room 9")
    tess = signed_in(cast.tess)
    tess.post(reverse("inventory:item_move", args=[found.pk]), {"place": "room 9"})
    tess.post(reverse("inventory:item_condition", args=[found.pk]), {"condition": "fair"})
    edit = reverse("inventory:item_edit", args=[found.pk])
    values = {
        "barcode": "0777",
        "serial": found.serial,
        "product": found.product_id,
        "item_type": found.item_type_id,
        "organisation": cast.school.pk,
        "cost": "250.00",
    }
    assert tess.get(edit).status_code == 200
    assert tess.post(edit, {**values, "serial": ""}).status_code == 422
    assert tess.post(edit, values).status_code == 302
    fresh = Item.objects.get(pk=found.pk)
    assert (fresh.place, fresh.condition, fresh.barcode, fresh.cost_cents) == (room, "fair", "0777", 25000)
    for name in ("item", "item_move", "item_edit", "item_condition"):
        assert signed_in(cast.sam).get(reverse(f"inventory:{name}", args=[found.pk])).status_code == 404


def test_a_student_sees_the_own_device_and_no_money(cast: Cast) -> None:
    found = device(cast, holder=cast.stu.person, assigned_to=cast.stu.person, status=Status.ASSIGNED)
    Device.objects.filter(pk=found.pk).update(cost_cents=12345)
    page = signed_in(cast.stu).get(reverse("inventory:item", args=[found.pk]))
    assert page.status_code == 200
    assert "123.45" not in page.content.decode()
    assert page.context["steps"] == []
    other = device(cast, "0999")
    assert signed_in(cast.stu).get(reverse("inventory:item", args=[other.pk])).status_code == 404


def test_a_photo_is_kept_and_a_script_is_not(cast: Cast) -> None:
    found, tess = device(cast), signed_in(cast.tess)
    url = reverse("inventory:item_attach", args=[found.pk])
    tess.post(url, {"file": SimpleUploadedFile("damage.txt", b"cracked\n")})
    tess.post(url, {"file": SimpleUploadedFile("x.html", b"<script>")})
    kept = Attachment.objects.get()
    assert tess.get(reverse("core:attachment", args=[kept.pk])).status_code == 200
    assert signed_in(cast.sam).get(reverse("core:attachment", args=[kept.pk])).status_code == 404


def test_one_device_and_a_box(cast: Cast) -> None:
    tess, model = signed_in(cast.tess), make_model()
    common = {"organisation": cast.school.pk}
    added = {"serial": "S1", "barcode": "1001", "product": model.pk, "item_type": make_item_type().pk, **common}
    assert tess.post(reverse("inventory:item_add"), added).status_code == 302
    again = tess.post(reverse("inventory:item_add"), {**added, "barcode": "1002"})
    assert again.status_code == 422
    box = tess.post(reverse("inventory:scan_in"), {"model": model.pk, "lines": "S1 1003\nS2 1004\nS3", **common})
    assert set(Device.objects.values_list("serial", flat=True)) == {"S1", "S2", "S3"}
    assert [line.number for line in box.context["outcome"].refused] == [1]


def test_models_rules_and_reports_open_and_save(cast: Cast) -> None:
    tess, model = signed_in(cast.tess), make_model("Acer 311", aue_date=dt.date(2030, 6, 30))
    device(cast, model=model)
    for name in ("models", "model_add", "rules", "tag_rule_edit", "item_type_add", "funding_add", "label_size_add"):
        assert tess.get(reverse(f"inventory:{name}")).status_code == 200, name
    for name in ("model", "model_edit"):
        assert tess.get(reverse(f"inventory:{name}", args=[model.pk])).status_code == 200
    assert "2030" in tess.get(reverse("inventory:update_expiration"), {"by": "grade"}).content.decode()
    tess.post(reverse("inventory:tag_rule_edit"), {"min_length": 6, "source": "Our own"})
    assert TagRule.objects.get().min_length == 6
    bad = tess.post(reverse("inventory:tag_rule_edit"), {"min_length": ""})
    assert bad.status_code == 422
    values = {"name": "Acer 311", "category": "chromebook", "item_type": model.item_type_id, "aue_date": "2031-06-30"}
    tess.post(reverse("inventory:model_edit", args=[model.pk]), values)
    assert DeviceModel.objects.get().aue_date == dt.date(2031, 6, 30)
    kind = ItemType.objects.first()
    assert kind is not None
    assert tess.get(reverse("inventory:item_type_edit", args=[kind.pk])).status_code == 200
    assert signed_in(cast.tia).get(reverse("inventory:rules")).status_code == 403


def test_a_cart_and_its_check(cast: Cast) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart", capacity=3)
    here = device(cast, "0001", home=cart, place=cart, status=Status.PLACED)
    device(cast, "0002", home=cart, place=cart, status=Status.PLACED)
    device(cast, "0003")
    tess = signed_in(cast.tess)
    assert "Cart 7" in tess.get(reverse("inventory:carts")).content.decode()
    assert here.label in tess.get(reverse("inventory:cart", args=[cart.pk])).content.decode()
    checked = tess.post(reverse("inventory:cart_check", args=[cart.pk]), {"codes": "0001\n0003\n9999"})
    outcome = checked.context["outcome"]
    assert [len(part) for part in (outcome.present, outcome.missing, outcome.strangers, outcome.unknown)] == [
        1,
        1,
        1,
        1,
    ]
    assert signed_in(cast.sam).get(reverse("inventory:cart", args=[cart.pk])).status_code == 404
