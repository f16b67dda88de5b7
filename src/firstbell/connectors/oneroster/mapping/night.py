"""What the entities of one staging share: who is known under which id, what is kept aside, the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from firstbell.connectors.oneroster.payloads.package import RosterPackage
from firstbell.core import bulk
from firstbell.core.imports.source import StageContext
from firstbell.core.imports.spool import Spool
from firstbell.people.actions.roster_plan import TABLES, EntityPlan, RosterPlan


class Cause(NamedTuple):
    """Why a row is kept aside, for those that wait for it: the first row of the chain, not the nearest."""

    what: str
    file: str
    line: int
    column: str
    value: str


@dataclass
class Refs:
    """Ids of one entity to what we need of them; ``load`` reads what the database has, once, when first asked."""

    load: Callable[[], dict[str, Any]]
    found: dict[str, Any] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    _loaded: bool = False

    def get(self, sourced_id: str) -> Any:
        """What was put or loaded under the id; None when unknown."""
        if not self._loaded:
            self._loaded = True
            # What this run already knows better wins over what was stored.
            self.found = {**self.load(), **self.found}
        return self.found.get(sourced_id)

    def put(self, sourced_id: str, what: Any) -> None:
        self.found[sourced_id] = what

    def drop(self, sourced_id: str) -> None:
        """It is gone: from now on unknown."""
        self.get(sourced_id)
        self.found.pop(sourced_id, None)


class Night:
    """One staging of one package."""

    def __init__(self, ctx: StageContext, package: RosterPackage, source_id: int | None, source_key: str) -> None:
        self.ctx = ctx
        self.package = package
        self.source_id = source_id
        self.refs: dict[str, Refs] = {}
        self.causes: dict[str, dict[str, Cause]] = {}
        self.unknown: dict[str, Cause] = {}
        self.place_names: dict[int, str] = {}
        self.adopts = bool(ctx.options.get("adopt_ids"))
        self._merged: dict[int, int] | None = None
        self._spools = 0
        self.plan = RosterPlan(
            source_id=source_id,
            source_key=source_key,
            source_name=package.system_name or "Student system",
            organisation_id=ctx.organisation_id,
            root_path=ctx.org_path,
            entities={table.key: EntityPlan(table, *(self.spool() for _ in range(7))) for table in TABLES},
            sessions_of=self.spool(),
            homerooms=self.spool(),
            guardians=self.spool(),
            guardians_of=self.spool(),
            people_changes=self.spool(),
            places=self.spool(),
            is_complete=False,
        )

    def spool(self) -> Spool:
        self._spools += 1
        return Spool(self.ctx.scratch / f"spool-{self._spools}")

    def known(self, table: str, columns: str, where: str = "") -> Iterator[tuple[Any, ...]]:
        """Rows of this source; nothing when the source is new."""
        if self.source_id is None:
            return iter(())
        condition = f" AND {where}" if where else ""
        return bulk.select(
            f"SELECT {columns} FROM {table} WHERE source_id = %s AND NOT (sourced_id = ''){condition}",  # noqa: S608
            [self.source_id],
        )

    def one_person(self, ref: int) -> int:
        """Whom a person's id stands for: an entry that was made one with another is that other."""
        if self._merged is None:
            sql = "SELECT id, merged_into_id FROM people_person WHERE merged_into_id IS NOT NULL"
            self._merged = dict(bulk.select(sql))
        return self._merged.get(ref, ref)

    def place(self, ref: int | None) -> int:
        """An organisation's id for counting; one that is new has none yet."""
        return ref if ref is not None and ref > 0 else 0
