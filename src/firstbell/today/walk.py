"""In which order to walk: pure, without database and clock.

A room is entered when no lesson is in it; only where teaching is stopped a lesson is no reason to stay away. First goes what
is needed first, the bell at which the next lesson begins there; within one bell what lies near. An agreed time is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: Minutes on the way: to a room on the same floor, of the same building, elsewhere.
SAME_FLOOR, SAME_BUILDING, ELSEWHERE = 1, 2, 5
_FAR = dt.datetime.max.replace(tzinfo=dt.UTC)

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Spot:
    """Where a room is, as far as is known. ``door`` sorts neighbours side by side."""

    building: str = ""
    floor: str = ""
    door: str = ""


@dataclass(frozen=True)
class Errand:
    """Something to do in a room. ``lessons`` are those of the day in it; times are aware.

    ``fixed``: an agreed time. ``needed_at``: when it begins to hurt, where that is known better than by the next lesson.
    """

    key: str
    spot: Spot
    minutes: int = 10
    lessons: tuple[Span, ...] = ()
    fixed: Span | None = None
    needed_at: dt.datetime | None = None
    stops_teaching: bool = False


@dataclass(frozen=True)
class Leg:
    """One stop of the walk. ``before``: the lesson in that room it should be done by; None when none comes any more.

    ``during_lesson``: one goes in although a lesson runs, because nobody can teach there.
    """

    errand: Errand
    arrives: dt.datetime
    leaves: dt.datetime
    before: dt.datetime | None
    during_lesson: bool


def plan(errands: Iterable[Errand], now: dt.datetime) -> list[Leg]:
    """All errands, each once, in the order to walk. The same errands give the same walk, however they were handed in."""
    left = sorted(errands, key=lambda one: (one.spot.building, one.spot.floor, _door(one.spot), one.key))
    at, legs, last = now, list[Leg](), None
    while left:
        chosen, begins = _next(left, at, last)
        ends = begins + dt.timedelta(minutes=chosen.minutes)
        during = any(_overlap((begins, ends), lesson) for lesson in chosen.lessons)
        legs.append(Leg(chosen, begins, ends, _next_lesson(chosen, begins), during))
        left.remove(chosen)
        at, last = ends, chosen.spot
    return legs


def _next(left: Sequence[Errand], at: dt.datetime, last: Spot | None) -> tuple[Errand, dt.datetime]:
    """The errand to go to now, and when one is in it. An agreed time that would be missed goes before all but lost lessons."""
    opens = {one.key: _opens(one, at + _way(last, one.spot)) for one in left}
    agreed = min((one for one in left if _is_agreed(one, at)), key=lambda one: opens[one.key], default=None)
    if agreed is not None:
        free = [
            one for one in left if one is not agreed and _fits_before(one, opens[one.key], agreed, opens[agreed.key])
        ]
    else:
        free = list(left)
    if agreed is not None and not free:
        return agreed, opens[agreed.key]
    # Nobody waits at a door while another is open: what opens within this visit counts as open.
    soonest = min(opens[one.key] for one in free)
    ready = [one for one in free if opens[one.key] <= soonest + dt.timedelta(minutes=SAME_BUILDING)]
    chosen = min(ready, key=lambda one: _rank(one, opens[one.key], last))
    if last is None or chosen.stops_teaching:
        return chosen, opens[chosen.key]
    here = [one for one in ready if one.spot == last and last.door]
    near = [one for one in ready if one.spot.floor == last.floor and _way(last, one.spot) <= _minutes(SAME_FLOOR)]
    # What else is to be done in this room, else on this floor, goes first where what is needed first can wait for it.
    for beside in (here, near):
        if chosen in beside:
            break
        if beside:
            other = min(beside, key=lambda one: _rank(one, opens[one.key], last))
            # What hurts already is not made good by running past an errand in the very room one stands in.
            is_late = _deadline(chosen, opens[chosen.key]) <= at
            if (is_late and beside is here) or _can_wait(chosen, opens, other):
                return other, opens[other.key]
    return chosen, opens[chosen.key]


def _can_wait(chosen: Errand, opens: Mapping[str, dt.datetime], other: Errand) -> bool:
    """Whether ``chosen`` is still done by its bell when ``other`` is done before it."""
    by = _deadline(chosen, opens[chosen.key])
    free = opens[other.key] + _minutes(other.minutes)
    done = free + _way(other.spot, chosen.spot) + _minutes(chosen.minutes)
    return done <= by and _opens(chosen, free) + _minutes(chosen.minutes) <= by


def _rank(one: Errand, opens: dt.datetime, last: Spot | None) -> tuple[object, ...]:
    return (
        not one.stops_teaching,
        _deadline(one, opens),
        _way(last, one.spot),
        one.spot.building,
        one.spot.floor,
        _door(one.spot),
        one.key,
    )


def _is_agreed(one: Errand, at: dt.datetime) -> bool:
    return one.fixed is not None and one.fixed[1] > at


def _fits_before(one: Errand, opens: dt.datetime, agreed: Errand, begins: dt.datetime) -> bool:
    if one.stops_teaching:
        return True
    return opens + _minutes(one.minutes) + _way(one.spot, agreed.spot) <= begins


def _opens(one: Errand, at: dt.datetime) -> dt.datetime:
    """The first moment from ``at`` on at which one can be in there long enough. After the last lesson every room is free."""
    if one.stops_teaching:
        return max(at, one.fixed[0]) if one.fixed is not None and one.fixed[1] > at else at
    moment = max(at, one.fixed[0]) if one.fixed is not None and one.fixed[1] > at else at
    for lesson in sorted(one.lessons):
        if _overlap((moment, moment + _minutes(one.minutes)), lesson):
            moment = lesson[1]
    return moment


def _deadline(one: Errand, opens: dt.datetime) -> dt.datetime:
    """By when it should be done: where teaching is stopped at once, else before the next lesson there or when it hurts."""
    coming = _next_lesson(one, opens) or _FAR
    return min(coming, one.needed_at or _FAR)


def _next_lesson(one: Errand, at: dt.datetime) -> dt.datetime | None:
    return min((begins for begins, _ in one.lessons if begins > at), default=None)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _way(here: Spot | None, there: Spot) -> dt.timedelta:
    """Nothing for the first stop: one begins the walk where one is."""
    if here is None or here == there:
        return dt.timedelta()
    if here.building != there.building:
        return _minutes(ELSEWHERE)
    return _minutes(SAME_FLOOR if here.floor == there.floor else SAME_BUILDING)


def _door(spot: Spot) -> tuple[int, str]:
    digits = "".join(one for one in spot.door if one.isdecimal())
    return (int(digits[:9]) if digits else 0, spot.door)


def _minutes(number: int) -> dt.timedelta:
    return dt.timedelta(minutes=number)


@dataclass(frozen=True)
class Stretch:
    """Neighbouring stops before the same bell: what is read as one line, “three rooms here before 10:40”."""

    before: dt.datetime | None
    building: str
    floor: str
    legs: tuple[Leg, ...]


def stretches(legs: Iterable[Leg]) -> list[Stretch]:
    """The walk cut where the floor or the bell changes; nothing is put into another order."""
    found: list[Stretch] = []
    for leg in legs:
        spot = leg.errand.spot
        same = found and (found[-1].before, found[-1].building, found[-1].floor) == (
            leg.before,
            spot.building,
            spot.floor,
        )
        if same:
            found[-1] = Stretch(leg.before, spot.building, spot.floor, (*found[-1].legs, leg))
        else:
            found.append(Stretch(leg.before, spot.building, spot.floor, (leg,)))
    return found
