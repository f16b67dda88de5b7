"""Printing labels: one door for things, badges and rooms; printers that were measured; words for finders."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry, BulkRun
from firstbell.inventory.actions import save_found_line, save_label_printer
from firstbell.inventory.models import FoundLine, LabelPrinter, LabelSize, Status
from firstbell.inventory.tests.factories import make_device, make_label_size
from firstbell.inventory.views.label_choice import choose, found_lines
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_person, make_section, signed_in
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def size() -> LabelSize:
    return make_label_size()


def printed(response: Any) -> list[str]:
    """The texts of all codes of a PDF, in the order of its pages."""
    assert response["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(response.content)
    images = [page.render(scale=300 / 72).to_pil().convert("L") for page in pages]
    return [code.text for image in images for code in zxingcpp.read_barcodes(image) if code.format.name == "QRCode"]


def test_by_scan_by_cart_and_by_homeroom(cast: Cast, size: LabelSize) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    student = make_person(cast.school, homeroom=make_section(cast.school, "7B", kind="homeroom"))
    make_device(cast.school, barcode="0042")
    make_device(cast.school, barcode="0043", home=cart)
    make_device(cast.school, barcode="0044", assigned_to=student)
    make_device(cast.school, barcode="0045", status=Status.DISPOSED)
    data = {"size": size.pk, "codes": "0042\n0042", "place": cart.code, "homeroom": "7b", "start": 1}
    response = signed_in(cast.tess).post(reverse("inventory:labels_print"), data)
    assert printed(response) == ["0042", "0043", "0044"]
    assert signed_in(cast.tess).post(reverse("inventory:labels_print"), {"size": size.pk}).status_code == 422


def test_what_has_no_label_is_said_before_the_rest_is_printed(cast: Cast, size: LabelSize) -> None:
    make_device(cast.school, barcode="0042")
    make_device(cast.school, barcode="", serial="5CD0001")
    make_device(cast.other_school, barcode="0099")
    tess, url = signed_in(cast.tess), reverse("inventory:labels_print")
    data = {"size": size.pk, "codes": "0042\n0099\nnope\n5cd0001"}
    asked = tess.post(url, data)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert "Not known: 0099, nope. Without a tag: " in html
    assert 'type="checkbox" name="go_on"' in html
    assert printed(tess.post(url, {**data, "go_on": "on"})) == ["0042"]


def test_badges_and_room_codes_go_through_the_same_door(cast: Cast, size: LabelSize) -> None:
    room = make_place(cast.school, "Room 12")
    student = make_person(cast.school, "Ярослав", "Кравченко", identifier="0012345")
    make_badge(student, "BDG-77")
    other = make_person(cast.other_school, identifier="0099999")
    tess = signed_in(cast.tess)
    page = tess.get(f"{reverse('inventory:labels')}?person={student.pk}&person={other.pk}&place={room.pk}")
    codes = page.context["form"].initial["codes"]
    assert codes.splitlines() == ["BDG-77", room.code]
    data = {"size": size.pk, "codes": f"{codes}\n0012345"}
    assert printed(tess.post(reverse("inventory:labels_print"), data)) == ["BDG-77", room.code, "0012345"]
    (label,) = choose(cast.tess.actor, ["BDG-77"], place=None, section=None).labels
    assert label.lines[0] == "Ярослав Кравченко"
    assert choose(cast.tess.actor, ["0099999"], place=None, section=None).unknown == ["0099999"]


def test_a_selection_of_the_list_and_a_cart_fill_the_form(cast: Cast, size: LabelSize) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    one, foreign = make_device(cast.school, barcode="0042"), make_device(cast.other_school, barcode="0099")
    run = BulkRun.objects.create(
        owner_id=cast.tess.account.pk, listing="inventory.items", action="labels", ids=[one.pk, foreign.pk]
    )
    tess, url = signed_in(cast.tess), reverse("inventory:labels")
    assert tess.get(url, {"selection": run.pk}).context["form"].initial["codes"] == "0042"
    assert signed_in(cast.sam).get(url, {"selection": run.pk}).context["form"].initial["codes"] == ""
    assert tess.get(url, {"home": cart.pk}).context["form"].initial["place"] == cart.code


def test_the_station_remembers_its_stock_and_printer(cast: Cast, size: LabelSize) -> None:
    make_device(cast.school, barcode="0042")
    printer = save_label_printer(None, values=measured(cast), by=cast.tess.actor)
    tess = signed_in(cast.tess)
    data = {"size": size.pk, "codes": "0042", "printer": printer.pk}
    assert printed(tess.post(reverse("inventory:labels_print"), data)) == ["0042"]
    initial = tess.get(reverse("inventory:labels")).context["form"].initial
    assert (initial["size"], initial["printer"]) == (size, printer)
    tess.cookies["firstbell_labels"] = "x-²"
    assert tess.get(reverse("inventory:labels")).context["form"].initial["size"] is None


def test_the_first_free_label_must_be_on_the_sheet(cast: Cast) -> None:
    make_device(cast.school, barcode="0042")
    sheet, _ = LabelSize.objects.get_or_create(
        slug="two", defaults={"name": "Two", "paper": "letter", "width": 900, "height": 400, "columns": 2}
    )
    data = {"size": sheet.pk, "codes": "0042", "start": 3}
    response = signed_in(cast.tess).post(reverse("inventory:labels_print"), data)
    assert "A sheet of Two has 2 labels." in response.content.decode()
    assert printed(signed_in(cast.tess).post(reverse("inventory:labels_print"), {**data, "start": 2})) == ["0042"]


def measured(cast: Cast, **values: Any) -> dict[str, Any]:
    usual = {"shift_x": -5, "shift_y": 12, "ruler_x": 998, "ruler_y": 1002}
    return {"organisation": cast.school, "name": "Library laser", **usual, **values}


def test_a_printer_is_measured_at_ones_own_school(cast: Cast) -> None:
    printer = save_label_printer(None, values=measured(cast), by=cast.tess.actor)
    assert AuditEntry.objects.get(verb="inventory.label_printing_changed").subject_label == "Library laser"
    with pytest.raises(Forbidden):
        save_label_printer(printer, values=measured(cast), by=cast.sam.actor)
    with pytest.raises(Forbidden):
        save_label_printer(None, values=measured(cast, organisation=cast.other_school), by=cast.tess.actor)
    for wrong in ({"shift_x": 101}, {"ruler_y": 800}, {"name": ""}):
        with pytest.raises(Invalid):
            save_label_printer(printer, values=measured(cast, **wrong), by=cast.tess.actor)
    with pytest.raises(Invalid):
        save_label_printer(None, values=measured(cast), by=cast.tess.actor)
    assert list(LabelPrinter.objects.visible_to(cast.sam.actor)) == []


def test_the_page_takes_millimetres(cast: Cast, size: LabelSize) -> None:
    tess = signed_in(cast.tess)
    data = {"name": "Desk", "organisation": cast.school.pk, "shift_x": "-0.5", "shift_y": "1.2"}
    tess.post(reverse("inventory:label_printer_add"), {**data, "ruler_x": "99.8", "ruler_y": "100"})
    printer = LabelPrinter.objects.get()
    assert (printer.shift_x, printer.shift_y, printer.ruler_x, printer.ruler_y) == (-5, 12, 998, 1000)
    page = tess.get(reverse("inventory:label_printers")).content.decode()
    assert "Desk" in page
    assert "-0.5" in page
    sheet = tess.get(reverse("inventory:label_trial", args=[size.pk]), {"printer": printer.pk})
    assert sheet.content.startswith(b"%PDF")
    edit = tess.get(reverse("inventory:label_printer_edit", args=[printer.pk]))
    assert 'value="99.8"' in edit.content.decode()
    assert signed_in(cast.sam).get(reverse("inventory:label_printer_edit", args=[printer.pk])).status_code == 404


def test_the_nearest_words_for_finders_are_printed(cast: Cast) -> None:
    save_found_line(cast.district, text=" If found:  555-0100 ", by=cast.dita.actor)
    schools = [cast.school, cast.other_school]
    assert set(found_lines(schools).values()) == {"If found: 555-0100"}
    save_found_line(cast.school, text="Bring it to the library", by=cast.dita.actor)
    assert found_lines(schools)[cast.school.pk] == "Bring it to the library"
    assert found_lines(schools)[cast.other_school.pk] == "If found: 555-0100"
    save_found_line(cast.school, text="", by=cast.dita.actor)
    assert FoundLine.objects.count() == 1
    with pytest.raises(Forbidden):
        save_found_line(cast.district, text="x", by=cast.tess.actor)


def test_the_words_for_finders_page(cast: Cast) -> None:
    tess, url = signed_in(cast.tess), reverse("inventory:found_line")
    tess.post(url, {"organisation": cast.school.pk, "text": "Call 555-0100"})
    assert "Call 555-0100" in tess.get(url).content.decode()
    assert tess.post(url, {"organisation": cast.other_school.pk, "text": "x"}).status_code == 422
