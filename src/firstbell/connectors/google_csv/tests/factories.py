"""Exports to test with, and the two steps of importing one."""

from __future__ import annotations

import csv
import io
from typing import Any

from firstbell.connectors.google_csv.payloads import columns as c
from firstbell.core.actor import Actor, system_actor
from firstbell.core.imports.actions import apply_import, choose_option, preview_import, upload_import
from firstbell.core.models import ImportIssue, ImportRun
from firstbell.people.models import Organisation

BY = system_actor("tests")
ALL_COLUMNS = [
    "deviceId",
    "serialNumber",
    "model",
    "lastPolicySync",
    "enrollmentTime",
    "osVersion",
    "orgUnitPath",
    "provisionStatus",
    "annotatedAssetId",
    "annotatedUser",
    "annotatedLocation",
    "annotatedNotes",
    "ethernetMacAddress",
    "macAddress",
    "lastReport",
    "autoUpdateExpiration",
    "meid",
    "platformVersion",
    "firmwareVersion",
    "lastDeprovision",
    "deprovisionReason",
    "mostRecentActivity",
    "mostRecentUser",
    "wifiSignalStrength",
    "volumeLevelPercent",
    "cpuUtilizationPercent",
    "memoryUsageByte",
    "diskSpaceUsageByte",
    "kioskApp",
    "lanIpAddress",
    "wanIpAddress",
    "lastIpAddressUpdate",
    "bootMode",
    "tpmFirmwareVersion",
    "manufacturingDate",
    "eids",
    "iccids",
]


def row(serial: str, school: Organisation | str = "", **values: str) -> dict[str, str]:
    """A tidy row at a school; ``values`` by the names of the 37 columns."""
    unit = f"/Students/{school}/Grade 07" if school else ""
    usual = {
        c.DEVICE_ID: f"id-{serial}", c.SERIAL: serial, c.MODEL: "Acer Chromebook 311", c.UNIT: unit,
        c.STATE: "Provisioned", c.OS_VERSION: "142.0.1", c.SYNC: "2026-11-20 7:42 AM", c.MAC: "f8e43ba06857",
        c.AUE: "2031-06",
    }  # fmt: skip
    return usual | values


def export(rows: list[dict[str, str]], columns: list[str] | None = None, names: dict[str, str] | None = None) -> bytes:
    """A CSV with these columns (all 37 by default), some under other ``names``."""
    columns = columns or ALL_COLUMNS
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([(names or {}).get(column, column) for column in columns])
    writer.writerows([[one.get(column, "") for column in columns] for one in rows])
    return out.getvalue().encode()


def preview(data: bytes, *, by: Actor = BY, at: Organisation | None = None, **options: Any) -> ImportRun:
    run = upload_import(
        io.BytesIO(data),
        filename="chromebooks.csv",
        organisation_id=at.pk if at is not None else 0,
        org_path=at.scope_path if at is not None else "",
        org_label=at.name if at is not None else "",
        by=by,
    )
    for name, value in options.items():
        run = choose_option(run, name=name, value=value, by=by)
    return preview_import(run, by=by)


def load(data: bytes, *, by: Actor = BY, at: Organisation | None = None, **options: Any) -> ImportRun:
    run = preview(data, by=by, at=at, **options)
    assert run.state == ImportRun.State.PREVIEWED, (run.state, run.problem, run.findings)
    return apply_import(run, by=by)


def counted(run: ImportRun, entity: str = "devices") -> dict[str, int]:
    """Rows by kind, without those that are none."""
    kinds = {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items()}
    return {kind: number for kind, number in kinds.items() if number}


def issues(run: ImportRun, code: str) -> list[ImportIssue]:
    return list(run.issues.filter(code=code))


def codes(run: ImportRun) -> set[str]:
    return set(run.issues.values_list("code", flat=True))
