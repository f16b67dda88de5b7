"""Intune's reports: old and new names, what is kept, what is told, and that a second time writes nothing."""

from __future__ import annotations

import csv
import io

import pytest

from firstbell.connectors.base.tests.factories import zipped
from firstbell.connectors.intune.connector import category_of, state
from firstbell.core.actor import system_actor
from firstbell.core.imports.actions import apply_import, choose_option, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.inventory.models import Device, ManagementRecord, Status
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db

BY = system_actor("the tests")
OLD = [
    "Device ID",
    "Device name",
    "Enrollment date",
    "Last check-in",
    "Azure AD Device ID",
    "OS version",
    "Azure AD registered",
    "Serial number",
    "Manufacturer",
    "Model",
    "Compliance",
    "Managed by",
    "Device state",
    "Category",
    "Primary user UPN",
    "Wi-Fi MAC",
]
NEW = [name.replace("Azure AD", "Microsoft Entra") for name in OLD]
API = [
    "DeviceId",
    "DeviceName",
    "CreatedDate",
    "LastContact",
    "ReferenceId",
    "OSVersion",
    "GraphDeviceIsManaged",
    "SerialNumber",
    "Manufacturer",
    "Model",
    "CompliantState",
    "ManagedBy",
    "DeviceState",
    "CategoryName",
    "UPN",
    "WifiMacAddress",
]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def export(header: list[str], *devices: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for device in devices:
        said = {
            "Device ID": "d-1", "Device name": "DESK-1", "Last check-in": "2026-11-20T07:42:00Z", "OS version": "10.0.22631",
            "Serial number": "PF1", "Manufacturer": "LENOVO", "Model": "ThinkPad L13", "Device state": "Managed",
            "Wi-Fi MAC": "F8E43BA06857", **device,
        }  # fmt: skip
        writer.writerow([said.get(name, "") for name in OLD])
    return text.getvalue().encode()


def look(data: bytes, filename: str = "devices.csv", **options: object) -> ImportRun:
    run = upload_import(io.BytesIO(data), filename=filename, organisation_id=0, org_path="", by=BY)
    for name, value in options.items():
        choose_option(run, name=name, value=value, by=BY)
    return preview_import(run, by=BY)


@pytest.mark.parametrize("header", [OLD, NEW, API], ids=["azure", "entra", "api"])
def test_every_layout_lands_and_the_second_time_writes_nothing(cast: Cast, header: list[str]) -> None:
    data = export(header, {"Category": cast.school.name, "Primary user UPN": cast.stu.person.email})
    run = apply_import(look(data), by=BY)
    assert run.source_key == "intune"
    device = Device.objects.get()
    assert (device.serial, device.organisation, device.barcode) == ("PF1", cast.school, "")
    assert (device.product.name, device.product.devicemodel.category) == ("ThinkPad L13", "laptop")
    assert device.mac_address == "F8:E4:3B:A0:68:57"
    record = ManagementRecord.objects.get()
    assert (record.console, record.external_id, record.state, record.notes) == ("intune", "d-1", "Managed", "DESK-1")
    assert record.annotated_user == cast.stu.person.email
    assert apply_import(look(data), by=BY).writes == 0


@pytest.mark.parametrize("serial", ["0", "Default string", "To be filled by O.E.M.", "System Serial Number"])
def test_what_a_maker_leaves_is_no_serial_number(cast: Cast, serial: str) -> None:
    run = look(export(OLD, {"Category": cast.school.name, "Serial number": serial}))
    assert sum(run.counts["devices"]["quarantined"].values()) == 1
    assert not sum(run.counts["devices"].get("new", {}).values())


def test_what_never_happened_and_nobody_is_not_complained_about(cast: Cast) -> None:
    never = {"Last check-in": "0001-01-01 00:00:00.0000000", "Primary user UPN": "None"}
    run = apply_import(look(export(OLD, {"Category": cast.school.name, **never})), by=BY)
    assert not {group["code"] for group in run.groups} & {"bad_date", "user_unknown"}
    assert ManagementRecord.objects.get().annotated_user == ""


def test_a_list_is_read_as_intune_zips_it(cast: Cast) -> None:
    data = export(NEW, {"Category": cast.school.name})
    run = apply_import(look(zipped({"DevicesWithInventory_1a2b.csv": data}), filename="export.zip"), by=BY)
    assert (run.source_key, Device.objects.get().serial) == ("intune", "PF1")
    again = apply_import(look(data), by=BY)
    assert again.writes == 0


def test_a_device_of_google_and_of_intune_has_both_records(cast: Cast) -> None:
    device = make_device(cast.school, serial="PF1")
    ManagementRecord.objects.create(device=device, console="google", read_at=device.created_at)
    apply_import(look(export(OLD, {"Category": "Elsewhere"})), by=BY)
    assert set(device.management_records.values_list("console", flat=True)) == {"google", "intune"}
    assert Device.objects.count() == 1


def test_differences_are_told_in_intunes_name(cast: Cast) -> None:
    make_device(cast.school, serial="PF1", assigned_to=cast.stu.person, holder=cast.stu.person, status=Status.ASSIGNED)
    run = look(export(OLD, {"Device state": "RetirePending", "Primary user UPN": "nobody@example.org"}))
    told = {group["code"]: group["message"] for group in run.groups}
    assert told["user_differs"] == "User in Intune differs from whose it is here"
    assert told["deprovisioned"] == "Deprovisioned in Intune while in use here"


def test_columns_are_told_by_the_names_they_have_in_the_file(cast: Cast) -> None:
    run = look(export(OLD, {"Last check-in": "20.11.2026 07:42"}))
    assert {group["code"]: group["column"] for group in run.groups} == {
        "bad_date": "Last check-in",
        "no_school": "Category",
    }


def test_assignments_only_when_chosen(cast: Cast) -> None:
    data = export(OLD, {"Category": cast.school.name, "Primary user UPN": cast.stu.person.email})
    apply_import(look(data), by=BY)
    assert Device.objects.get().assigned_to is None
    apply_import(look(data, assign=True), by=BY)
    assert Device.objects.get().assigned_to == cast.stu.person


def test_words() -> None:
    assert [state(word) for word in ("Managed", "retire_pending", "", "Frobbed")] == [
        "provisioned",
        "deprovisioned",
        "",
        None,
    ]
    assert [category_of(name) for name in ("iPad (9th)", "OptiPlex 7010", "Latitude")] == [
        "ipad",
        "desktop",
        "laptop",
    ]
