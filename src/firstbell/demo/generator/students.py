"""Students and their families, each made from its number alone.

A family is a chain: a student may be the older sibling of the student at the same place one grade below, in the same
school. The youngest is the chain's root and gives the family its name, language and guardians.
"""

from collections.abc import Iterator
from typing import NamedTuple

from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.layout import GRADES, Cell
from firstbell.demo.generator.names import NICKNAMES, Origin, as_login, draw_family_name, draw_origin
from firstbell.demo.generator.nights import Churn
from firstbell.demo.generator.people import CastSeats, Person
from firstbell.demo.generator.sections import Placement, Timetable
from firstbell.demo.generator.spec import DistrictSpec

# Primes. Student numbers have seven digits and stay below three million, so that a third begin with a zero; state
# numbers have ten.
_NUMBER_PRIME = 2_999_999
_STATE_PRIME = 9_999_999_967
_GUARDIAN_PRIME = 9_999_991

_SIBLINGS_PER_MILLE = 180
_FAMILIES_WITH_GUARDIANS_PER_MILLE = 650


class _Home(NamedTuple):
    origin: Origin
    family: str
    language: str
    guardians: int


class Families:
    """Who belongs to whom in the district of night 0; newcomers are families of their own."""

    def __init__(self, spec: DistrictSpec, timetable: Timetable, seats: CastSeats) -> None:
        self._seed, self._total = spec.seed, spec.students
        self._layout, self._seats = timetable.layout, seats
        self._cells: dict[tuple[int, int], Cell] = {(cell.school, cell.grade): cell for cell in self._layout.cells}

    def younger(self, index: int) -> int | None:
        """The sibling one grade below `index`, if there is one."""
        if index >= self._total or not Draw(self._seed, "sibling", index).chance(_SIBLINGS_PER_MILLE):
            return None
        return self._neighbour(index, -1)

    def older(self, index: int) -> int | None:
        """The sibling one grade above `index`, if there is one."""
        if index >= self._total:
            return None
        above = self._neighbour(index, 1)
        return above if above is not None and self.younger(above) == index else None

    def _neighbour(self, index: int, grades: int) -> int | None:
        cell = self._layout.cell_of(index)
        other = self._cells.get((cell.school, cell.grade + grades))
        position = index - cell.start
        if other is None or position >= other.count:
            return None
        neighbour = other.start + position
        # Stu is an only child, so that his name need not be a family's.
        if self._seats.member(index) or self._seats.member(neighbour):
            return None
        return neighbour

    def root(self, index: int) -> int:
        while (below := self.younger(index)) is not None:
            index = below
        return index

    def children(self, root: int) -> list[int]:
        """The family of `root`, youngest first."""
        family = [root]
        while (above := self.older(family[-1])) is not None:
            family.append(above)
        return family

    def is_single(self, index: int) -> bool:
        return self.younger(index) is None and self.older(index) is None


def student_id(index: int) -> str:
    return f"usr-s{index:07d}"


class Students:
    """The students of one night, by number or all in a row."""

    def __init__(self, spec: DistrictSpec, timetable: Timetable, seats: CastSeats, churn: Churn) -> None:
        self._spec, self._timetable, self._seats, self._churn = spec, timetable, seats, churn
        self._domain = timetable.layout.domain
        self.families = Families(spec, timetable, seats)

    def indexes(self) -> Iterator[int]:
        """The numbers of all students enrolled this night."""
        for index in range(self._spec.students):
            if index not in self._churn.gone:
                yield index
        yield from (index for index in self._churn.joined if index not in self._churn.gone)

    def is_here(self, index: int) -> bool:
        known = index < self._spec.students or index in self._churn.joined
        return known and index not in self._churn.gone

    def placement(self, index: int) -> Placement:
        moved = self._churn.placements.get(index)
        return moved.placement if moved else self._timetable.place(index)

    def school_of(self, index: int) -> str:
        layout = self._timetable.layout
        return layout.schools[layout.cells[self.placement(index).cell].school].sourced_id

    def student(self, index: int) -> Person:
        """Student `index` as of this night."""
        root = self.families.root(index)
        home = self._home(root)
        draw = Draw(self._spec.seed, "student", index)
        given, second = draw.pick(home.origin.given), draw.pick(home.origin.given)
        middle = second if second != given and draw.chance(350) else ""
        preferred = NICKNAMES.get(given, "") if draw.chance(600) else ""
        number = f"{spread(index, _NUMBER_PRIME, self._spec.seed):07d}"
        username = f"{as_login(given)[:1]}{as_login(home.family)[:1]}{number}"
        family = home.family
        cast = self._seats.member(index)
        if cast:
            given, family, middle, preferred, username = cast.given, cast.family, "", "", cast.username
        placement = self.placement(index)
        return Person(
            sourced_id=student_id(index),
            number=number,
            given=given,
            family=self._churn.renamed.get(index, family),
            username=username,
            email=f"{username}@{self._domain}",
            roles=[("student", self.school_of(index))],
            middle=middle,
            preferred=self._churn.preferred.get(index, preferred),
            state_id=f"{spread(index, _STATE_PRIME, self._spec.seed):010d}",
            grade=GRADES[self._timetable.layout.cells[placement.cell].grade],
            language="en" if cast else home.language,
            agents=[_guardian_id(root, which) for which in range(home.guardians)],
            placement=placement,
        )

    def student_number(self, index: int) -> str:
        """The student number alone, cheaper than the whole student."""
        return f"{spread(index, _NUMBER_PRIME, self._spec.seed):07d}"

    def guardians(self, root: int) -> Iterator[Person]:
        """The guardians of the family whose youngest is `root`; they point back at the children still here."""
        home = self._home(root)
        if not home.guardians:
            return
        children = [child for child in self.families.children(root) if self.is_here(child)]
        for which in range(home.guardians):
            draw = Draw(self._spec.seed, "guardian", root, which)
            given = draw.pick(home.origin.given)
            family = home.family if draw.chance(800) else draw_family_name(draw, home.origin)
            number = spread(root * 2 + which, _GUARDIAN_PRIME, self._spec.seed)
            login = f"{as_login(given)}.{as_login(family)}.{number:07d}"
            yield Person(
                sourced_id=_guardian_id(root, which),
                number="",
                given=given,
                family=family,
                username=login,
                email=f"{login}@mail.{self._domain}",
                roles=[("guardian", self.school_of(children[0]))],
                language=home.language,
                agents=[student_id(child) for child in children],
            )

    def _home(self, root: int) -> _Home:
        draw = Draw(self._spec.seed, "family", root)
        origin = draw_origin(draw)
        family = draw_family_name(draw, origin)
        language = origin.language if draw.chance(550) else "en"
        guardians = 0
        if draw.chance(_FAMILIES_WITH_GUARDIANS_PER_MILLE) and self._spec.guardians:
            guardians = draw.between(1, 2)
        return _Home(origin, family, language, guardians)


def _guardian_id(root: int, which: int) -> str:
    return f"usr-g{root:07d}{which + 1}"
