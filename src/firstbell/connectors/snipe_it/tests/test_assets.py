"""Assets from Snipe-IT: every layout lands as the same things, and a second time writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from firstbell.connectors.base.models import ColumnMapping
from firstbell.connectors.snipe_it.tests.factories import (
    BY,
    COMMAND_LINE,
    REPORT,
    SHIPPED,
    asset,
    codes,
    counted,
    look,
    sheet,
    take,
    workbook,
)
from firstbell.core.imports.actions import map_value, preview_import
from firstbell.core.models import AuditEntry, ImportRun
from firstbell.inventory.models import Device, DeviceModel, Item, RegisterRecord, Status
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize("header", [SHIPPED, COMMAND_LINE, REPORT], ids=["shipped", "command line", "report"])
def test_every_layout_lands_as_the_same_device(cast: Cast, header: Sequence[str]) -> None:
    run = take(sheet(header, asset(header, school=cast.school.name), bom=True))
    assert run.source_key == "snipe_it"
    device = Device.objects.get()
    assert (device.serial, device.barcode, device.organisation) == ("5CD0001", "04711", cast.school)
    assert (device.product.name, device.product.manufacturer) == ("HP Chromebook 11 G9", "HP")
    assert (device.product.devicemodel.category, device.item_type.code) == ("chromebook", "one-to-one")
    assert (device.cost_cents, device.purchased_on, device.order_number) == (131_000, dt.date(2024, 7, 15), "PO-77")
    assert device.notes == "Scratch on the lid"
    assert device.status == Status.AVAILABLE
    if "warranty" in "".join(header).casefold():
        assert device.warranty_until == dt.date(2027, 7, 14)
    assert ["Supplier", "Acme"] in [[name.capitalize(), value] for name, value in device.register_records.get().extra]


@pytest.mark.parametrize("header", [SHIPPED, COMMAND_LINE, REPORT], ids=["shipped", "command line", "report"])
def test_a_second_time_writes_nothing(cast: Cast, header: Sequence[str]) -> None:
    data = sheet(
        header, asset(header, school=cast.school.name), asset(header, tag="2", serial="B", school=cast.school.name)
    )
    take(data)
    entries = AuditEntry.objects.filter(verb__startswith="inventory").count()
    again = take(data)
    assert (again.writes, counted(again)) == (0, {"same": 2})
    assert AuditEntry.objects.filter(verb__startswith="inventory").count() == entries
    assert Item.objects.count() == 2


def test_semicolons_are_told_and_read(cast: Cast) -> None:
    run = take(sheet(SHIPPED, asset(SHIPPED, school=cast.school.name), separator=";"))
    assert "separator" in codes(run)
    assert counted(run) == {"new": 1}


def test_values_from_web_pages_read_as_they_were(cast: Cast) -> None:
    make_place(cast.school, "Room 12 & 13")
    row = asset(
        REPORT, school=cast.school.name, model="HP 14&quot; &amp; touch", room="Room 12 &amp; 13", notes="Ana&#039;s"
    )
    run = take(sheet(REPORT, row))
    assert counted(run) == {"new": 1}
    device = Device.objects.get()
    assert (device.product.name, device.notes) == ('HP 14" & touch', "Ana's")
    assert device.place is not None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Ready to Deploy  Deployed", Status.AVAILABLE),
        ("Ready to Deploy Deployable", Status.AVAILABLE),
        ("Lost/Stolen Archived", Status.LOST),
        ("Room 9 undeployable", Status.IN_TRIAGE),
    ],
)
def test_a_status_exported_from_the_list_carries_its_kind(cast: Cast, word: str, status: str) -> None:
    take(sheet([*SHIPPED, "Status"], [*asset(SHIPPED, school=cast.school.name), word]))
    assert Device.objects.get().status == status


def test_lines_are_those_of_the_file_below_a_cell_of_several_lines(cast: Cast) -> None:
    first = asset(SHIPPED, school=cast.school.name, notes="cracked\nlid")
    second = asset(SHIPPED, school="Nowhere", tag="2", serial="B")
    run = look(sheet(SHIPPED, first, second, separator=";"))
    assert run.issues.get(code="no_school").line == 4


def test_a_workbooks_errors_and_nameless_cells_are_told(cast: Cast) -> None:
    rows = [[*asset(SHIPPED, school=cast.school.name, serial=one, tag=tag), extra] for one, tag, extra in (
        ("S1", "1", "ask Bo"), ("#N/A", "2", None), ("#REF!", "", None))]  # fmt: skip
    run = take(workbook(SHIPPED, *rows), "assets.xlsx")
    assert counted(run) == {"new": 2, "quarantined": 1}
    assert {"failed_formula", "beyond_the_header", "no_key"} <= codes(run)
    assert sorted(Item.objects.values_list("device__serial", "barcode"), key=str) == [("S1", "1"), (None, "2")]


def test_a_workbook_reads_dates_formulas_and_lost_zeros(cast: Cast) -> None:
    row: list[object] = list(asset(SHIPPED, school=cast.school.name))
    row[SHIPPED.index("Asset Tag")] = 4711
    row[SHIPPED.index("Purchase Date")] = dt.datetime(2024, 7, 15)  # noqa: DTZ001 - as a workbook has it
    row[SHIPPED.index("Purchase Cost")] = 310.5
    run = take(workbook(SHIPPED, row, more={"Notes": [["nothing"]]}), "assets.xlsx")
    device = Device.objects.get()
    assert (device.barcode, device.purchased_on, device.cost_cents) == ("4711", dt.date(2024, 7, 15), 31_050)
    assert {"number_cells", "other_sheets"} <= codes(run)
    assert take(workbook(SHIPPED, row, more={"Notes": [["nothing"]]}), "assets.xlsx").writes == 0


def test_shuffled_translated_headers_with_custom_fields(cast: Cast) -> None:
    header = [
        "Garantía",
        "Etiqueta de activo",
        "Color",
        "Número de serie",
        "Modelo",
        "Categoría",
        "Empresa",
        "Fecha de compra",
    ]
    row = ["24", "007", "rojo", "XYZ1", "Lenovo 300e", "Portátiles", cast.school.name, "15/08/2024"]
    run = look(sheet(header, row), source="snipe_it")
    assert counted(run) == {"new": 1}
    assert "bad_date" in codes(run)
    take(sheet(header, row), source="snipe_it")
    device = Device.objects.get()
    assert (device.barcode, device.serial) == ("007", "XYZ1")
    assert ["Color", "rojo"] in device.register_records.get().extra


def test_unknown_words_are_asked_once_and_the_good_rows_land(cast: Cast) -> None:
    data = sheet(
        REPORT,
        asset(REPORT, school=cast.school.name),
        asset(REPORT, tag="8", serial="B8", school=cast.school.name, category="Robots", model="Dash"),
        asset(REPORT, tag="9", serial="B9", school=cast.school.name, status="In the cupboard"),
    )
    run = look(data)
    assert counted(run) == {"new": 1, "quarantined": 2}
    asked = {(group["column"], group["value"]): group["choices"] for group in run.groups if group["mappable"]}
    assert set(asked) == {("category", "Robots"), ("status", "In the cupboard")}
    map_value(run, entity="items", column="category", foreign="Robots", ours="Room equipment", by=BY)
    map_value(run, entity="items", column="status", foreign="In the cupboard", ours="Stored", by=BY)
    assert counted(preview_import(run, by=BY)) == {"new": 3}
    take(data)
    assert Item.objects.get(barcode="8").item_type.code == "room-device"
    assert Item.objects.get(barcode="9").status == Status.STORED


def test_serial_first_then_tag_and_ours_stays(cast: Cast) -> None:
    ours = make_device(cast.school, serial="5CD0001", barcode="OURS-1")
    Item.objects.update(notes="ours", cost_cents=None)
    run = take(sheet(REPORT, asset(REPORT, school=cast.school.name)))
    ours.refresh_from_db()
    assert counted(run) == {"changed": 1}
    assert (ours.barcode, ours.notes, ours.cost_cents) == ("OURS-1", "ours", 131_000)
    assert {"tag_differs", "facts_differ"} <= codes(run)


def test_what_snipe_it_changed_is_taken_and_what_we_changed_stays(cast: Cast) -> None:
    take(sheet(REPORT, asset(REPORT, school=cast.school.name)))
    Device.objects.update(notes="changed here")
    run = take(sheet(REPORT, asset(REPORT, school=cast.school.name, notes="changed there", cost="99.00")))
    device = Device.objects.get()
    assert (device.notes, device.cost_cents) == ("changed here", 9_900)
    assert "facts_differ" in codes(run)
    assert AuditEntry.objects.filter(verb="inventory.item.edited").count() == 1


def test_things_without_serial_number_land_with_their_tag(cast: Cast) -> None:
    take(sheet(REPORT, asset(REPORT, school=cast.school.name, serial="", category="Chargers", model="45 W")))
    item = Item.objects.get()
    assert (item.barcode, item.item_type.code) == ("04711", "charger")
    assert not Device.objects.exists()
    assert DeviceModel.objects.get(name="45 W").category == "charger"


def test_what_stands_twice_or_has_no_key_is_kept_aside(cast: Cast) -> None:
    name = cast.school.name
    run = look(
        sheet(
            REPORT,
            asset(REPORT, tag="1", serial="A", school=name),
            asset(REPORT, tag="2", serial="A", school=name),
            asset(REPORT, tag="", serial="N/A", school=name),
            asset(REPORT, tag="1.2E+09", serial="", school=name),
            asset(REPORT, tag="7", serial="C", school=name),
            asset(REPORT, tag="7", serial="D", school=name),
        )
    )
    assert counted(run) == {"new": 2, "quarantined": 4}
    assert {"doubled_key", "no_key", "mangled_tag", "doubled_tag"} <= codes(run)


def test_locations_become_places_and_schools(cast: Cast) -> None:
    cart = make_place(cast.school, name="Cart 7", kind="cart")
    take(sheet(REPORT, asset(REPORT, room=f"{cast.school.name} - Cart 7", category="")))
    item = Item.objects.get()
    assert (item.home, item.place, item.item_type.code, item.status) == (cart, cart, "cart-device", Status.PLACED)


def test_without_a_school_it_is_asked_for(cast: Cast) -> None:
    data = sheet(REPORT, asset(REPORT, school="", room="The Annex"))
    run = look(data)
    assert counted(run) == {"quarantined": 1}
    assert next(group for group in run.groups if group["code"] == "no_school")["value"] == "The Annex"
    take(data, options={"school": cast.school.pk})
    assert (take(data).writes, Item.objects.get().organisation) == (0, cast.school)


def test_what_is_gone_is_marked_and_never_deleted(cast: Cast) -> None:
    name = cast.school.name
    rows = [asset(REPORT, tag=str(n), serial=f"S{n}", school=name) for n in range(30)]
    take(sheet(REPORT, *rows))
    run = take(sheet(REPORT, *rows[:25]))
    assert counted(run) == {"same": 25, "gone": 5}
    assert RegisterRecord.objects.exclude(missing_since=None).count() == 5
    assert Item.objects.count() == 30
    assert look(sheet(REPORT, *rows[:5])).state == ImportRun.State.HELD
    assert counted(take(sheet(REPORT, *rows)))["changed"] == 5


def test_a_header_that_says_nothing_is_asked_about(cast: Cast) -> None:
    run = look(sheet(["a", "b", "c"], ["1", "2", "3"]), source="snipe_it")
    assert run.state == ImportRun.State.REJECTED
    assert "Serial number or Asset tag" in run.problem
    assert not ColumnMapping.objects.exists()
