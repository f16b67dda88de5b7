"""enrollments.csv: who is in which class. By far the largest file, so this module counts its steps."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ACTIVE, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import ENROLLMENT_ROLES, FileLayout
from firstbell.core import bulk
from firstbell.people.actions.roster_plan import ENROLLMENTS
from firstbell.people.models import Section

_ROLES = vocabulary(ENROLLMENT_ROLES)
_SECTION, _PERSON, _ORG, _ROLE, _PRIMARY = range(5)


class EnrollmentStage(EntityStage):
    table = ENROLLMENTS
    labels = ("Class", "Person", "School", "Role", "Primary", "Begins", "Ends")
    defaults = (None, None, None, "", False, None, None)
    place_at = _ORG
    parent = False

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self._primary: dict[int, set[int]] = {}
        self._decided: set[int] = set()

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        values = (
            cells.key("classSourcedId"),
            cells.key("userSourcedId"),
            cells.key("schoolSourcedId"),
            cells.word("role", _ROLES),
            cells.boolean("primary", default=False),
            cells.date("beginDate"),
            cells.date("endDate"),
        )
        return values, ACTIVE

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        class_id, user_id, school_id, role, primary, begin, end = row.values
        refs = self.night.refs
        section = refs["classes"].get(class_id)
        if section is None:
            raise Waiting("classes", "classSourcedId", class_id)
        person = refs["users"].get(user_id)
        if person is None:
            raise Waiting("users", "userSourcedId", user_id)
        school = refs["orgs"].get(school_id)
        if school is None:
            raise Waiting("orgs", "schoolSourcedId", school_id)
        if school != section[2]:
            self._tell_other_school(row, class_id, school, section[2])
        if begin and end and end < begin:
            self._tell_backwards(row, begin, end)
        return (section[0], self.night.one_person(person), school, role, primary, begin, end), True

    def _tell_other_school(self, row: Parsed, class_id: str, school: int, of_class: int) -> None:
        names = [self.shown(_ORG, one) or "another school" for one in (school, of_class)]
        self.ctx.issues.warning(
            "other_school", file=self.file, line=row.line, column="schoolSourcedId", value=row.values[2],
            key=row.sourced_id, entity=self.entity, group="Enrollments at another school than their class",
            message=f"The enrollment is at {names[0]}, but its class {class_id} is at {names[1]}. It landed as it is written.",
            todo="Correct schoolSourcedId of the enrollment or of the class in the student system.",
        )  # fmt: skip

    def _tell_backwards(self, row: Parsed, begin: str, end: str) -> None:
        self.ctx.issues.warning(
            "ends_before_begin", file=self.file, line=row.line, column="endDate", value=end,
            key=row.sourced_id, entity=self.entity, group="Enrollments that end before they begin",
            message=f"The enrollment ends on {end}, before it begins on {begin}: it never stands.",
            todo="Correct the dates in the student system.",
        )  # fmt: skip

    def label(self, values: tuple[Any, ...]) -> str:
        return f"{values[_ROLE]} in a class at {self.night.place_names.get(values[_ORG], 'a school')}"

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        if known is not None:
            self._decided.add(known.id)
        if row.life != ACTIVE:
            return
        role = values[_ROLE]
        if role == "student":
            section = self.night.refs["classes"].get(row.values[0])
            if section[1] and (known is None or known.values != values or known.is_missing or known.is_closed):
                self.night.plan.homerooms.append((values[_PERSON], values[_SECTION]))
        elif role == "teacher" and values[_PRIMARY]:
            self._primary.setdefault(values[_SECTION], set()).add(values[_PERSON])

    def gone(self, known: Known) -> None:
        self._decided.add(known.id)

    def after(self) -> None:
        """More than one primary teacher of a class: worth a word, no reason to keep anything aside."""
        known_sections = [section for section in self._primary if section > 0]
        sql = (
            "SELECT id, section_id, person_id FROM people_enrollment WHERE is_primary AND role = 'teacher' "
            "AND missing_since IS NULL AND closed_at IS NULL AND section_id {in}"
        )
        for id_, section, person in bulk.select_in(sql, known_sections):
            if id_ not in self._decided:
                self._primary[section].add(person)
        crowded = [section for section, people in self._primary.items() if len(people) > 1]
        titles = dict(
            Section.objects.filter(pk__in=[one for one in crowded if one > 0][:500]).values_list("pk", "title")
        )
        for section in crowded:
            named = f"“{titles[section]}”" if section in titles else "a new class"
            self.ctx.issues.warning(
                "two_primary_teachers", file=self.file, entity=self.entity, column="primary",
                group="Classes with more than one primary teacher",
                message=f"{len(self._primary[section])} teachers are marked as the primary one of {named}.",
                todo="The student system should mark one. All of them were enrolled.",
            )  # fmt: skip

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same person, class and role", values[: _ROLE + 1])]
