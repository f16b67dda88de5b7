"""Many things at once, as another inventory names them: written in bulk, inside the caller's transaction.

A connector (Snipe-IT, a table of items) compares its file with what is here and hands over a :class:`RegisterPlan`.
New things are found in the audit trail by the import's entry (``import_run`` on their record); things that were here
before and change get an entry of their own. Nothing is deleted; only a new thing takes its status from the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.events import Change, change
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.actions._arrivals import (
    SEARCH_COLUMNS,
    Compared,
    ModelNeeded,
    document_row,
    ready_models,
    tell_edits,
)
from firstbell.inventory.models import Condition, Device, Item, RegisterRecord, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import rest_statuses
from firstbell.people.models import Organisation

__all__ = ["FACTS", "NEW_STATUSES", "ModelNeeded", "NewThing", "RegisterPlan", "write_register"]

FACTS = ("purchased_on", "cost_cents", "order_number", "warranty_until", "notes")
"""Facts of an item that a register brings; dates are ISO text."""
NEW_STATUSES = (
    Status.ORDERED, Status.RECEIVED, Status.STAGING, Status.IN_TRIAGE, Status.IN_REPAIR, Status.AT_VENDOR, Status.MISSING,
    Status.LOST, Status.STOLEN, Status.STORED, Status.RETIRING, Status.DONOR, Status.DISPOSED, Status.SOLD,
)  # fmt: skip
"""Beside being at rest, where a thing may be when it first comes here: nobody has it in any of these."""
_ITEM_COLUMNS = (
    "id", "product_id", "item_type_id", "organisation_id", "barcode", "barcode_norm", "status", "status_since",
    "condition", "home_id", "home_slot", "place_id", "reserved_for", *FACTS, "created_at",
)  # fmt: skip
_RECORD_COLUMNS = (
    "item_id",
    "external_id",
    "row_hash",
    "fields",
    "extra",
    "register",
    "register_name",
    "import_run",
    "read_at",
)


class NewThing(NamedTuple):
    """A thing nobody knew; without a serial number it is an item, with one a device.

    ``model`` is a key of ``RegisterPlan.models``; ``status`` "" is at rest; ``facts`` are in the order of :data:`FACTS`;
    ``fields`` and ``extra`` are JSON text.
    """

    serial: str
    mac: str
    barcode: str
    model: str
    organisation_id: int
    item_type_id: int
    home_id: int | None
    place_id: int | None
    status: str
    facts: tuple[Any, ...]
    external_id: str
    row_hash: int
    fields: str
    extra: str


@dataclass(kw_only=True)
class RegisterPlan(Compared):
    """A compared register. ``folder`` is where the rows wait to be written.

    - ``new``: :class:`NewThing`
    - ``recorded``: (item id, external id, row_hash, fields, extra): known here, new to this register
    - ``refreshed``: (external id, row_hash, fields, extra, record id): also what came back
    - ``edited``: (item id, label, organisation id, barcode, mac or None, *facts, ((field, old, new), ...))
    - ``gone``: (record id,): not in a complete list any more
    """

    register: str
    register_name: str


def write_register(plan: RegisterPlan, *, run_id: int, by: Actor) -> int:
    """Write the plan and give the id of the first new thing; the others follow one by one.

    Call it inside ``change(by)``; whoever calls publishes that it happened. Raises Forbidden
    (``inventory.item.add`` and ``.edit`` over the plan's whole subtree).
    """
    by.require(InventoryPermission.ITEM_ADD, at=plan.root_path)
    by.require(InventoryPermission.ITEM_EDIT, at=plan.root_path)
    with change(by) as unit:
        return _Writer(plan, run_id, unit).write()


class _Writer:
    def __init__(self, plan: RegisterPlan, run_id: int, unit: Change) -> None:
        self.plan = plan
        self.run_id = run_id
        self.unit = unit
        self.at = timezone.now()
        self.now = bulk.moment(self.at)
        self.paths: dict[int, str] = {pk: path or "" for pk, path in Organisation.objects.values_list("pk", "path")}

    def write(self) -> int:
        plan = self.plan
        first = bulk.reserve_ids(Item._meta.db_table, len(plan.new))
        if plan.new:
            self._create(first)
        self._records(first)
        if plan.edited:
            self._edit()
        if plan.gone:
            bulk.update(RegisterRecord._meta.db_table, ["missing_since"], ((self.now, key) for (key,) in plan.gone))
        return first

    def _new(self) -> Iterator[NewThing]:
        return (NewThing(*row) for row in self.plan.new)

    def _create(self, first: int) -> None:
        models = ready_models(self.plan.models, "other", self.plan.source)
        bulk.insert(Item._meta.db_table, _ITEM_COLUMNS, self._item_rows(first, models))
        bulk.insert(
            Device._meta.db_table,
            ["item_ptr_id", "serial", "serial_norm", "mac_address"],
            (
                (number, new.serial, normalise(new.serial), new.mac)
                for number, new in enumerate(self._new(), first)
                if new.serial
            ),
        )
        bulk.insert("core_searchdocument", SEARCH_COLUMNS, self._documents(first))

    def _item_rows(self, first: int, models: dict[str, int]) -> Iterator[tuple[Any, ...]]:
        rest, now, condition = rest_statuses(), self.now, Condition.UNKNOWN.value
        for number, new in enumerate(self._new(), first):
            place = None if new.status in lifecycle.NOT_IN_A_PLACE else new.place_id
            yield (
                number, models[new.model], new.item_type_id, new.organisation_id, new.barcode, normalise(new.barcode),
                new.status or rest[new.item_type_id, new.home_id is not None], now, condition, new.home_id, "", place,
                "", *new.facts, now,
            )  # fmt: skip

    def _documents(self, first: int) -> Iterator[tuple[Any, ...]]:
        plan = self.plan
        for number, new in enumerate(self._new(), first):
            title, owner = plan.models[new.model].name, plan.owner_names.get(first - number - 1, "")
            yield document_row(number, new.barcode, new.serial, title, owner, self.paths[new.organisation_id])

    def _records(self, first: int) -> None:
        plan, table = self.plan, RegisterRecord._meta.db_table

        def rows() -> Iterator[tuple[Any, ...]]:
            told = (plan.register, plan.register_name, self.run_id, self.now)
            for number, new in enumerate(self._new(), first):
                yield (number, new.external_id, new.row_hash, new.fields, new.extra, *told)
            for row in plan.recorded:
                yield (*row, *told)

        if plan.new or plan.recorded:
            bulk.insert(table, _RECORD_COLUMNS, rows())
        if plan.refreshed:
            bulk.update(
                table,
                ["external_id", "row_hash", "fields", "extra", "read_at", "missing_since"],
                ((*row[:4], self.now, None, row[4]) for row in plan.refreshed),
            )

    def _edit(self) -> None:
        plan = self.plan
        bulk.update(
            Item._meta.db_table,
            ["barcode", "barcode_norm", *FACTS],
            ((row[3], normalise(row[3]), *row[5:10], row[0]) for row in plan.edited),
        )
        bulk.update(
            Device._meta.db_table,
            ["mac_address"],
            ((row[4], row[0]) for row in plan.edited if row[4] is not None),
            key="item_ptr_id",
        )
        rows = ((row[0], row[1], row[2], row[10]) for row in plan.edited)
        tell_edits(self.unit, rows, self.paths, note=f"Import {self.run_id}: {plan.source}", at=self.at)
