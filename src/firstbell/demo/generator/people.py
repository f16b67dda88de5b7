"""What a person of the district is, whichever of the files speaks of them; and who the cast are."""

from dataclasses import dataclass, field

from firstbell.demo.generator.layout import GRADES, Cell, Layout
from firstbell.demo.generator.names import as_login
from firstbell.demo.generator.sections import Placement

_STUS_GRADE = GRADES.index("11")

# Role words: OneRoster 1.1 knows eight, 1.2 twelve; every role here says both.
ROLE_IN_1_1 = {
    "student": "student",
    "teacher": "teacher",
    "aide": "aide",
    "guardian": "guardian",
    "counselor": "administrator",
    "principal": "administrator",
    "siteAdministrator": "administrator",
    "districtAdministrator": "administrator",
    "systemAdministrator": "administrator",
}


@dataclass
class Person:
    """A row of users.csv before it takes the form of a version.

    `roles` are pairs of a 1.2 role and an organisation's sourcedId, the primary one first. `number` is the student or
    employee number, text with leading zeros, "" for guardians.
    """

    sourced_id: str
    number: str
    given: str
    family: str
    username: str
    email: str
    roles: list[tuple[str, str]]
    middle: str = ""
    preferred: str = ""
    state_id: str = ""
    grade: str = ""
    language: str = ""
    job: str = ""
    agents: list[str] = field(default_factory=list)
    placement: Placement | None = None


@dataclass(frozen=True)
class CastMember:
    """Somebody every district has under the same user name. `key` is the word tests and the demo use."""

    key: str
    given: str
    family: str
    job: str
    role: str

    @property
    def username(self) -> str:
        return f"{as_login(self.given)}.{as_login(self.family)}"


TESS = CastMember("tess", "Tess", "Okafor", "Education Technician", "aide")
LIB = CastMember("lib", "Lib", "Moreau", "Librarian", "aide")
TIA = CastMember("tia", "Tia", "Lindqvist", "Teacher", "teacher")
STU = CastMember("stu", "Stu", "Álvarez", "", "student")
CORA = CastMember("cora", "Cora", "Whitfield", "Test Coordinator", "counselor")
DITA = CastMember("dita", "Dita", "Novák", "Director of Technology", "systemAdministrator")
SAM = CastMember("sam", "Sam", "Castellano", "Education Technician", "aide")
CAST = (TESS, LIB, TIA, STU, CORA, DITA, SAM)


@dataclass(frozen=True)
class CastSeats:
    """Which student Stu is, the school of the cast, and the school Sam works at.

    A district of one school has no other school for Sam: then `other` is None and there is no Sam.
    """

    stu: int
    school: int
    other: int | None

    def member(self, index: int) -> CastMember | None:
        """Who of the cast student `index` is."""
        return STU if index == self.stu else None


def seat_cast(layout: Layout) -> CastSeats:
    """Stu is in the grade nearest to the eleventh; the staff of the cast work at his school, Sam at the next one."""

    def wanted(cell: Cell) -> tuple[int, int, int]:
        return abs(cell.grade - _STUS_GRADE), -cell.count, cell.index

    stu = min((cell for cell in layout.cells if cell.count), key=wanted)
    schools = len(layout.schools)
    return CastSeats(stu.start, stu.school, (stu.school + 1) % schools if schools > 1 else None)
