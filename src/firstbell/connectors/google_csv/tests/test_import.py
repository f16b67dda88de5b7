"""A list comes in: new devices, the same list again, what changed, what is gone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.connectors.google_csv.payloads import columns as c
from firstbell.connectors.google_csv.tests.factories import (
    ALL_COLUMNS,
    codes,
    counted,
    export,
    issues,
    load,
    preview,
    row,
)
from firstbell.core import search
from firstbell.core.models import AuditEntry, ImportRun
from firstbell.inventory.models import Device, DeviceModel, Item, ManagementRecord, Status
from firstbell.inventory.tests.factories import make_device, make_model, make_place
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_new_device_lands_with_its_facts(cast: Cast) -> None:
    run = load(export([row("SN0001", cast.school, annotatedAssetId="0001000", annotatedNotes="Hinge, repaired")]))
    assert counted(run) == {"new": 1}
    device = Device.objects.select_related("product", "item_type").get()
    assert isinstance(device, Device)
    assert (device.serial, device.serial_norm, device.barcode, device.barcode_norm) == (
        "SN0001", "SN0001", "0001000", "0001000",
    )  # fmt: skip
    assert (device.organisation_id, device.status, device.item_type.code) == (cast.school.pk, "available", "one-to-one")
    assert (device.mac_address, device.aue_date) == ("F8:E4:3B:A0:68:57", dt.date(2031, 6, 30))
    model = DeviceModel.objects.get()
    assert (model.name, model.manufacturer, model.category, model.aue_date) == (
        "Acer Chromebook 311", "Acer", "chromebook", dt.date(2031, 6, 30),
    )  # fmt: skip
    record = ManagementRecord.objects.get()
    assert (record.console, record.import_run, record.state) == ("google", run.pk, "Provisioned")
    assert (record.external_id, record.annotated_tag, record.notes) == ("id-SN0001", "0001000", "Hinge, repaired")
    assert record.last_policy_sync == dt.datetime(2026, 11, 20, 13, 42, tzinfo=dt.UTC)


def test_it_is_found_at_once_by_tag_and_end_of_its_serial(cast: Cast) -> None:
    load(export([row("NXHPW9Z123", cast.school, annotatedAssetId="0001000")]))
    for text in ("0001000", "nxhpw9z123", "z123", "acer"):
        (group,) = search.search(text, cast.tess.actor)
        assert [hit.title for hit in group.hits] == ["0001000"], text
    assert search.search("0001000", cast.sam.actor) == []


@pytest.mark.parametrize(
    "names",
    [
        {},
        {
            c.SERIAL: "Serial number", c.TAG: "Asset ID", c.UNIT: "Org unit path", c.AUE: "Auto update expiration date",
            c.SYNC: "Last policy sync", c.RECENT_USER: "Most recent user", c.USER: "User", c.LOCATION: "Location",
            c.NOTES: "Notes", c.MAC: "Wi-Fi MAC address", c.STATE: "Provisioning status", c.MODEL: "Model",
        },
        {c.STATE: "status", c.SYNC: "lastSync", c.RECENT_USER: "recentUsers.0.email", c.NOTES: "notes"},
        {c.SERIAL: "SERIAL_NUMBER", c.UNIT: "org-unit-path", c.TAG: "asset_id"},
    ],
    ids=["37 columns", "friendly", "GAM", "odd spelling"],
)  # fmt: skip
def test_headers_of_every_kind_mean_the_same(cast: Cast, names: dict[str, str]) -> None:
    one = row("SN1", cast.school, annotatedAssetId="7001", annotatedNotes="x", mostRecentUser="a@b.org")
    load(export([one], names=names))
    record = ManagementRecord.objects.select_related("device").get()
    assert (record.device.barcode, record.notes, record.most_recent_user) == ("7001", "x", "a@b.org")
    assert record.device.organisation_id == cast.school.pk
    assert record.last_policy_sync is not None


def test_only_the_serial_number_is_needed_and_absent_columns_keep_what_was_there(cast: Cast) -> None:
    load(export([row("SN1", cast.school, annotatedNotes="keep me", annotatedAssetId="7001")]))
    run = load(export([row("SN1", cast.school)], [c.SERIAL, c.UNIT, c.STATE]))
    assert counted(run) == {"same": 1}
    record = ManagementRecord.objects.select_related("device").get()
    assert (record.notes, record.annotated_tag, record.device.aue_date) == ("keep me", "7001", dt.date(2031, 6, 30))


def test_the_same_list_again_writes_nothing(cast: Cast) -> None:
    data = export([row(f"SN{n}", cast.school, annotatedAssetId=f"70{n}") for n in range(30)])
    load(data)
    before = list(ManagementRecord.objects.values())
    run = load(data)
    assert (counted(run), run.writes, run.errors, run.warnings) == ({"same": 30}, 0, 0, 0)
    assert list(ManagementRecord.objects.values()) == before


def test_a_bom_utf16_and_other_line_ends_read_the_same(cast: Cast) -> None:
    data = export([row("SN1", cast.school, annotatedNotes="Peña’s")])
    load(data)
    text = data.decode()
    for again in (b"\xef\xbb\xbf" + data, text.encode("utf-16"), text.replace("\r\n", "\n").encode()):
        assert counted(load(again)) == {"same": 1}
    assert ManagementRecord.objects.get().notes == "Peña’s"


def test_what_moves_every_night_is_no_change_but_is_kept(cast: Cast) -> None:
    load(export([row("SN1", cast.school)]))
    run = load(export([row("SN1", cast.school, osVersion="143.0.0", lastPolicySync="11/23/2026 7:42")]))
    assert (counted(run), run.writes) == ({"same": 1}, 1)
    assert ManagementRecord.objects.get().os_version == "143.0.0"


def test_a_change_is_shown_and_audited_on_the_device(cast: Cast) -> None:
    load(export([row("SN1", cast.school)]))
    run = load(export([row("SN1", cast.school, autoUpdateExpiration="2033-06", annotatedNotes="new hinge")]))
    assert counted(run) == {"changed": 1}
    assert run.samples[0]["changes"] == {
        "Updates end": ["2031-06-30", "2033-06-30"], "Notes in Google": ["", "new hinge"],
    }  # fmt: skip
    entry = AuditEntry.objects.get(verb="inventory.item.edited")
    assert entry.changes == {"Updates end": ["2031-06-30", "2033-06-30"]}
    assert entry.org_path == cast.school.scope_path


def test_a_device_we_know_keeps_our_truth_and_gains_a_record(cast: Cast) -> None:
    device = make_device(cast.school, "5000", serial="sn 1", model=make_model("Ours"))
    run = load(export([row("SN1", cast.other_school, annotatedAssetId="6000", model="Theirs")]))
    assert counted(run) == {"changed": 1}
    device.refresh_from_db()
    assert (device.barcode, device.organisation_id, device.product.name) == ("5000", cast.school.pk, "Ours")
    assert ManagementRecord.objects.get().device_id == device.pk
    assert {"tag_differs", "school_differs"} <= codes(run)


def test_a_missing_tag_is_filled_in(cast: Cast) -> None:
    device = make_device(cast.school, "", serial="SN1")
    load(export([row("SN1", cast.school, annotatedAssetId="6000")]))
    device.refresh_from_db()
    assert (device.barcode, device.barcode_norm) == ("6000", "6000")


def test_what_is_not_listed_any_more_is_only_marked(cast: Cast) -> None:
    rows = [row(f"SN{n}", cast.school) for n in range(40)]
    load(export(rows))
    run = load(export(rows[1:]))
    assert counted(run) == {"same": 39, "gone": 1}
    record = ManagementRecord.objects.get(device__serial="SN0")
    assert record.missing_since is not None
    assert Item.objects.get(pk=record.device_id).status == Status.AVAILABLE
    assert counted(load(export(rows[1:]))) == {"same": 39}
    back = load(export(rows))
    assert counted(back) == {"same": 39, "changed": 1}
    record.refresh_from_db()
    assert record.missing_since is None


def test_half_of_the_list_is_held(cast: Cast) -> None:
    rows = [row(f"SN{n}", cast.school) for n in range(60)]
    load(export(rows))
    run = preview(export(rows[:30]))
    assert run.state == ImportRun.State.HELD


def test_an_empty_list_is_held(cast: Cast) -> None:
    run = preview(export([]))
    assert (run.state, run.findings[0]["code"]) == (ImportRun.State.HELD, "empty_file")


def test_statements_do_not_grow_with_the_rows(cast: Cast) -> None:
    def statements(first: int, number: int) -> tuple[int, int]:
        make = [row(f"S{n}", cast.school, annotatedAssetId=f"T{n:05}") for n in range(first, first + number)]
        ManagementRecord.objects.all().delete()  # so that nothing counts as gone
        with CaptureQueriesContext(connection) as fresh:
            load(export(make))
        ManagementRecord.objects.exclude(device__serial__in=[one[c.SERIAL] for one in make]).delete()
        with CaptureQueriesContext(connection) as night:
            load(export([one | {c.NOTES: "x", c.AUE: "2034-01"} for one in make]))
        return len(fresh), len(night)

    statements(0, 3)  # the first makes model and guards
    few, many = statements(1000, 10), statements(2000, 300)
    assert few[0] == many[0]
    # Edits and their audit are written in blocks: some statements a block, none a row.
    assert many[1] - few[1] <= 6


def test_places_and_purposes_come_from_the_location(cast: Cast) -> None:
    cart = make_place(cast.school, "Cart 7", kind="cart")
    pool = make_place(cast.school, "Loaner pool", kind="cabinet")
    name = cast.school.name
    load(
        export(
            [
                row("A1", cast.school, annotatedLocation=f"{name} - Cart 7"),
                row("A2", "", orgUnitPath="/Loaners", annotatedLocation=f"{name} - Loaner pool"),
                row("A3", "", annotatedLocation=f"{name}: cart  7"),
                row("A4", cast.school, annotatedLocation="Cart 7"),
                row("A5", cast.school, annotatedLocation=f"{name} - Closet"),
            ]
        )
    )
    found = {
        d.serial: (d.organisation_id, d.item_type.code, d.status, d.home_id, d.place_id)
        for d in Device.objects.select_related("item_type")
        if isinstance(d, Device)
    }
    in_cart = (cast.school.pk, "cart-device", "placed", cart.pk, cart.pk)
    assert found == {
        "A1": in_cart,
        "A2": (cast.school.pk, "loaner", "loaner_available", pool.pk, pool.pk),
        "A3": in_cart,
        "A4": in_cart,
        "A5": (cast.school.pk, "one-to-one", "available", None, None),
    }


def test_the_user_decides_the_school_where_nothing_else_does(cast: Cast) -> None:
    load(export([row("A1", "", orgUnitPath="/Students", annotatedUser=cast.stu.person.email.upper())]))
    assert Device.objects.get().organisation_id == cast.stu.person.organisation_id


def test_all_37_columns_are_those_of_the_console() -> None:
    assert len(ALL_COLUMNS) == 37
    assert {c.SERIAL, c.UNIT, c.TAG, c.USER, c.LOCATION, c.AUE} <= set(ALL_COLUMNS)


def test_differences_are_told_every_time(cast: Cast) -> None:
    make_device(cast.school, "5000", serial="SN1")
    data = export(
        [
            row(
                "SN1",
                cast.school,
                annotatedAssetId="6000",
                provisionStatus="Deprovisioned",
                autoUpdateExpiration="2020-06",
            ),
            row("SN2", cast.school, annotatedUser="ghost@nowhere.org", provisionStatus="Disabled"),
            row("SN3", cast.school, provisionStatus="On the moon"),
        ]
    )
    load(data)
    again = load(data)
    assert {"tag_differs", "deprovisioned", "aue_passed", "unowned", "disabled"} <= codes(again)
    assert again.writes == 0
    assert set(Item.objects.values_list("status", flat=True)) == {"available"}
    (issue,) = issues(load(data.replace(b"142.0.1", b"143.0.1")), "unknown_state")
    assert issue.value == "On the moon"
