"""What a person of the district is, whichever of the files speaks of them; and who the cast are."""

from dataclasses import dataclass, field

from firstbell.demo.generator.layout import Cell, Layout
from firstbell.demo.generator.names import as_login
from firstbell.demo.generator.sections import Placement

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
LIB = CastMember("lib", "Lib", "Marchetti", "Librarian", "aide")
TIA = CastMember("tia", "Tia", "Delgado", "Teacher", "teacher")
CORA = CastMember("cora", "Cora", "Whitlock", "Test Coordinator", "counselor")
STU = CastMember("stu", "Stu", "Nakamura", "", "student")
SAM = CastMember("sam", "Sam", "Bergström", "", "student")
CAST = (TESS, LIB, TIA, CORA, STU, SAM)


@dataclass(frozen=True)
class CastSeats:
    """Which students Stu and Sam are. A district of one school has no other school for Sam: then he is None."""

    stu: int
    sam: int | None
    school: int

    def member(self, index: int) -> CastMember | None:
        if index == self.stu:
            return STU
        return SAM if index == self.sam else None


def seat_cast(layout: Layout) -> CastSeats:
    """Stu is in the grade nearest to the eleventh, Sam likewise in another school; staff of the cast work at Stu's."""

    def wanted(cell: Cell) -> tuple[int, int, int]:
        return abs(cell.grade - 11), -cell.count, cell.index

    filled = [cell for cell in layout.cells if cell.count]
    stu = min(filled, key=wanted)
    elsewhere = [cell for cell in filled if cell.school != stu.school]
    sam = min(elsewhere, key=wanted).start if elsewhere else None
    return CastSeats(stu.start, sam, stu.school)
