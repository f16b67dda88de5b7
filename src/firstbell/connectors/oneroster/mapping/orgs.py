"""orgs.csv: states, districts, schools, departments."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.order import parents_first
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import ORG_TYPES, FileLayout
from firstbell.people.actions.roster_plan import ORGS
from firstbell.people.models import Organisation

_KINDS = vocabulary(ORG_TYPES)
_NAME, _KIND, _IDENTIFIER, _PARENT = range(4)


def _top(organisation_id: int) -> Organisation | None:
    """The organisation the import is for; for an import of everything, the only root there is."""
    if organisation_id:
        return Organisation.objects.filter(pk=organisation_id).first()
    roots = list(Organisation.objects.filter(parent=None)[:2])
    return roots[0] if len(roots) == 1 else None


class OrgStage(EntityStage):
    """Organisations. One that we have from elsewhere (by hand, or from another roster) is recognised, not doubled."""

    table = ORGS
    labels = ("Name", "Type", "Official number", "")
    defaults = ("", "", "", None)

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self._here = _top(self.ctx.organisation_id)
        self._others: list[Organisation] | None = None
        self._districts = 0
        self._circle: set[str] = set()

    @property
    def _is_schools_own(self) -> bool:
        return bool(self.ctx.organisation_id) and self._here is not None and self._here.kind == Organisation.Kind.SCHOOL

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        values = (
            cells.text("name", 200, required=True),
            cells.word("type", _KINDS),
            cells.text("identifier", 100),
            cells.text("parentSourcedId", 255),
        )
        self._districts += values[_KIND] == Organisation.Kind.DISTRICT
        return values, ACTIVE

    def second_pass(self) -> None:
        self.rows = parents_first(
            self.rows, self.night.spool(), lambda row: row.values[_PARENT] if row.values else "", self._circle
        )
        super().second_pass()

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        parent: Any = row.values[_PARENT]
        if parent is ABSENT or not parent:
            return (*row.values[:_PARENT], self.ctx.organisation_id or None), True
        if row.sourced_id in self._circle:
            raise BadRow(
                "circle", "parentSourcedId", parent,
                f"The parents of “{row.values[_NAME]}” lead back to itself.",
                "Correct in the student system to what it belongs; the top has no parent.",
            )  # fmt: skip
        ref = self.night.refs["orgs"].get(parent)
        if ref is None and self._is_schools_own:
            ref = self.ctx.organisation_id  # what lies above a school is not the school's to import
        if ref is None:
            raise Waiting("orgs", "parentSourcedId", parent)
        return (*row.values[:_PARENT], ref), True

    def _compare(self, row: Parsed, found: Known, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        if values[_PARENT] != found.values[_PARENT] and row.values[_PARENT] not in (ABSENT, ""):
            self.ctx.issues.warning(
                "org_moved", file=self.file, line=row.line, column="parentSourcedId", value=row.values[_PARENT],
                key=row.sourced_id, entity=self.entity,
                message=f"“{values[_NAME]}” has another parent in the roster than here.",
                todo="Moving an organisation changes who may see it: do it on the organisation's own page if it is right.",
            )  # fmt: skip
        super()._compare(row, found, (*values[:_PARENT], found.values[_PARENT]), hash_, closed)

    def _create(self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        other = self._recognise(values)
        if other is not None:
            if other.source_id is None and other.scope_path.startswith(self.ctx.org_path):
                known = Known(
                    other.pk, "", None, False, other.closed_at is not None,
                    (other.name, other.kind, other.identifier, other.parent_id),
                )  # fmt: skip
                merged = (*values[:_PARENT], other.parent_id)
                self._take_over(row, merged, hash_, closed, known, "same organisation, entered by hand before")
            else:
                # Kept by another roster or above the place of this import: known, but not ours to change.
                self.night.refs["orgs"].put(row.sourced_id, other.pk)
                self.ctx.tally.add(self.entity, "same")
            return
        if self._is_schools_own and self._here is not None and values[_KIND] != "department":
            self.keep_aside(
                BadRow(
                    "out_of_scope", "sourcedId", row.sourced_id,
                    f"“{values[_NAME]}” lies outside {self._here.name}, for which this import is.",
                    "Import a package of the whole district for the district, with somebody who may do that.",
                ),
                row.sourced_id, row.line, row.raw,
            )  # fmt: skip
            return
        super()._create(row, values, hash_, closed)

    def _recognise(self, values: tuple[Any, ...]) -> Organisation | None:
        others = self._known_elsewhere()
        identifier = values[_IDENTIFIER]
        if identifier and identifier is not ABSENT:
            by_number = [one for one in others if one.identifier == identifier and one.kind == values[_KIND]]
            if len(by_number) == 1:
                return self._once(by_number[0])
        name = values[_NAME].casefold()
        by_name = [one for one in others if one.kind == values[_KIND] and one.name.casefold() == name]
        if len(by_name) == 1:
            return self._once(by_name[0])
        here = self._here
        sole_district = values[_KIND] == Organisation.Kind.DISTRICT and self._districts == 1
        if (
            here is not None
            and here in others
            and here.kind == values[_KIND]
            and sole_district
            and here.source_id is None
        ):
            return self._once(here)
        return None

    def _once(self, found: Organisation) -> Organisation:
        self._known_elsewhere().remove(found)
        return found

    def _known_elsewhere(self) -> list[Organisation]:
        if self._others is None:
            path = self.ctx.org_path
            self._others = [
                one
                for one in Organisation.objects.all()
                if (one.scope_path.startswith(path) or path.startswith(one.scope_path))
                and (one.source_id is None or one.source_id != self.night.source_id)
            ]
        return self._others

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        self.night.refs["orgs"].put(row.sourced_id, ref)
        self.night.place_names[ref] = values[_NAME]

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        keys: list[tuple[str, Any]] = []
        if values[_IDENTIFIER] and values[_IDENTIFIER] is not ABSENT:
            keys.append(("same official number", (values[_KIND], "number", values[_IDENTIFIER])))
        return [*keys, ("same name", (values[_KIND], "name", values[_NAME].casefold()))]
