"""A register's table as a source of the import machine; a connector says its :class:`Register` and its aliases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.circulation.permissions import CirculationPermission
from firstbell.connectors.base.choices import ASSIGN
from firstbell.connectors.base.register.loans import CheckedOut, Checkouts, hand_out
from firstbell.connectors.base.register.register import ENTITY, ITEM_FIELDS, LOANS, Register
from firstbell.connectors.base.register.rows import Parsed
from firstbell.connectors.base.register.things import ThingStage
from firstbell.connectors.base.tables.fields import Layout
from firstbell.connectors.base.tables.source import Columns, TableSource
from firstbell.connectors.base.tables.table import Table
from firstbell.core.actor import Actor
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.source import Entity, StageContext, Staged
from firstbell.inventory.actions.registers import RegisterPlan, write_register
from firstbell.inventory.models import ItemType
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Person

OFF = -1.0


@dataclass
class Plan:
    things: RegisterPlan
    checked_out: list[CheckedOut]


class RegisterSource(TableSource):
    """A list of things that another inventory keeps."""

    register: ClassVar[Register]
    takes_choices = True
    entities = (Entity(ENTITY, "Things"), Entity(LOANS, "Handed out"))
    layout = Layout(ITEM_FIELDS, identifying=("serial", "tag"), keeps=True)
    guards = (GuardPolicy(ENTITY, gone_rows=10, gone_percent=10.0, changed_percent=50.0, rekey_percent=OFF),)

    def stage_table(self, ctx: StageContext, table: Table, columns: Columns) -> Staged:
        _require(ctx)
        stage = _Stage(ctx, self.register, table, columns)
        stage.stage()
        self.tell_after(ctx, table)
        is_chosen = bool(ctx.options.get(ASSIGN))
        if is_chosen:
            stage.checkouts.hear_again(stage.heard)
        checked_out = stage.checkouts.propose(is_chosen=is_chosen)
        stage.plan.owner_names.update(_names_of_new_holders(checked_out))
        if not stage.total_rows:
            ctx.hold(
                "empty_file", "The list has no rows at all.",
                "Almost certainly the export failed or a filter was on. Export again.", entity=ENTITY,
            )  # fmt: skip
        return Staged(
            writes=stage.plan.writes + len(checked_out),
            plan=Plan(stage.plan, checked_out),
            meta={"rows": stage.total_rows},
            complete=self.register.is_complete,
        )

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: Plan = staged.plan
        first = write_register(plan.things, run_id=ctx.run_id, by=by)
        if plan.checked_out:
            ctx.progress("Handing out", 0, len(plan.checked_out))
            hand_out(plan.checked_out, first, why=f"{self.register.note}, import {ctx.run_id}", by=by)


class _Stage(ThingStage):
    """The comparison, with an ear for who has what."""

    def __init__(self, ctx: StageContext, register: Register, table: Table, columns: Columns) -> None:
        super().__init__(ctx, register, table, columns)
        self.checkouts = Checkouts(ctx, register, self.owners)
        self.heard: set[int] = set()

    def met(self, row: Parsed, ref: int, school: int, kind: ItemType, *, is_at_rest: bool) -> None:
        if is_at_rest:
            self._hear(row, ref, school, kind.purpose)

    def free(self, row: Parsed, item_id: int, school: int, purpose: str) -> None:
        self.heard.add(item_id)
        self._hear(row, item_id, school, purpose)

    def _hear(self, row: Parsed, ref: int, school: int, purpose: str) -> None:
        username, email, number, _ = row.user
        self.checkouts.hear(ref, row.line, row.key, (username, email, number), school, purpose, row.lent_on, row.due_on)


def _require(ctx: StageContext) -> None:
    """Refuse at the preview what would be refused at the end."""
    needed = [InventoryPermission.ITEM_ADD, InventoryPermission.ITEM_EDIT]
    if ctx.options.get(ASSIGN):
        needed.append(CirculationPermission.LOAN_LEND)  # type: ignore[arg-type]
    if ctx.actor is not None and not all(ctx.actor.can(one, at=ctx.org_path) for one in needed):
        raise Rejected(
            "You may not add, edit or lend things everywhere this import is for.",
            remedy="Import for your own school, or ask district IT.",
            code="forbidden",
        )


def _names_of_new_holders(found: list[CheckedOut]) -> dict[int, str]:
    """For search: new things are found by their holder's name from the first moment on."""
    new = [(one.person_id, one.ref) for one in found if one.ref < 0]
    names: dict[int, str] = {}
    for start in range(0, len(new), 500):
        part = new[start : start + 500]
        people = Person.objects.in_bulk([person for person, _ in part])
        names.update({ref: people[person].name for person, ref in part if person in people})
    return names
