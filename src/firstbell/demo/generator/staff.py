"""The grown-ups who work in a district: teachers for the timetable, and everybody a school has besides."""

from collections.abc import Iterator
from dataclasses import dataclass

from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.layout import DISTRICT_ID, Layout, School
from firstbell.demo.generator.names import NICKNAMES, as_login, draw_family_name, draw_origin
from firstbell.demo.generator.people import CORA, DITA, LIB, SAM, TESS, TIA, CastMember, CastSeats, Person
from firstbell.demo.generator.sections import SchoolPlan, Timetable
from firstbell.demo.generator.spec import DistrictSpec

# Prime below 400,000, so that six-digit employee numbers begin with a zero in a quarter of cases.
_EMPLOYEE_PRIME = 399_989
_STUDENTS_PER_AIDE = 90
_STUDENTS_PER_COUNSELOR = 350
_SCHOOLS_PER_TECHNICIAN = 4


@dataclass
class Staff:
    """All staff in order of employment, and each school's teachers in the order its timetable counts them."""

    everyone: list[Person]
    teachers: list[list[Person]]


class _Office:
    """Hires people one after the other; keeps user names apart."""

    def __init__(self, spec: DistrictSpec, layout: Layout) -> None:
        self.spec, self.layout = spec, layout
        self.hired: list[Person] = []
        self.usernames: dict[str, int] = {}

    def hire(self, role: str, org: str, job: str, cast: CastMember | None = None) -> Person:
        index = len(self.hired)
        draw = Draw(self.spec.seed, "staff", index)
        origin = draw_origin(draw)
        given, family = draw.pick(origin.given), draw_family_name(draw, origin)
        if cast is not None:
            given, family, job, role = cast.given, cast.family, cast.job, cast.role
        username = cast.username if cast else self._username(given, family)
        person = Person(
            sourced_id=f"usr-t{index:06d}",
            number=f"{spread(index, _EMPLOYEE_PRIME, self.spec.seed):06d}",
            given=given,
            family=family,
            username=username,
            email=f"{username}@{self.layout.domain}",
            roles=[(role, org)],
            preferred=NICKNAMES.get(given, "") if cast is None and draw.chance(400) else "",
            language="en",
            job=job,
        )
        self.hired.append(person)
        return person

    def _username(self, given: str, family: str) -> str:
        wish = f"{as_login(given)}.{as_login(family)}"
        # The cast's names are theirs even where somebody else comes first.
        taken = self.usernames.get(wish, 1 if wish in _RESERVED else 0)
        self.usernames[wish] = taken + 1
        return wish if taken == 0 else f"{wish}{taken + 1}"


_RESERVED = {member.username for member in (TESS, LIB, TIA, CORA, DITA, SAM)}


def hire_staff(spec: DistrictSpec, layout: Layout, timetable: Timetable, seats: CastSeats) -> Staff:
    """Everybody who works in the district, the cast at Stu's school among them."""
    office = _Office(spec, layout)
    tia_at = _teacher_of(timetable, seats)
    for role, job in (
        ("districtAdministrator", "Superintendent"),
        ("systemAdministrator", "Director of Technology"),
        ("districtAdministrator", "Assessment Director"),
    ):
        office.hire(role, DISTRICT_ID, job, DITA if job == DITA.job else None)
    teachers = []
    for plan in timetable.schools:
        here = plan.school.index == seats.school
        _hire_office(office, plan.school, seats)
        org = plan.school.sourced_id
        teachers.append(
            [
                office.hire("teacher", org, f"{department} Teacher", TIA if here and position == tia_at else None)
                for position, department in enumerate(plan.departments)
            ]
        )
    staff = Staff(office.hired, teachers)
    _give_second_roles(spec, layout, staff)
    return staff


def _teacher_of(timetable: Timetable, seats: CastSeats) -> int:
    """The position of the teacher of Stu's first class after homeroom: that is Tia."""
    return timetable.sections_at(timetable.place(seats.stu))[1].teacher


def _hire_office(office: _Office, school: School, seats: CastSeats) -> None:
    org, size = school.sourced_id, school.students
    here, elsewhere = school.index == seats.school, school.index == seats.other
    office.hire("principal", org, "Principal")
    for _ in range(size // 450):
        office.hire("siteAdministrator", org, "Assistant Principal")
    office.hire("aide", org, "Librarian", LIB if here else None)
    for number in range(1 + size // _STUDENTS_PER_COUNSELOR):
        office.hire("counselor", org, "Counselor", CORA if here and number == 0 else None)
    if here or elsewhere or school.index % _SCHOOLS_PER_TECHNICIAN == 0:
        office.hire("aide", org, "Education Technician", TESS if here else SAM if elsewhere else None)
    for _ in range(1 + size // _STUDENTS_PER_AIDE):
        office.hire("aide", org, "Instructional Aide")


def _give_second_roles(spec: DistrictSpec, layout: Layout, staff: Staff) -> None:
    """A few teachers travel between two schools; a few also run something at their own."""
    for school, teachers in zip(layout.schools, staff.teachers, strict=True):
        for position, teacher in enumerate(teachers):
            if teacher.username == TIA.username:
                continue
            draw = Draw(spec.seed, "second role", school.index, position)
            if len(layout.schools) > 1 and (position == len(teachers) - 1 or draw.chance(25)):
                other = layout.schools[(school.index + 1) % len(layout.schools)]
                teacher.roles.append(("teacher", other.sourced_id))
            elif draw.chance(15) or (position == 1 and school.index % 5 == 0):
                teacher.roles.append(("siteAdministrator", school.sourced_id))


def teaching(plan: SchoolPlan, teachers: list[Person]) -> Iterator[tuple[Person, str, bool]]:
    """Who teaches what in a school: (teacher, section's sourcedId, whether the teacher of record)."""
    for section in plan.sections:
        yield teachers[section.teacher], section.sourced_id, True
        if section.helper is not None:
            yield teachers[section.helper], section.sourced_id, False
