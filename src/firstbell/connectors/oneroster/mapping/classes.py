"""courses.csv and classes.csv."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import CLASS_TYPES, FileLayout
from firstbell.core import bulk
from firstbell.people.actions.roster_plan import COURSES, SECTIONS
from firstbell.people.models import Section

_TYPES = vocabulary(CLASS_TYPES)
_HOMEROOM = Section.Kind.HOMEROOM.value


class CourseStage(EntityStage):
    table = COURSES
    labels = ("School", "School year", "Title", "Code", "Grades", "Subjects")
    defaults = (None, None, "", "", "", "")
    place_at = 0

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        values = (
            cells.key("orgSourcedId"),
            cells.text("schoolYearSourcedId", 255),
            cells.text("title", 200, required=True),
            cells.text("courseCode", 100),
            cells.grades(100),
            cells.text("subjects", 300),
        )
        return values, ACTIVE

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        org, year, *rest = row.values
        school = self.night.refs["orgs"].get(org)
        if school is None:
            raise Waiting("orgs", "orgSourcedId", org)
        ref: Any = year
        settled = True
        if year is not ABSENT:
            ref = self.night.refs["sessions"].get(year) if year else None
            if year and ref is None:
                settled = False
                self.open_reference(row, "schoolYearSourcedId", year)
        return (school, ref, *rest), settled

    def label(self, values: tuple[Any, ...]) -> str:
        return str(values[2])

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        self.night.refs["courses"].put(row.sourced_id, ref)

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same code and title", (values[0], values[3], values[2].casefold()))]


class ClassStage(EntityStage):
    """Class sections with their terms."""

    table = SECTIONS
    labels = ("School", "Course", "Title", "Code", "Type", "Room", "Grades", "Subjects", "Periods")
    defaults = (None, None, "", "", "", "", "", "", "")
    place_at = 0

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self._terms: dict[int, tuple[tuple[int, ...], bool, int]] = {}

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        terms = cells.ids("termSourcedIds")
        if not terms:
            cells.text("termSourcedIds", 10_000, required=True)
        values = (
            cells.key("schoolSourcedId"),
            cells.key("courseSourcedId"),
            cells.text("title", 200, required=True),
            cells.text("classCode", 100),
            cells.word("classType", _TYPES),
            cells.text("location", 100),
            cells.grades(100),
            cells.text("subjects", 300),
            cells.text("periods", 100),
            terms,
        )
        return values, ACTIVE

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        school, course, *rest, terms = row.values
        refs = self.night.refs
        org = refs["orgs"].get(school)
        if org is None:
            raise Waiting("orgs", "schoolSourcedId", school)
        parent = refs["courses"].get(course)
        if parent is None:
            raise Waiting("courses", "courseSourcedId", course)
        open_terms = [term for term in terms if refs["sessions"].get(term) is None]
        for term in open_terms:
            self.open_reference(row, "termSourcedIds", term)
        return (org, parent, *rest), not open_terms

    def label(self, values: tuple[Any, ...]) -> str:
        return str(values[2])

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        self.night.refs["classes"].put(row.sourced_id, (ref, values[4] == _HOMEROOM, values[0]))
        found = (self.night.refs["sessions"].get(term) for term in row.values[-1])
        terms = tuple(dict.fromkeys(one for one in found if one is not None))
        if known is None:
            if terms:
                self.night.plan.sessions_of.append((ref, terms))
        else:
            self._terms[ref] = (terms, values == known.values and bool(known.hash), self.place_of(values))

    def after(self) -> None:
        """Terms of classes we knew: written only where they differ."""
        current: dict[int, set[int]] = {pk: set() for pk in self._terms}
        through = Section.sessions.through._meta.db_table
        sql = f"SELECT section_id, academicsession_id FROM {through} WHERE section_id {{in}}"  # noqa: S608
        for section, session in bulk.select_in(sql, list(self._terms)):
            current[section].add(session)
        for section, (terms, was_same, place) in self._terms.items():
            if set(terms) != current[section]:
                self.night.plan.sessions_of.append((section, terms))
                if was_same:
                    self.ctx.tally.add(self.entity, "same", place, -1)
                    self.ctx.tally.add(self.entity, "changed", place)

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same course, code and title", (values[0], values[1], values[3], values[2].casefold()))]
