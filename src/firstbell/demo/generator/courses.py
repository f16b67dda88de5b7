"""What is taught: the slots of a student's week, and the course a slot holds in a grade.

Subject areas are the first two digits of the NCES School Courses for the Exchange of Data (SCED) codes, which keep
their leading zero: "01" English, "02" mathematics, "03" science, "04" social studies, "05" arts, "06" world languages,
"08" physical education and health, "10" information technology.
"""

from dataclasses import dataclass
from typing import Literal

Term = Literal["year", "fall", "spring"]


@dataclass(frozen=True)
class Subject:
    """A subject with its SCED area; `department` says which teachers may teach it."""

    title: str
    area: str
    department: str
    short: str


ENGLISH = Subject("English Language Arts", "01", "English", "ENG")
MATH = Subject("Mathematics", "02", "Mathematics", "MTH")
SCIENCE = Subject("Science", "03", "Science", "SCI")
SOCIAL = Subject("Social Studies", "04", "Social Studies", "SOC")
ARTS = Subject("Fine and Performing Arts", "05", "Arts", "ART")
LANGUAGE = Subject("World Languages", "06", "World Languages", "LNG")
HEALTH = Subject("Physical Education and Health", "08", "Physical Education", "PEH")
COMPUTING = Subject("Information Technology", "10", "Computing", "CMP")
HOMEROOM = Subject("Homeroom", "22", "Homeroom", "HR")


@dataclass(frozen=True)
class Slot:
    """A place in the week: courses a student may find there, when in the year, and which period it begins from."""

    subject: Subject
    term: Term
    period: int


ELEMENTARY_SLOTS = (
    Slot(ENGLISH, "year", 0),
    Slot(MATH, "year", 1),
    Slot(SCIENCE, "year", 2),
    Slot(SOCIAL, "year", 3),
    Slot(ARTS, "year", 4),
    Slot(HEALTH, "year", 5),
)

# The sixth period is split: health or physical education before the winter break, a short elective after it.
SECONDARY_SLOTS = (
    Slot(ENGLISH, "year", 0),
    Slot(MATH, "year", 1),
    Slot(SCIENCE, "year", 2),
    Slot(SOCIAL, "year", 3),
    Slot(LANGUAGE, "year", 4),
    Slot(HEALTH, "fall", 5),
    Slot(COMPUTING, "spring", 5),
)
ELECTIVE_SLOTS = (4, 6)

_TITLES: dict[str, tuple[str, ...]] = {
    "ENG": ("English Language Arts {}",) * 9 + ("English I", "English II", "American Literature", "English IV"),
    "MTH": ("Mathematics {}",) * 8 + ("Pre-Algebra", "Algebra I", "Geometry", "Algebra II", "Pre-Calculus"),
    "SCI": ("Science {}",) * 6
    + ("Earth Science", "Life Science", "Physical Science", "Biology", "Chemistry", "Physics", "Environmental Science"),
    "SOC": ("Social Studies {}",) * 6
    + ("World Geography", "World History 7", "U.S. History 8", "World Geography 9", "World History", "U.S. History")
    + ("U.S. Government, Economics",),
    "ART": ("Art and Music {}",) * 13,
    "PEH": ("Physical Education {}",) * 9 + ("Health", "Physical Education I", "Physical Education II", "Team Sports"),
}
_GRADE_WORDS = ("K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")

_ELECTIVES: dict[int, tuple[tuple[str, Subject], ...]] = {
    4: (
        ("Spanish", LANGUAGE),
        ("Band", ARTS),
        ("Visual Art", ARTS),
        ("French", LANGUAGE),
        ("Chorus", ARTS),
        ("Orchestra", ARTS),
        ("American Sign Language", LANGUAGE),
    ),
    6: (
        ("Introduction to Coding", COMPUTING),
        ("Theatre", ARTS),
        ("Digital Media", COMPUTING),
        ("Robotics", COMPUTING),
        ("Ceramics", ARTS),
        ('Journalism, "The Ledger"', ENGLISH),
    ),
}


@dataclass(frozen=True)
class CourseKind:
    """What a section teaches, before school and grade make it a course. `code` is unique within a grade."""

    title: str
    code: str
    subject: Subject


def course_kind(slot_index: int, subject: Subject, grade: int, choice: int, *, secondary: bool) -> CourseKind:
    """The course in slot `slot_index` for `grade`; in elective slots the `choice`-th section has its own course."""
    if secondary and slot_index in _ELECTIVES:
        offered = _ELECTIVES[slot_index]
        number = choice % len(offered)
        title, subject = offered[number]
        return CourseKind(f"{title} {_GRADE_WORDS[grade]}", f"{subject.short}{grade:02d}{slot_index}{number}", subject)
    title = _TITLES[subject.short][grade].format(_GRADE_WORDS[grade])
    return CourseKind(title, f"{subject.short}{grade:02d}", subject)
