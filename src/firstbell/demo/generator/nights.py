"""What happens in a district from one night to the next: few students come, leave, change names, classes or rooms.

`Churn` is everything that happened up to a night; night 0 is empty. The events of a night depend on the nights before
it and on nothing else, so night D - 1 and night D made apart agree.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from firstbell.demo.generator.draw import Draw
from firstbell.demo.generator.names import NICKNAMES, draw_family_name, draw_origin
from firstbell.demo.generator.people import CastSeats
from firstbell.demo.generator.sections import Placement, Timetable
from firstbell.demo.generator.spec import DistrictSpec

# How many of 10,000 students an ordinary school night concerns; at least one newcomer, so that no delta is empty.
_JOIN, _LEAVE, _RENAME, _PREFER, _MOVE = 4, 4, 2, 2, 12
_ROOMS_PER_SECTIONS = 900
# In a tiny district the same few students are drawn again and again; then a night has fewer events.
_TRIES = 8


class Move(NamedTuple):
    placement: Placement
    since: date


@dataclass
class Churn:
    """The difference of a night to night 0. Students are numbers; `touched` are those of the last night alone."""

    night: int
    today: date
    gone: set[int] = field(default_factory=set)
    joined: dict[int, None] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    preferred: dict[int, str] = field(default_factory=dict)
    placements: dict[int, Move] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    touched_sections: set[str] = field(default_factory=set)

    @property
    def modified(self) -> str:
        """dateLastModified of what this night's delta says."""
        return f"{self.today.isoformat()}T02:15:00.000Z"


@dataclass(frozen=True)
class Calm:
    """Answers whom churn may not touch: the cast, and who must not leave lest a family be torn apart."""

    seats: CastSeats
    is_single: Callable[[int], bool]


def churn_until(spec: DistrictSpec, timetable: Timetable, calm: Calm, night: int) -> Churn:
    """Everything that happened in the nights 1 .. `night`."""
    churn = Churn(0, spec.today)
    for number in range(1, night + 1):
        churn.night, churn.today = number, spec.today + timedelta(days=number)
        churn.touched, churn.touched_sections = set(), set()
        _Night(spec, timetable, calm, churn).happen()
    return churn


class _Night:
    def __init__(self, spec: DistrictSpec, timetable: Timetable, calm: Calm, churn: Churn) -> None:
        self.spec, self.timetable, self.calm, self.churn = spec, timetable, calm, churn
        self.draw = Draw(spec.seed, "night", churn.night)

    def happen(self) -> None:
        for _ in range(max(1, self._share(_JOIN))):
            self._join()
        for event, share in (
            (self._leave, _LEAVE),
            (self._rename, _RENAME),
            (self._prefer, _PREFER),
            (self._move, _MOVE),
        ):
            for _ in range(self._share(share)):
                event()
        self._change_rooms()

    def _share(self, of_ten_thousand: int) -> int:
        """The events due in a district of this size; a fraction is a chance."""
        whole, rest = divmod(self.spec.students * of_ten_thousand, 10_000)
        return whole + (self.draw.below(10_000) < rest)

    def _somebody(self) -> int | None:
        """A student of night 0 who is still here, is not in the cast and has had a quiet night so far."""
        for _ in range(_TRIES):
            index = self.draw.below(self.spec.students)
            quiet = index not in self.churn.gone and index not in self.churn.touched
            if quiet and self.calm.seats.member(index) is None:
                return index
        return None

    def _join(self) -> None:
        index = self.spec.students + len(self.churn.joined)
        # Into the cell of a random student, which is never an empty one and fuller cells get more.
        cell = self.timetable.layout.cell_of(self.draw.below(self.spec.students))
        placement = self.timetable.cells[cell.index].place(self.draw.below(cell.count))
        self.churn.joined[index] = None
        self.churn.placements[index] = Move(placement, self.churn.today)
        self.churn.touched.add(index)

    def _leave(self) -> None:
        index = self._somebody()
        if index is not None and self.calm.is_single(index):
            self.churn.gone.add(index)
            self.churn.touched.add(index)

    def _rename(self) -> None:
        index = self._somebody()
        if index is not None:
            self.churn.renamed[index] = draw_family_name(self.draw, draw_origin(self.draw))
            self.churn.touched.add(index)

    def _prefer(self) -> None:
        index = self._somebody()
        if index is not None:
            self.churn.preferred[index] = self.draw.pick(tuple(NICKNAMES.values()))
            self.churn.touched.add(index)

    def _move(self) -> None:
        index = self._somebody()
        if index is None:
            return
        before = self.churn.placements.get(index)
        placement = before.placement if before else self.timetable.place(index)
        after = self.timetable.cells[placement.cell].moved(placement)
        if after is not None:
            self.churn.placements[index] = Move(after, self.churn.today)
            self.churn.touched.add(index)

    def _change_rooms(self) -> None:
        plans = [plan for plan in self.timetable.schools if len({section.room for section in plan.sections}) > 1]
        sections = sum(len(plan.sections) for plan in plans)
        for _ in range(sections // _ROOMS_PER_SECTIONS + self.draw.below(2) if plans else 0):
            plan = self.draw.pick(plans)
            section = self.draw.pick(plan.sections)
            room = self.draw.pick(plan.sections).room
            if room != self.churn.rooms.get(section.sourced_id, section.room):
                self.churn.rooms[section.sourced_id] = room
                self.churn.touched_sections.add(section.sourced_id)
