"""academicSessions.csv: school years, semesters, terms, grading periods."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.order import parents_first
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import SESSION_TYPES, FileLayout
from firstbell.people.actions.roster_plan import SESSIONS
from firstbell.people.models import AcademicSession

_TYPES = vocabulary(SESSION_TYPES)
_TITLE, _KIND, _START, _END, _PARENT, _YEAR = range(6)
_CURRENT = "current_sessions"


class SessionStage(EntityStage):
    """Academic sessions. Losing one that is running is a guard of its own."""

    table = SESSIONS
    labels = ("Title", "Type", "Begins", "Ends", "Part of", "School year")
    defaults = ("", "", None, None, None, 0)

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self._circle: set[str] = set()
        self._parents: dict[int, int | None] | None = None

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        start, end = cells.date("startDate", required=True), cells.date("endDate", required=True)
        if start and end and end <= start:
            raise BadRow(
                "bad_order", "endDate", end, f"It ends ({end}) before it begins ({start}).",
                "endDate is the first day after the session. Correct it in the student system.",
            )  # fmt: skip
        year = cells.text("schoolYear", 255, required=True)
        if not (year.isdecimal() and len(year) == 4 and 1900 <= int(year) <= 2200):
            raise BadRow(
                "bad_year", "schoolYear", year, f"“{year}” is not a school year.",
                "It is the four-digit year in which the school year ends.",
            )  # fmt: skip
        values = (
            cells.text("title", 200, required=True), cells.word("type", _TYPES), start, end,
            cells.text("parentSourcedId", 255), int(year),
        )  # fmt: skip
        return values, ACTIVE

    def second_pass(self) -> None:
        self.rows = parents_first(
            self.rows, self.night.spool(), lambda row: row.values[_PARENT] if row.values else "", self._circle
        )
        super().second_pass()

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        title, kind, start, end, parent, year = row.values
        ref: Any = parent
        settled = True
        if parent is not ABSENT:
            ref = self.night.refs["sessions"].get(parent) if parent else None
            if parent and (row.sourced_id in self._circle or self._leads_back(row, ref)):
                ref, settled = None, False
                self._tell_circle(row, parent)
            elif parent and ref is None:
                settled = False
                self.open_reference(row, "parentSourcedId", parent)
        return (title, kind, start, end, ref, year), settled

    def _leads_back(self, row: Parsed, ref: int | None) -> bool:
        """Whether the parent is held as a part of this very session; of a circle only one row may be new tonight."""
        own = self.night.refs["sessions"].get(row.sourced_id)
        if own is None or ref is None:
            return False
        if self._parents is None:
            stored = AcademicSession.objects.filter(source_id=self.night.source_id)
            self._parents = dict(stored.values_list("pk", "parent_id"))
        seen: set[int | None] = {None}
        at: int | None = ref
        while at not in seen:
            if at == own:
                return True
            seen.add(at)
            at = self._parents.get(at or 0)
        return False

    def _tell_circle(self, row: Parsed, parent: str) -> None:
        self.ctx.issues.warning(
            "circle", file=self.file, line=row.line, column="parentSourcedId", value=parent, key=row.sourced_id,
            entity=self.entity, group="Sessions whose parents lead back to themselves",
            message=f"The parents of “{row.sourced_id}” lead back to itself. The row landed without its parent.",
            todo="Correct in the student system to what it belongs; a school year has no parent.",
        )  # fmt: skip

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        self.night.refs["sessions"].put(row.sourced_id, ref)

    def gone(self, known: Known) -> None:
        today = self.ctx.today.isoformat()
        if known.values[_START] <= today < known.values[_END]:
            self.ctx.tally.add(_CURRENT, "gone")

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        if what == "closed":
            self.gone(known)

    def count_live(self) -> None:
        super().count_live()
        today = self.ctx.today
        running = AcademicSession.objects.filter(
            source_id=self.night.source_id,
            missing_since=None,
            closed_at=None,
            start_date__lte=today,
            end_date__gt=today,
        )
        self.ctx.live(_CURRENT, {0: running.count()} if self.live else {})

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same title and dates", values[:_PARENT])]
