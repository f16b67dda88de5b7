"""Over REST: printers as they were measured, words for finders, and a box of devices scanned in."""

from __future__ import annotations

import pytest

from firstbell.inventory.models import FoundLine, Item
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Api, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_printers_and_words_for_finders(cast: Cast) -> None:
    lib, tess, sam = Api(cast.lib), Api(cast.tess), Api(cast.sam)
    body = {"organisation_id": cast.school.pk, "name": "Library laser", "shift_x": 5}
    made = lib.post("label-printers", body, status=201)
    assert lib.put(f"label-printers/{made['id']}", body | {"ruler_x": 998})["ruler_x"] == 998
    lib.post("label-printers", body, status=422)  # the name is taken
    assert [one["id"] for one in tess.get("label-printers")["items"]] == [made["id"]]
    assert sam.get("label-printers")["items"] == []
    sam.put(f"label-printers/{made['id']}", body, status=404)
    sam.post("label-printers", body | {"name": "Mine"}, status=404)

    words = {"organisation_id": cast.school.pk, "text": "If found: 555-0100"}
    tess.put("found-lines", words, status=204)
    assert tess.get("found-lines")["items"] == [words]
    lib.put("found-lines", words, status=403)
    sam.put("found-lines", words, status=404)
    tess.put("found-lines", words | {"text": ""}, status=204)
    assert not FoundLine.objects.exists()


def test_a_box_is_scanned_in_line_by_line(cast: Cast) -> None:
    known = make_device(cast.school, "EHS-1")
    lib, tess, sam = Api(cast.lib, without="inventory.item.add"), Api(cast.tess), Api(cast.sam)
    lines = ["SN-NEW-1 EHS-2", known.serial, "SN-NEW-2"]
    body = {"model_id": known.product_id, "organisation_id": cast.school.pk, "lines": lines, "order_number": "PO 7"}
    came = tess.post("items/scanned", body)
    assert [one["serial"] for one in came["added"]] == ["SN-NEW-1", "SN-NEW-2"]
    assert [(one["number"], one["text"]) for one in came["refused"]] == [(2, known.serial)]
    assert Item.objects.filter(order_number="PO 7").count() == 2
    lib.post("items/scanned", body, status=403)
    sam.post("items/scanned", body, status=404)
