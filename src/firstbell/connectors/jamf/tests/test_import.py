"""Jamf's lists: the preload template, searches of computers and of mobile devices."""

from __future__ import annotations

import csv
import io

import pytest

from firstbell.connectors.jamf.connector import category_of, state
from firstbell.core.actor import system_actor
from firstbell.core.errors import FirstbellError
from firstbell.core.imports.actions import apply_import, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.inventory.models import Device, ManagementRecord
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db

BY = system_actor("the tests")
PRELOAD = [
    "Serial Number",
    "Device Type",
    "Username",
    "Full Name",
    "Email Address",
    "Phone Number",
    "Position",
    "Department",
    "Building",
    "Room",
    "PO Number",
    "PO Date",
    "Warranty Expiration",
    "AppleCare ID",
    "Purchase Price",
    "Life Expectancy",
    "Bar Code 1",
    "Bar Code 2",
    "Asset Tag",
    "Vendor",
]
COMPUTERS = [
    "Computer Name",
    "Serial Number",
    "Asset Tag",
    "Jamf Pro Computer ID",
    "Last Check-in",
    "Model",
    "Operating System Version",
    "MAC Address",
    "Username",
    "Email Address",
    "Building",
    "Room",
    "Managed",
]
MOBILE = [
    "Display Name",
    "Serial Number",
    "Asset Tag",
    "Jamf Pro Mobile Device ID",
    "Model",
    "OS Version",
    "Last Inventory Update",
    "Managed",
    "Username",
    "Email Address",
    "Building",
    "Room",
    "UDID",
    "Wi-Fi MAC Address",
]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def export(header: list[str], **said: str) -> bytes:
    values = {
        "Serial Number": "DMP1", "Asset Tag": "0042", "Device Type": "Mobile Device", "Model": "iPad (9th generation)",
        "Managed": "Managed", "Last Check-in": "2026-11-20 07:42", "Last Inventory Update": "2026-11-20 07:42", **said,
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([header, [values.get(name, "") for name in header]])
    return text.getvalue().encode()


def look(data: bytes) -> ImportRun:
    run = upload_import(io.BytesIO(data), filename="jamf.csv", organisation_id=0, org_path="", by=BY)
    return preview_import(run, by=BY)


@pytest.mark.parametrize("header", [PRELOAD, COMPUTERS, MOBILE], ids=["preload", "computers", "mobile"])
def test_every_layout_lands_and_the_second_time_writes_nothing(cast: Cast, header: list[str]) -> None:
    data = export(header, **{"Building": cast.school.name, "Email Address": cast.stu.person.email, "Username": "other"})
    run = apply_import(look(data), by=BY)
    assert run.source_key == "jamf"
    device = Device.objects.get()
    assert (device.serial, device.barcode, device.organisation) == ("DMP1", "0042", cast.school)
    record = ManagementRecord.objects.get()
    assert (record.console, record.org_unit_path) == ("jamf", cast.school.name)
    assert apply_import(look(data), by=BY).writes == 0


def test_computers_and_mobile_devices_do_not_make_each_other_gone(cast: Cast) -> None:
    building = {"Building": cast.school.name}
    apply_import(look(export(COMPUTERS, **building, **{"Serial Number": "C02", "Asset Tag": "1"})), by=BY)
    run = look(export(MOBILE, **building))
    assert "gone" not in run.counts["devices"] or not sum(run.counts["devices"]["gone"].values())
    apply_import(run, by=BY)
    assert not ManagementRecord.objects.filter(missing_since__isnull=False).exists()


def test_semicolons_are_refused_with_what_to_do(cast: Cast) -> None:
    data = export(MOBILE).replace(b",", b";")
    run = upload_import(io.BytesIO(data), filename="jamf.csv", source_key="jamf", organisation_id=0, org_path="", by=BY)
    preview_import(run, by=BY)
    assert (run.state, run.remedy.split(",")[0]) == (ImportRun.State.REJECTED, "Drop the file as Jamf exported it")
    with pytest.raises(FirstbellError):
        apply_import(run, by=BY)


def test_words() -> None:
    assert [state(word) for word in ("Managed", "No", "", "Perhaps")] == ["provisioned", "deprovisioned", "", None]
    models = ("iPad Air", "MacBook Air (M1)", "iMac 24", "Apple TV")
    assert [category_of(name) for name in models] == ["ipad", "laptop", "desktop", "other"]
