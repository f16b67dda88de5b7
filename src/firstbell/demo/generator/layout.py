"""Where a district's students are: schools, their grades, and the cells (one grade of one school) students fill.

Students are numbered 0 .. N - 1 in cell order, so a student's school and grade follow from the number alone.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.names import as_login
from firstbell.demo.generator.spec import DistrictSpec

# CEDS grade codes, as OneRoster prescribes them.
GRADES = ("KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
FIRST_SECONDARY = GRADES.index("06")

DISTRICT_ID = "org-0000"


@dataclass(frozen=True)
class Level:
    """A kind of school: `grades` are positions in GRADES; `weight` its share among many schools."""

    key: str
    title: str
    grades: range
    weight: int


ELEMENTARY = Level("elementary", "Elementary School", range(6), 11)
MIDDLE = Level("middle", "Middle School", range(6, 9), 4)
HIGH = Level("high", "High School", range(9, 13), 5)
K8 = Level("elementary", "K-8 School", range(9), 0)
K12 = Level("combined", "School", range(13), 0)

_FIRST_WORDS = (
    "Cedar", "Maple", "Juniper", "Willow", "Aspen", "Prairie", "Harbor", "Summit", "Meadow", "Granite", "Heron",
    "Copper", "Orchard", "Falcon", "Sycamore", "River", "Stone", "Sunset", "Liberty", "Pioneer", "Golden", "Silver",
    "Laurel", "Hawthorn", "Mesa", "Canyon", "Lakota", "Elm", "Bluebird", "Cottonwood",
)  # fmt: skip
_SECOND_WORDS = (
    "Ridge", "Grove", "Creek", "Valley", "Hill", "Park", "Point", "Lake", "Springs", "Heights", "Bend", "Meadows",
    "Bluff", "Crossing", "Glen", "Hollow", "Landing", "Vista", "Pass", "Run", "Field", "Bay", "Trail", "Rock", "View",
    "Gate", "Falls", "Mill", "Brook", "Terrace",
)  # fmt: skip
# A prime above 30 x 30 word pairs.
_NAME_PRIME = 907


@dataclass
class Cell:
    """One grade of one school: `count` students, numbered from `start`."""

    index: int
    school: int
    grade: int
    start: int
    count: int


@dataclass
class School:
    """A school as it stands in orgs.csv."""

    index: int
    sourced_id: str
    name: str
    identifier: str
    level: Level
    cells: list[Cell] = field(default_factory=list)

    @property
    def grades(self) -> tuple[str, ...]:
        return tuple(GRADES[grade] for grade in self.level.grades)

    @property
    def students(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass
class Layout:
    """The district: its name, mail domain, NCES-like agency number, schools and cells."""

    name: str
    domain: str
    identifier: str
    schools: list[School]
    cells: list[Cell]
    starts: list[int]

    def cell_of(self, index: int) -> Cell:
        """The cell of student `index`; empty cells before it are skipped."""
        return self.cells[bisect_right(self.starts, index) - 1]


def _levels(count: int) -> list[Level]:
    if count == 1:
        return [K12]
    if count == 2:
        return [K8, HIGH]
    levels = [ELEMENTARY, MIDDLE, HIGH]
    given = {"elementary": 1, "middle": 1, "high": 1}
    while len(levels) < count:
        most_wanted = max((ELEMENTARY, HIGH, MIDDLE), key=lambda level: level.weight / (given[level.key] + 1))
        given[most_wanted.key] += 1
        levels.append(most_wanted)
    order = {"elementary": 0, "middle": 1, "high": 2}
    return sorted(levels, key=lambda level: order[level.key])


def _share(total: int, weights: list[int]) -> list[int]:
    """`total` in whole parts after `weights`, nothing lost to rounding."""
    ends, seen = [0], 0
    for weight in weights:
        seen += weight
        ends.append(total * seen // sum(weights))
    return [after - before for before, after in pairwise(ends)]


def _word_pairs(seed: int, count: int) -> list[str]:
    pairs = [f"{first} {second}" for first in _FIRST_WORDS for second in _SECOND_WORDS]
    numbers = (spread(index, _NAME_PRIME, seed) - 1 for index in range(_NAME_PRIME - 1))
    return [pairs[number] for number in numbers if number < len(pairs)][:count]


def lay_out(spec: DistrictSpec) -> Layout:
    """The schools of `spec` with every student given a place."""
    draw = Draw(spec.seed, "district")
    agency = f"00{draw.between(10000, 99999)}"
    place = f"{draw.pick(_FIRST_WORDS)} {draw.pick(('Valley', 'County', 'Plains', 'Hills', 'Shore', 'Fork'))}"
    name = spec.name or f"{place} Unified School District"
    domain = f"{as_login(name.removesuffix(' Unified School District')) or 'district'}.example"
    levels = _levels(spec.school_count)
    schools = [
        School(
            index=index,
            sourced_id=f"org-{index + 1:04d}",
            name=f"{pair} {level.title}",
            identifier=f"{agency}{spread(index, 99991, spec.seed):05d}",
            level=level,
        )
        for index, (level, pair) in enumerate(zip(levels, _word_pairs(spec.seed, len(levels)), strict=True))
    ]
    _fill(spec, schools)
    cells: list[Cell] = []
    start = 0
    for school in schools:
        for cell in school.cells:
            cell.index, cell.start = len(cells), start
            start += cell.count
            cells.append(cell)
    return Layout(name, domain, agency, schools, cells, [cell.start for cell in cells])


def _fill(spec: DistrictSpec, schools: list[School]) -> None:
    sizes = {school.index: Draw(spec.seed, "size", school.index).between(70, 130) for school in schools}
    for grade, of_grade in enumerate(_share(spec.students, [1] * len(GRADES))):
        offering = [school for school in schools if grade in school.level.grades]
        counts = _share(of_grade, [sizes[school.index] for school in offering])
        for school, count in zip(offering, counts, strict=True):
            school.cells.append(Cell(0, school.index, grade, 0, count))
