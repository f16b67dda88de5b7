"""Exports in the layouts Snipe-IT writes, row by row, and the way from a file to an applied import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from firstbell.core.actor import Actor, system_actor
from firstbell.core.imports.actions import apply_import, choose_option, preview_import, upload_import
from firstbell.core.models import ImportRun

BY = system_actor("the tests")

SHIPPED = [
    "Company",
    "Name",
    "Asset Tag",
    "Category",
    "Supplier",
    "Manufacturer",
    "Location",
    "Order Number",
    "Model",
    "Model Notes",
    "Model Number",
    "Asset Notes",
    "Purchase Date",
    "Purchase Cost",
    "Checkout Type",
    "Checked Out To: Username",
    "Checked Out To: First Name",
    "Checked Out To: Last Name",
    "Checked Out To: Email",
    "Checked Out To: Location",
    "Asset EOL Date",
    "Serial",
]
"""The sample Snipe-IT ships, with the serial number that every real export adds."""
COMMAND_LINE = [
    "asset tag",
    "category",
    "checkout type",
    "checkout location",
    "company",
    "item name",
    "image",
    "location",
    "notes",
    "manufacturer",
    "model name",
    "model number",
    "order number",
    "purchase cost",
    "purchase date",
    "requestable",
    "serial number",
    "status",
    "supplier",
    "warranty",
    "full name",
    "email",
    "username",
    "employee number",
    "job title",
    "department",
    "manager full name",
    "manager username",
]
REPORT = [
    "ID",
    "Company",
    "Asset Name",
    "Asset Tag",
    "Model",
    "Model No.",
    "Category",
    "Manufacturer",
    "Serial",
    "Purchase Date",
    "Cost",
    "EOL",
    "Warranty",
    "Warranty Expires",
    "Current Value",
    "Diff",
    "Fully Depreciated",
    "Order Number",
    "Supplier",
    "Location",
    "Address",
    "City",
    "State",
    "Country",
    "Zip",
    "Default Location",
    "Checked Out",
    "Type",
    "Username",
    "Employee No.",
    "Manager",
    "Department",
    "Title",
    "Phone",
    "Status",
    "Checkout Date",
    "Last Checkin Date",
    "Expected Checkin Date",
    "Created At",
    "Updated At",
    "Deleted",
    "Last Audit",
    "Next Audit Date",
    "Notes",
    "URL",
]

CHROMEBOOK = {
    "tag": "04711", "serial": "5CD0001", "model": "HP Chromebook 11 G9", "number": "G9-EE", "category": "Chromebook",
    "maker": "HP", "status": "Ready to Deploy", "bought": "2024-07-15", "cost": "$1,310.00", "order": "PO-77",
    "warranty": "36 months", "notes": "Scratch on the lid", "supplier": "Acme",
}  # fmt: skip
_NAMES = {
    "tag": ("Asset Tag", "asset tag"),
    "serial": ("Serial", "serial number"),
    "model": ("Model", "model name"),
    "number": ("Model Number", "model number", "Model No."),
    "category": ("Category", "category"),
    "maker": ("Manufacturer", "manufacturer"),
    "status": ("Status", "status"),
    "bought": ("Purchase Date", "purchase date"),
    "cost": ("Purchase Cost", "purchase cost", "Cost"),
    "order": ("Order Number", "order number"),
    "warranty": ("Warranty", "warranty"),
    "notes": ("Asset Notes", "notes", "Notes"),
    "supplier": ("Supplier", "supplier"),
    "school": ("Company", "company"),
    "room": ("Location", "location"),
    "home": ("Default Location",),
    "username": ("Checked Out To: Username", "username", "Username"),
    "email": ("Checked Out To: Email", "email"),
    "employee": ("Employee No.", "employee number"),
    "name": ("Checked Out", "full name"),
    "type": ("Checkout Type", "checkout type", "Type"),
    "due": ("Expected Checkin Date",),
    "lent": ("Checkout Date",),
    "id": ("ID",),
}


def asset(header: Sequence[str], **values: str) -> list[str]:
    """A Chromebook's row under a header; ``values`` by the short names above, or by a column's own name."""
    said = {**CHROMEBOOK, **values}
    by_column = {name: said[key] for key, names in _NAMES.items() if key in said for name in names}
    return [said.get(name, by_column.get(name, "")) for name in header]


def sheet(header: Sequence[str], *rows: Sequence[str], separator: str = ",", bom: bool = False) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return (b"\xef\xbb\xbf" if bom else b"") + text.getvalue().encode()


def workbook(
    header: Sequence[Any], *rows: Sequence[Any], more: Mapping[str, Sequence[Sequence[Any]]] | None = None
) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (header, *rows):
        page.append(list(row))
    for name, lines in (more or {}).items():
        other = book.create_sheet(name)
        for line in lines:
            other.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def drop(data: bytes, name: str = "assets.csv", *, source: str = "", by: Actor = BY, **where: Any) -> ImportRun:
    """The file uploaded, for everything here unless said otherwise."""
    place = {"organisation_id": 0, "org_path": "", **where}
    return upload_import(io.BytesIO(data), filename=name, source_key=source, by=by, **place)


def look(data: bytes, name: str = "assets.csv", *, options: Mapping[str, Any] | None = None, **where: Any) -> ImportRun:
    run = drop(data, name, **where)
    for key, value in (options or {}).items():
        choose_option(run, name=key, value=value, by=BY)
    return preview_import(run, by=BY)


def take(data: bytes, name: str = "assets.csv", **where: Any) -> ImportRun:
    run = look(data, name, **where)
    assert run.state == ImportRun.State.PREVIEWED, (run.state, run.problem, run.findings)
    return apply_import(run, by=BY)


def counted(run: ImportRun, entity: str = "items") -> dict[str, int]:
    return {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items() if sum(places.values())}


def codes(run: ImportRun) -> set[str]:
    return {group["code"] for group in run.groups}


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
