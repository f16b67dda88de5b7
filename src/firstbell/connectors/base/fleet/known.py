"""The devices we hold, as comparing needs them: looked up by serial number or by tag, in blocks."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.core import bulk


class Known(NamedTuple):
    """A device we hold, with the console's management record if it has one. ``aue`` is ISO text; ``told`` as :data:`_TELLING`."""

    id: int
    serial: str
    mac: str
    aue: str | None
    barcode: str
    status: str
    organisation_id: int
    purpose: str
    holder_id: int | None
    assigned_to_id: int | None
    record_id: int | None
    hash: int | None
    is_missing: bool
    told: tuple[str, ...]


_KNOWN = (
    "SELECT d.item_ptr_id, d.serial, d.mac_address, d.aue_date, i.barcode, i.status, i.organisation_id, t.purpose, "
    "i.holder_id, i.assigned_to_id, r.id, r.row_hash, r.missing_since, r.org_unit_path, r.state, r.annotated_tag, "
    "r.annotated_user, r.annotated_location, r.notes, {key} "
    "FROM inventory_device d JOIN inventory_item i ON i.id = d.item_ptr_id "
    "JOIN inventory_itemtype t ON t.id = i.item_type_id "
    "LEFT JOIN inventory_managementrecord r ON r.device_id = d.item_ptr_id AND r.console = %s WHERE {key} {{in}}"
)
BY_SERIAL = _KNOWN.format(key="d.serial_norm")
BY_TAG = _KNOWN.format(key="i.barcode_norm") + " AND i.status NOT IN ('disposed', 'sold')"
TAGS = "SELECT barcode_norm FROM inventory_item WHERE status NOT IN ('disposed', 'sold') AND barcode_norm {in}"


def look_up(sql: str, keys: list[str], console: str) -> dict[str, Known]:
    """The devices with these codes; ``sql`` is :data:`BY_SERIAL` or :data:`BY_TAG`."""
    found = {}
    for row in bulk.select_in(sql, list(dict.fromkeys(keys)), [console]):
        pk, serial, mac, aue, barcode, status, school, purpose, holder, owner, record, hash_, missing, *told = row
        key = told.pop()
        found[key] = Known(
            pk, serial, mac, None if aue is None else str(aue), barcode, status, school, purpose, holder, owner,
            record, hash_, missing is not None, tuple(told),
        )  # fmt: skip
    return found
