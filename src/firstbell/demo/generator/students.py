"""Students and their families, each made from its number alone.

A family is a chain: a student may be the older sibling of the student at the same place one grade below, in the same
school. The youngest is the chain's root and gives the family its name, language and guardians.
"""

from collections.abc import Iterator

from firstbell.demo.generator.draw import Draw, spread
from firstbell.demo.generator.layout import GRADES, Cell
from firstbell.demo.generator.names import NICKNAMES, as_login, draw_family_name, draw_origin
from firstbell.demo.generator.nights import Churn
from firstbell.demo.generator.people import CastSeats, Person
from firstbell.demo.generator.sections import Placement, Timetable
from firstbell.demo.generator.spec import DistrictSpec

# Primes: seven-digit student numbers of which most begin with a zero or a two, ten-digit state numbers.
_NUMBER_PRIME = 2_999_999
_STATE_PRIME = 9_999_999_967
_GUARDIAN_PRIME = 9_999_991

_SIBLINGS_PER_MILLE = 180
_FAMILIES_WITH_GUARDIANS_PER_MILLE = 650


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
        # The cast are only children, so that their names are their families'.
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

    def placement(self, index: int) -> Placement:
        moved = self._churn.placements.get(index)
        return moved[0] if moved else self._timetable.place(index)

    def student(self, index: int) -> Person:
        """Student `index` as of this night. Raises KeyError when they have left or not come yet."""
        if index in self._churn.gone or (index >= self._spec.students and index not in self._churn.joined):
            raise KeyError(index)
        seed = self._spec.seed
        draw = Draw(seed, "student", index)
        root = self.families.root(index)
        origin, family, language, guardians = self._family(root)
        given = draw.pick(origin_given := origin)
        middle = draw.pick(origin_given) if draw.chance(350) else ""
        preferred = NICKNAMES.get(given, "") if draw.chance(600) else ""
        cast = self._seats.member(index)
        if cast:
            given, family, middle, preferred, language = cast.given, cast.family, "", "", "en"
        number = f"{spread(index, _NUMBER_PRIME, seed):07d}"
        username = cast.username if cast else f"{as_login(given)[:1]}{as_login(family)[:1]}{number}"
        placement = self.placement(index)
        cell = self._timetable.layout.cells[placement.cell]
        return Person(
            sourced_id=student_id(index),
            number=number,
            given=given,
            family=self._churn.renamed.get(index, family),
            username=as_login_dots(username),
            email=f"{as_login_dots(username)}@{self._domain}",
            roles=[("student", self._timetable.layout.schools[cell.school].sourced_id)],
            middle="" if middle == given else middle,
            preferred=self._churn.preferred.get(index, preferred),
            state_id=f"{spread(index, _STATE_PRIME, seed):010d}",
            grade=GRADES[cell.grade],
            language=language,
            agents=[guardian_id(root, number) for number in range(guardians)],
            placement=placement,
        )
