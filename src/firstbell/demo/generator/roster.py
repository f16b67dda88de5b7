"""A district's night as OneRoster rows: which columns a file has, and the rows of one night or of a change.

Columns and their order are those of the 1EdTech OneRoster CSV bindings 1.1 and 1.2; `metadata.*` columns follow the
standard ones, as the bindings ask of extensions.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from firstbell.demo.generator.layout import DISTRICT_ID, GRADES
from firstbell.demo.generator.nights import Churn
from firstbell.demo.generator.people import ROLE_IN_1_1, Person
from firstbell.demo.generator.school_year import SchoolYear, school_year_of
from firstbell.demo.generator.sections import SchoolPlan, Section, Timetable
from firstbell.demo.generator.spec import DistrictSpec
from firstbell.demo.generator.staff import Staff, teaching
from firstbell.demo.generator.students import Students, student_id

Row = list[str]

_S = "sourcedId status dateLastModified"
_USER_END = "metadata.jobTitle metadata.language"

_COLUMNS = {
    "orgs": f"{_S} name type identifier parentSourcedId",
    "academicSessions": f"{_S} title type startDate endDate parentSourcedId schoolYear",
    "courses": f"{_S} schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes",
    "classes": f"{_S} title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds subjects"
    " subjectCodes periods",
    "enrollments": f"{_S} classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate",
}
_USERS_1_1 = (
    f"{_S} enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier email sms phone"
    f" agentSourcedIds grades password {_USER_END}"
)
_USERS_1_2 = (
    f"{_S} enabledUser username userIds givenName familyName middleName identifier email sms phone agentSourcedIds"
    " grades password userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName"
    f" primaryOrgSourcedId pronouns {_USER_END}"
)
_ROLES = f"{_S} userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"


def columns(version: str) -> dict[str, list[str]]:
    """The header of every file that is written, in the order in which references resolve."""
    files = {name: _COLUMNS[name].split() for name in ("orgs", "academicSessions", "courses", "classes")}
    if version == "1.2":
        files["users"], files["roles"] = _USERS_1_2.split(), _ROLES.split()
    else:
        files["users"] = _USERS_1_1.split()
    files["enrollments"] = _COLUMNS["enrollments"].split()
    return files


class Roster:
    """The rows of one night. Status and dateLastModified are blank, as in a bulk export."""

    def __init__(
        self, spec: DistrictSpec, timetable: Timetable, staff: Staff, students: Students, churn: Churn
    ) -> None:
        self.spec, self.timetable, self.staff, self.students, self.churn = spec, timetable, staff, students, churn
        self.year = SchoolYear(school_year_of(spec.today))
        whole, fall, spring = self.year.sessions()[:3]
        self._terms = {
            "year": (f"{fall.sourced_id},{spring.sourced_id}", _day(whole.start), _day(whole.end)),
            "fall": (fall.sourced_id, _day(fall.start), _day(fall.end)),
            "spring": (spring.sourced_id, _day(spring.start), _day(spring.end)),
        }

    def files(self) -> dict[str, Callable[[], Iterator[Row]]]:
        """How to make the rows of every file of `columns`."""
        files: dict[str, Callable[[], Iterator[Row]]] = {
            "orgs": self.orgs,
            "academicSessions": self.sessions,
            "courses": self.courses,
            "classes": self.classes,
            "users": lambda: (self.user(person) for person in self.people()),
            "roles": lambda: (row for person in self.people() for row in self.roles(person)),
            "enrollments": self.enrollments,
        }
        return {name: files[name] for name in columns(self.spec.version)}

    def orgs(self) -> Iterator[Row]:
        layout = self.timetable.layout
        yield [DISTRICT_ID, "", "", layout.name, "district", layout.identifier, ""]
        for school in layout.schools:
            yield [school.sourced_id, "", "", school.name, "school", school.identifier, DISTRICT_ID]

    def sessions(self) -> Iterator[Row]:
        for session in self.year.sessions():
            dates = [_day(session.start), _day(session.end)]
            yield [
                session.sourced_id, "", "", session.title, session.kind, *dates, session.parent, str(self.year.year)
            ]  # fmt: skip

    def courses(self) -> Iterator[Row]:
        for plan in self.timetable.schools:
            for course in plan.courses:
                subject = course.kind.subject
                yield [
                    course.sourced_id, "", "", f"ses-{self.year.year}", course.kind.title, course.kind.code,
                    GRADES[course.grade], plan.school.sourced_id, subject.title, subject.area,
                ]  # fmt: skip

    def classes(self) -> Iterator[Row]:
        for school, section in self.timetable.sections():
            yield self.class_row(school.sourced_id, section)

    def class_row(self, school: str, section: Section) -> Row:
        subject = section.course.kind.subject
        return [
            section.sourced_id, "", "", section.title, GRADES[section.course.grade], section.course.sourced_id,
            section.code, "homeroom" if section.homeroom else "scheduled",
            self.churn.rooms.get(section.sourced_id, section.room), school, self._terms[section.term][0],
            subject.title, subject.area, section.period,
        ]  # fmt: skip

    def people(self) -> Iterator[Person]:
        """Staff, then every student followed by the guardians of the families they are the youngest of."""
        yield from self.staff.everyone
        for index in self.students.indexes():
            yield from self.household(index)

    def household(self, index: int) -> Iterator[Person]:
        yield self.students.student(index)
        if self.students.families.younger(index) is None:
            yield from self.students.guardians(index)

    def user(self, person: Person) -> Row:
        role = person.roles[0][0]
        ids = f"{{SSID:{person.state_id}}}" if person.state_id else ""
        names = [person.given, person.family, person.middle, person.number, person.email, "", ""]
        known = [",".join(person.agents), person.grade, ""]
        extra = [person.job, person.language]
        if self.spec.version == "1.1":
            orgs = ",".join(dict.fromkeys(org for _, org in person.roles))
            start = [person.sourced_id, "", "", "true", orgs, ROLE_IN_1_1[role], person.username, ids]
            return [*start, *names, *known, *extra]
        start = [person.sourced_id, "", "", "true", person.username, ids]
        return [*start, *names, *known, "", person.preferred, "", "", person.roles[0][1], "", *extra]

    def roles(self, person: Person) -> Iterator[Row]:
        """Rows of roles.csv (1.2): the first role is the primary one."""
        start = self._terms["year"][1]
        for number, (role, org) in enumerate(person.roles):
            kind = "secondary" if number else "primary"
            sourced_id = f"rol-{person.sourced_id[4:]}-{number + 1}"
            yield [sourced_id, "", "", person.sourced_id, kind, role, start, "", org, ""]

    def enrollments(self) -> Iterator[Row]:
        for plan, teachers in zip(self.timetable.schools, self.staff.teachers, strict=True):
            yield from self._teaching(plan, teachers)
        for index in self.students.indexes():
            yield from self.student_enrollments(index)

    def _teaching(self, plan: SchoolPlan, teachers: list[Person]) -> Iterator[Row]:
        begin, end = self._terms["year"][1:]
        for teacher, section, primary in teaching(plan, teachers):
            enrollment = f"enr-{teacher.sourced_id[4:]}-{section[4:]}"
            org = plan.school.sourced_id
            yield [
                enrollment, "", "", section, org, teacher.sourced_id, "teacher", _bool(primary), begin, end
            ]  # fmt: skip

    def student_enrollments(self, index: int) -> Iterator[Row]:
        """Homeroom and classes of a student; who moved has newer dates in the classes that are new to them."""
        user, org = student_id(index), self.students.school_of(index)
        moved = self.churn.placements.get(index)
        if index < self.spec.students:
            usual = self.timetable.sections_at(self.timetable.place(index))
        else:
            usual = []
        sections = self.timetable.sections_at(moved.placement) if moved else usual
        for section in sections:
            _, begin, end = self._terms[section.term]
            if moved and not any(section is known for known in usual):
                begin = min(max(begin, _day(moved.since)), _day_before(end))
            enrollment = f"enr-{user[4:]}-{section.sourced_id[4:]}"
            yield [enrollment, "", "", section.sourced_id, org, user, "student", "false", begin, end]


def changes(before: Roster, after: Roster) -> dict[str, list[Row]]:
    """The delta rows that lead from `before` to the night after it; files without a change are left out."""
    found: dict[str, list[Row]] = {}
    for name in columns(after.spec.version):
        old, new = _touched(before, after, name), _touched(after, after, name)
        rows = [_marked(row, "active", after.churn) for key, row in new.items() if old.get(key) != row]
        rows += [_marked(row, "tobedeleted", after.churn) for key, row in old.items() if key not in new]
        if rows:
            found[name] = rows
    return found


def _touched(roster: Roster, after: Roster, name: str) -> dict[str, Row]:
    """The rows of a file as `roster` has them, for the people and classes the last night touched, by sourcedId."""
    rows: list[Row] = []
    for index in sorted(after.churn.touched):
        if not roster.students.is_here(index):
            continue
        if name == "users":
            rows += [roster.user(person) for person in roster.household(index)]
        elif name == "roles":
            rows += [row for person in roster.household(index) for row in roster.roles(person)]
        elif name == "enrollments":
            rows += roster.student_enrollments(index)
    if name == "classes" and after.churn.touched_sections:
        for school, section in roster.timetable.sections():
            if section.sourced_id in after.churn.touched_sections:
                rows.append(roster.class_row(school.sourced_id, section))
    return {row[0]: row for row in rows}


def _marked(row: Row, status: str, churn: Churn) -> Row:
    return [row[0], status, churn.modified, *row[3:]]


def _day(day: date) -> str:
    return day.isoformat()


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _bool(value: bool) -> str:
    return "true" if value else "false"
