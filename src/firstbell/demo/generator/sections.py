"""The timetable: which sections exist, where a student sits, and who teaches in which room.

`Timetable` is small (sections and staff, not students), so it is kept whole while students stream past it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from firstbell.demo.generator.courses import (
    ELECTIVE_SLOTS,
    ELEMENTARY_SLOTS,
    HOMEROOM,
    SECONDARY_SLOTS,
    CourseKind,
    Slot,
    Term,
    course_kind,
)
from firstbell.demo.generator.layout import FIRST_SECONDARY, GRADES, Cell, Layout, School

PERIODS = 6
_HOMEROOM_SIZE = 24
_LARGEST_CLASS = 27
# What a homeroom teacher of the lower grades teaches; arts and physical education have their own teachers.
_CORE_SLOTS = ELEMENTARY_SLOTS[:4]


@dataclass
class Course:
    sourced_id: str
    school: int
    grade: int
    kind: CourseKind
    sections: int = 0


@dataclass
class Section:
    """A class of classes.csv. `teacher` and `helper` are positions in the school's teacher list."""

    sourced_id: str
    course: Course
    title: str
    code: str
    homeroom: bool
    period: str
    term: Term
    teacher: int = 0
    helper: int | None = None
    room: str = ""


@dataclass(frozen=True)
class Placement:
    """Where a student sits: a homeroom, and for older grades a track (whole day's order) and a seat in it."""

    cell: int
    homeroom: int
    track: int = 0
    seat: int = 0


@dataclass
class CellPlan:
    """Sections of a cell. `blocks[g]` are the slots of group g: a homeroom in lower grades, a track in upper ones."""

    cell: Cell
    secondary: bool
    homerooms: list[Section] = field(default_factory=list)
    blocks: list[list[list[Section]]] = field(default_factory=list)

    def place(self, position: int) -> Placement:
        """Where the student at `position` in the cell sits before anybody moves."""
        homeroom = position % len(self.homerooms)
        if not self.secondary:
            return Placement(self.cell.index, homeroom)
        return Placement(self.cell.index, homeroom, position % len(self.blocks), position // len(self.blocks))

    def sections_at(self, placement: Placement) -> list[Section]:
        """The homeroom and every scheduled section of a student placed there."""
        sections = [self.homerooms[placement.homeroom]]
        block = self.blocks[placement.track if self.secondary else placement.homeroom]
        seat = placement.seat
        for number, choices in enumerate(block):
            # Every full round of seats is dealt out with another offset, so classmates differ between subjects.
            sections.append(choices[(seat + number * (seat // len(choices))) % len(choices)])
        return sections

    def moved(self, placement: Placement) -> Placement | None:
        """A neighbouring place with other classes, or None when the cell is too small to offer one."""
        if not self.secondary:
            if len(self.homerooms) < 2:
                return None
            return Placement(placement.cell, (placement.homeroom + 1) % len(self.homerooms))
        block = self.blocks[placement.track]
        if any(len(choices) > 1 for choices in block):
            return Placement(placement.cell, placement.homeroom, placement.track, placement.seat + 1)
        if len(self.blocks) > 1:
            return Placement(
                placement.cell, placement.homeroom, (placement.track + 1) % len(self.blocks), placement.seat
            )
        return None


@dataclass
class SchoolPlan:
    """A school's cells, courses and sections. `departments` names the department of each teacher to be found."""

    school: School
    cells: list[CellPlan] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)


@dataclass
class Timetable:
    layout: Layout
    schools: list[SchoolPlan]
    cells: list[CellPlan]

    def place(self, index: int) -> Placement:
        cell = self.layout.cell_of(index)
        return self.cells[cell.index].place(index - cell.start)

    def sections_at(self, placement: Placement) -> list[Section]:
        return self.cells[placement.cell].sections_at(placement)

    def sections(self) -> Iterator[tuple[School, Section]]:
        for plan in self.schools:
            for section in plan.sections:
                yield plan.school, section


class _Builder:
    """Hands out section and course numbers while a district's timetable is made."""

    def __init__(self) -> None:
        self.section_number = 0
        self.course_number = 0
        self.courses: dict[tuple[int, int, str], Course] = {}

    def course(self, plan: SchoolPlan, grade: int, kind: CourseKind) -> Course:
        key = (plan.school.index, grade, kind.code)
        if key not in self.courses:
            self.course_number += 1
            course = Course(f"crs-{self.course_number:05d}", plan.school.index, grade, kind)
            self.courses[key] = course
            plan.courses.append(course)
        return self.courses[key]

    def section(self, plan: SchoolPlan, course: Course, *, period: str, term: Term) -> Section:
        self.section_number += 1
        course.sections += 1
        homeroom = course.kind.subject is HOMEROOM
        section = Section(
            sourced_id=f"cls-{self.section_number:06d}",
            course=course,
            title=f"{course.kind.title} ({'HR' if homeroom else 'P' + period}, {course.sections})",
            code=f"{course.kind.code}-{course.sections:03d}",
            homeroom=homeroom,
            period=period,
            term=term,
        )
        plan.sections.append(section)
        return section


def make_timetable(layout: Layout) -> Timetable:
    """Sections, rooms excepted, for every school of `layout`."""
    builder = _Builder()
    schools = []
    for school in layout.schools:
        plan = SchoolPlan(school)
        for cell in school.cells:
            plan.cells.append(_plan_cell(builder, plan, cell))
        _assign_teachers(plan)
        schools.append(plan)
    return Timetable(layout, schools, [cell for plan in schools for cell in plan.cells])


def _plan_cell(builder: _Builder, plan: SchoolPlan, cell: Cell) -> CellPlan:
    cell_plan = CellPlan(cell, secondary=cell.grade >= FIRST_SECONDARY)
    if not cell.count:
        return cell_plan
    homeroom_kind = CourseKind(f"Homeroom {GRADES[cell.grade]}", f"HR{cell.grade:02d}", HOMEROOM)
    homeroom_course = builder.course(plan, cell.grade, homeroom_kind)
    rooms = -(-cell.count // _HOMEROOM_SIZE)
    cell_plan.homerooms = [builder.section(plan, homeroom_course, period="HR", term="year") for _ in range(rooms)]
    if cell_plan.secondary:
        tracks = max(1, min(PERIODS, cell.count // 20))
        sizes = [(cell.count + tracks - 1 - track) // tracks for track in range(tracks)]
        cell_plan.blocks = [
            _block(builder, plan, cell, track, size, SECONDARY_SLOTS) for track, size in enumerate(sizes)
        ]
    else:
        cell_plan.blocks = [_block(builder, plan, cell, number, 1, ELEMENTARY_SLOTS) for number in range(rooms)]
    return cell_plan


def _block(
    builder: _Builder, plan: SchoolPlan, cell: Cell, group: int, size: int, slots: tuple[Slot, ...]
) -> list[list[Section]]:
    secondary = slots is SECONDARY_SLOTS
    block = []
    for slot_index, slot in enumerate(slots):
        choices = -(-size // _LARGEST_CLASS)
        if secondary and slot_index in ELECTIVE_SLOTS and size >= 10:
            choices = max(2, choices)
        period = str((slot.period + group) % PERIODS + 1)
        sections = []
        for choice in range(choices):
            kind = course_kind(slot_index, slot.subject, cell.grade, choice + group, secondary=secondary)
            course = builder.course(plan, cell.grade, kind)
            sections.append(builder.section(plan, course, period=period, term=slot.term))
        block.append(sections)
    return block


def _assign_teachers(plan: SchoolPlan) -> None:
    """Give every section a teacher of its department, nobody twice in one period, five sections at most."""
    _assign_class_teachers(plan)
    by_department: dict[str, list[Section]] = defaultdict(list)
    for cell_plan in plan.cells:
        for block in cell_plan.blocks:
            for slot_index, choices in enumerate(block):
                if cell_plan.secondary or slot_index >= len(_CORE_SLOTS):
                    for section in choices:
                        by_department[section.course.kind.subject.department].append(section)
    for department, sections in by_department.items():
        _share_out(plan, department, sections)
    teachers = len(plan.departments)
    advisories = [homeroom for cell in plan.cells if cell.secondary for homeroom in cell.homerooms]
    for number, section in enumerate(advisories):
        section.teacher = (teachers - 1 - number) % teachers


def _assign_class_teachers(plan: SchoolPlan) -> None:
    """In lower grades the homeroom's teacher also teaches its four core subjects."""
    for cell_plan in plan.cells:
        if cell_plan.secondary:
            continue
        for homeroom, block in zip(cell_plan.homerooms, cell_plan.blocks, strict=True):
            teacher = len(plan.departments)
            plan.departments.append(f"Grade {GRADES[cell_plan.cell.grade]}")
            homeroom.teacher = teacher
            for choices in block[: len(_CORE_SLOTS)]:
                for section in choices:
                    section.teacher = teacher


def _share_out(plan: SchoolPlan, department: str, sections: list[Section]) -> None:
    busiest = Counter(section.period for section in sections).most_common(1)[0][1]
    needed = max(-(-len(sections) // 5), busiest)
    first = len(plan.departments)
    plan.departments.extend([department] * needed)
    # Going round in period order keeps the sections of one period with different teachers, as none has more than
    # there are teachers.
    ordered = sorted(sections, key=lambda section: (section.period, section.sourced_id))
    for number, section in enumerate(ordered):
        section.teacher = first + number % needed
        if needed > 1 and number % 19 == 7:
            section.helper = first + (number + 1) % needed
