"""What is known of tickets that came from another help desk: for the comparison of an import, and for its writing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from firstbell.core import bulk
from firstbell.core.imports.diff import row_hash
from firstbell.helpdesk.models import ImportedTicket, TicketEntry, TicketItem

_BLOCK = 500
COMPARED = (
    "organisation_id", "title", "description", "state", "urgency", "symptom_id", "requester_id", "requester_label",
    "assignee_id", "place_id", "is_private",
)  # fmt: skip
"""The fields an import writes and people may edit: who changed one of them has worked on the ticket."""


class KnownTicket(NamedTuple):
    """A ticket of an earlier import. ``entries``: (id, kind, text) in their order; ``is_edited``: not as it was left."""

    id: int
    origin_id: int
    row_hash: int
    result_hash: int
    with_talk: bool
    values: tuple[Any, ...]
    entries: list[tuple[int, str, str]]
    is_edited: bool


def left_hash(values: Sequence[Any], entries: int, items: Iterable[int]) -> int:
    """A fingerprint of a ticket as an import leaves it; ``values`` in the order of :data:`COMPARED`."""
    return row_hash(json.dumps([*values, entries, sorted(items)]).encode(), 0)


def known_tickets(system: str, numbers: Sequence[str]) -> dict[str, list[KnownTicket]]:
    """By old number, the tickets that came from this system before; three queries for 500 numbers."""
    found: dict[str, list[KnownTicket]] = defaultdict(list)
    for start in range(0, len(numbers), _BLOCK):
        rows = ImportedTicket.objects.filter(system=system, number__in=numbers[start : start + _BLOCK])
        for number, one in _read(rows).items():
            found[number] += one
    return found


def edited_since(ticket_ids: Sequence[int]) -> set[int]:
    """Those of these tickets that are not as their import left them."""
    found: set[int] = set()
    for start in range(0, len(ticket_ids), _BLOCK):
        rows = ImportedTicket.objects.filter(ticket_id__in=ticket_ids[start : start + _BLOCK])
        found |= {one.id for same in _read(rows).values() for one in same if one.is_edited}
    return found


def _read(rows: Any) -> dict[str, list[KnownTicket]]:
    own = ("number", "ticket_id", "origin_id", "row_hash", "result_hash", "with_talk", "left_hash")
    kept = list(rows.values_list(*own, *(f"ticket__{name}" for name in COMPARED)))
    ids = [row[1] for row in kept]
    entries: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    lines = TicketEntry.objects.filter(ticket_id__in=ids).order_by("pk").values_list("ticket_id", "pk", "kind", "text")
    for ticket, pk, kind, text in lines:
        entries[ticket].append((pk, kind, text))
    items: dict[int, list[int]] = defaultdict(list)
    for ticket, item in TicketItem.objects.filter(ticket_id__in=ids).values_list("ticket_id", "item_id"):
        items[ticket].append(item)
    found: dict[str, list[KnownTicket]] = defaultdict(list)
    for number, pk, origin, row, result, with_talk, left, *values in kept:
        here = left_hash(values, len(entries[pk]), items[pk])
        found[number].append(
            KnownTicket(pk, origin, row, result, with_talk, tuple(values), entries[pk], is_edited=here != left)
        )
    return found


def row_hashes(system: str, origin_id: int) -> set[int]:
    """The hashes of all rows of that system that an import for that organisation brought. One query."""
    rows = ImportedTicket.objects.filter(system=system, origin_id=origin_id)
    return set(rows.values_list("row_hash", flat=True).iterator())


def things_by_code(org_path: str) -> dict[str, tuple[int, int]]:
    """Every item in that part of the tree by tag and by serial number: (item, school). One query."""
    found: dict[str, tuple[int, int]] = {}
    rows = bulk.select(
        "SELECT i.id, i.organisation_id, i.barcode_norm, COALESCE(d.serial_norm, '') FROM inventory_item i "
        "LEFT JOIN inventory_device d ON d.item_ptr_id = i.id JOIN people_organisation o ON o.id = i.organisation_id "
        "WHERE o.path LIKE %s ORDER BY CASE WHEN i.status IN ('disposed', 'sold') THEN 0 ELSE 1 END",
        [f"{org_path}%"],
    )
    for item, school, tag, serial in rows:
        for code in (serial, tag):
            if code:
                found[code] = (item, school)
    return found
