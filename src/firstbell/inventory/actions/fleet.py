"""Many devices at once, as a console's export names them: written in bulk, inside the caller's transaction.

A connector (the Google export today) compares a file with the database and hands over a :class:`FleetPlan`.
New devices are found in the audit trail by the import's entry (``import_run`` on their management record);
devices that were here before and change get an entry of their own. Nothing is deleted, and no status changes:
what a console says is kept on the management record, beside our truth.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.events import Change, change
from firstbell.core.scan import normalise
from firstbell.inventory.actions._arrivals import (
    SEARCH_COLUMNS,
    Compared,
    ModelNeeded,
    document_row,
    ready_models,
    tell_edits,
)
from firstbell.inventory.models import (
    Condition,
    Device,
    Item,
    ManagementRecord,
    Status,
    StatusChange,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import rest_statuses
from firstbell.people.models import Organisation

__all__ = ["RECORD_COLUMNS", "FleetPlan", "ModelNeeded", "NewDevice", "hand_out_many", "write_fleet"]

_MOMENTS = frozenset({"last_policy_sync", "most_recent_activity"})
_ITEM_COLUMNS = (
    "id", "product_id", "item_type_id", "organisation_id", "barcode", "barcode_norm", "status", "status_since",
    "condition", "home_id", "home_slot", "place_id", "reserved_for", "order_number", "notes", "created_at",
)  # fmt: skip
RECORD_COLUMNS = (
    "external_id", "org_unit_path", "state", "annotated_tag", "annotated_user", "annotated_location", "notes",
    "os_version", "last_policy_sync", "most_recent_user", "most_recent_activity",
)  # fmt: skip
"""What a management record says; a plan names those of them that its file has."""


class NewDevice(NamedTuple):
    """A device nobody knew. ``model`` is a key of ``FleetPlan.models``; dates are ISO text; ``facts`` as in the plan."""

    serial: str
    mac: str
    aue: str | None
    barcode: str
    model: str
    organisation_id: int
    item_type_id: int
    home_id: int | None
    place_id: int | None
    facts: tuple[Any, ...]
    row_hash: int


@dataclass(kw_only=True)
class FleetPlan(Compared):
    """A compared export. ``columns``: which of :data:`RECORD_COLUMNS` the file has; facts are in that order.
    ``folder`` is where the rows wait to be written.

    - ``new``: :class:`NewDevice`
    - ``recorded``: (device id, facts, row_hash): known here, new to this console
    - ``refreshed``: (*facts, row_hash, record id): also what came back
    - ``edited``: (device id, label, organisation id, mac, aue, barcode, ((field, old, new), ...))
    - ``gone``: (record id,): not in a complete export any more
    """

    console: str
    columns: tuple[str, ...]
    category: str


def write_fleet(plan: FleetPlan, *, run_id: int, by: Actor) -> int:
    """Write the plan and give the id of the first new device; the others follow one by one.

    Call it inside ``change(by)``; whoever calls publishes that it happened. Raises Forbidden
    (``inventory.item.add`` and ``.edit`` over the plan's whole subtree).
    """
    by.require(InventoryPermission.ITEM_ADD, at=plan.root_path)
    by.require(InventoryPermission.ITEM_EDIT, at=plan.root_path)
    with change(by) as unit:
        return _Writer(plan, run_id, unit).write()


def hand_out_many(pairs: Iterable[tuple[int, int, str]], *, by: Actor) -> None:
    """Make devices that wait in stock the own devices of people: (item id, person id, why).

    Circulation only, around loans it stores in the same transaction and audits itself. Whoever calls has found
    every item AVAILABLE and not of a private type, and has checked the permission at its school.
    """
    with change(by):
        now = bulk.moment(timezone.now())
        rows = list(pairs)
        assigned, none = Status.ASSIGNED.value, None
        bulk.update(
            Item._meta.db_table,
            ["status", "status_since", "holder_id", "assigned_to_id", "place_id"],
            ((assigned, now, person, person, none, item) for item, person, _ in rows),
        )
        bulk.insert(
            StatusChange._meta.db_table,
            ["item_id", "old", "new", "at", "by", "reason", "details"],
            (
                (
                    item,
                    Status.AVAILABLE.value,
                    assigned,
                    now,
                    by.name[:200],
                    "",
                    json.dumps({"purpose": "assignment", "source": why}),
                )
                for item, _, why in rows
            ),
        )


class _Writer:
    def __init__(self, plan: FleetPlan, run_id: int, unit: Change) -> None:
        self.plan = plan
        self.run_id = run_id
        self.unit = unit
        self.at = timezone.now()
        self.now = bulk.moment(self.at)
        self.moments = [at for at, name in enumerate(plan.columns) if name in _MOMENTS]
        self.paths: dict[int, str] = {pk: path or "" for pk, path in Organisation.objects.values_list("pk", "path")}

    def write(self) -> int:
        plan = self.plan
        first = bulk.reserve_ids(Item._meta.db_table, len(plan.new))
        if plan.new:
            self._create(first)
        self._records(first)
        self._edit()
        if plan.gone:
            table = ManagementRecord._meta.db_table
            bulk.update(table, ["missing_since"], ((self.now, key) for (key,) in plan.gone))
        return first

    # --- new devices ----------------------------------------------------------------------------------------------

    def _new(self) -> Iterator[NewDevice]:
        return (NewDevice(*row) for row in self.plan.new)

    def _create(self, first: int) -> None:
        models = ready_models(self.plan.models, self.plan.category, self.plan.source)
        rest = rest_statuses()
        bulk.insert(Item._meta.db_table, _ITEM_COLUMNS, self._item_rows(first, models, rest))
        bulk.insert(
            Device._meta.db_table,
            ["item_ptr_id", "serial", "serial_norm", "mac_address", "aue_date"],
            (
                (number, new.serial, normalise(new.serial), new.mac, new.aue)
                for number, new in enumerate(self._new(), first)
            ),
        )
        bulk.insert("core_searchdocument", SEARCH_COLUMNS, self._documents(first))

    def _item_rows(
        self, first: int, models: dict[str, int], rest: dict[tuple[int, bool], str]
    ) -> Iterator[tuple[Any, ...]]:
        now, condition = self.now, Condition.UNKNOWN.value
        for number, new in enumerate(self._new(), first):
            yield (
                number, models[new.model], new.item_type_id, new.organisation_id, new.barcode, normalise(new.barcode),
                rest[new.item_type_id, new.home_id is not None], now, condition, new.home_id, "", new.place_id,
                "", "", "", now,
            )  # fmt: skip

    def _documents(self, first: int) -> Iterator[tuple[Any, ...]]:
        """As ``inventory.search`` would make them, without a model instance for each."""
        plan = self.plan
        for number, new in enumerate(self._new(), first):
            title, owner = plan.models[new.model].name, plan.owner_names.get(first - number - 1, "")
            yield document_row(number, new.barcode, new.serial, title, owner, self.paths[new.organisation_id])

    # --- what the console says ------------------------------------------------------------------------------------

    def _facts(self, values: Sequence[Any]) -> list[Any]:
        facts = list(values)
        for at in self.moments:
            text = facts[at]
            facts[at] = bulk.moment(dt.datetime.fromisoformat(text)) if text else None
        return facts

    def _records(self, first: int) -> None:
        plan, table = self.plan, ManagementRecord._meta.db_table
        absent = [name for name in RECORD_COLUMNS if name not in plan.columns]
        blanks = [None if name in _MOMENTS else "" for name in absent]
        columns = [*plan.columns, *absent, "device_id", "console", "row_hash", "import_run", "read_at"]

        def rows() -> Iterator[list[Any]]:
            for number, new in enumerate(self._new(), first):
                yield [*self._facts(new.facts), *blanks, number, plan.console, new.row_hash, self.run_id, self.now]
            for device_id, facts, row_hash in plan.recorded:
                yield [*self._facts(facts), *blanks, device_id, plan.console, row_hash, self.run_id, self.now]

        if plan.new or plan.recorded:
            bulk.insert(table, columns, rows())
        if plan.refreshed:
            width = len(plan.columns)
            bulk.update(
                table,
                [*plan.columns, "row_hash", "read_at", "missing_since"],
                ([*self._facts(row[:width]), row[width], self.now, None, row[width + 1]] for row in plan.refreshed),
            )

    # --- devices that were here before ----------------------------------------------------------------------------

    def _edit(self) -> None:
        plan = self.plan
        if not plan.edited:
            return
        bulk.update(
            Device._meta.db_table,
            ["mac_address", "aue_date"],
            ((mac, aue, pk) for pk, _, _, mac, aue, _, _ in plan.edited),
            key="item_ptr_id",
        )
        bulk.update(
            Item._meta.db_table,
            ["barcode", "barcode_norm"],
            ((barcode, normalise(barcode), pk) for pk, _, _, _, _, barcode, _ in plan.edited),
        )
        rows = ((pk, label, school, changes) for pk, label, school, _, _, _, changes in plan.edited)
        tell_edits(self.unit, rows, self.paths, note=f"Import {self.run_id}: {plan.source}", at=self.at)
