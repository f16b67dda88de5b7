"""The things we hold, as comparing needs them: looked up by serial number or by tag, in blocks."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from firstbell.core import bulk


class Known(NamedTuple):
    """An item we hold, with the register's record if it has one. ``facts`` in the order of ``FACTS``, dates ISO text;
    ``said`` what the register said last time (``RegisterRecord.fields``)."""

    id: int
    serial: str
    barcode: str
    mac: str | None
    status: str
    organisation_id: int
    purpose: str
    holder_id: int | None
    assigned_to_id: int | None
    facts: tuple[Any, ...]
    record_id: int | None
    hash: int | None
    is_missing: bool
    said: dict[str, Any]


_KNOWN = (
    "SELECT i.id, COALESCE(d.serial, ''), i.barcode, d.mac_address, i.status, i.organisation_id, t.purpose, i.holder_id, "
    "i.assigned_to_id, i.purchased_on, i.cost_cents, i.order_number, i.warranty_until, i.notes, r.id, r.row_hash, "
    "r.missing_since, r.fields, {key} "
    "FROM inventory_item i LEFT JOIN inventory_device d ON d.item_ptr_id = i.id "
    "JOIN inventory_itemtype t ON t.id = i.item_type_id "
    "LEFT JOIN inventory_registerrecord r ON r.item_id = i.id AND r.register = %s WHERE {key} {{in}}"
)
BY_SERIAL = _KNOWN.format(key="d.serial_norm")
BY_TAG = _KNOWN.format(key="i.barcode_norm") + " AND i.status NOT IN ('disposed', 'sold')"
TAGS = "SELECT barcode_norm FROM inventory_item WHERE status NOT IN ('disposed', 'sold') AND barcode_norm {in}"


def look_up(sql: str, keys: list[str], register: str) -> dict[str, Known]:
    """The things with these codes; ``sql`` is :data:`BY_SERIAL` or :data:`BY_TAG`."""
    found = {}
    wanted = [key for key in dict.fromkeys(keys) if key]
    for row in bulk.select_in(sql, wanted, [register]):
        bought, cost, order, warranty, notes = row[9:14]
        facts = (_iso(bought), cost, order, _iso(warranty), notes)
        values: list[Any] = [*row[:9], facts, row[14], row[15], row[16] is not None, said_of(row[17])]
        found[row[18]] = Known(*values)
    return found


def said_of(stored: Any) -> dict[str, Any]:
    """A JSON column as both databases give it to a plain query."""
    if isinstance(stored, str):
        stored = json.loads(stored)
    return stored if isinstance(stored, dict) else {}


def _iso(value: Any) -> str | None:
    return None if value is None else str(value)
