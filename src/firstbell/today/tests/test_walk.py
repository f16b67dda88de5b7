"""The order of the walk: any day, however odd, and the days one knows."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.today.walk import Errand, Leg, Spot, plan, stretches

EIGHT = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
PERIODS = tuple((EIGHT + dt.timedelta(hours=n), EIGHT + dt.timedelta(hours=n, minutes=50)) for n in range(7))


def at(text: str) -> dt.datetime:
    return dt.datetime.combine(EIGHT.date(), dt.time.fromisoformat(text), tzinfo=dt.UTC)


def errand(
    key: str, door: str = "", lessons: str = "", *, building: str = "Main", floor: str = "1", **more: object
) -> Errand:
    """``lessons``: the periods in which there is one, “1 3”."""
    taken = tuple(PERIODS[int(one) - 1] for one in lessons.split())
    return Errand(key, Spot(building, floor, door or key), lessons=taken, **more)  # type: ignore[arg-type]


def order(errands: list[Errand], now: str) -> list[str]:
    return [leg.errand.key for leg in plan(errands, at(now))]


@st.composite
def errands(draw: st.DrawFn) -> list[Errand]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        lessons = draw(st.lists(st.sampled_from(PERIODS), unique=True, max_size=7))
        begins = EIGHT + dt.timedelta(minutes=draw(st.integers(-60, 500)))
        found.append(
            Errand(
                str(number),
                Spot(
                    draw(st.sampled_from("AB")),
                    draw(st.sampled_from("12")),
                    draw(st.sampled_from(["101", "102", "9", "Gym"])),
                ),
                minutes=draw(st.integers(1, 40)),
                lessons=tuple(lessons),
                fixed=draw(st.none() | st.just((begins, begins + dt.timedelta(minutes=50)))),
                needed_at=draw(st.none() | st.just(begins)),
                stops_teaching=draw(st.booleans()),
            )
        )
    return found


moments = st.integers(-120, 600).map(lambda minutes: EIGHT + dt.timedelta(minutes=minutes))


@given(errands(), moments)
@settings(max_examples=80, deadline=None)
def test_any_day(some: list[Errand], now: dt.datetime) -> None:
    legs = plan(some, now)
    assert sorted(leg.errand.key for leg in legs) == sorted(one.key for one in some), "everything, and once"
    at_door = now
    for leg in legs:
        assert leg.arrives >= at_door, "one is in one place at a time"
        assert leg.leaves - leg.arrives == dt.timedelta(minutes=leg.errand.minutes)
        at_door = leg.leaves
        in_lesson = any(leg.arrives < ends and begins < leg.leaves for begins, ends in leg.errand.lessons)
        assert in_lesson == leg.during_lesson
        assert leg.errand.stops_teaching or not in_lesson, "nobody walks into a lesson"
        assert leg.before is None or leg.before > leg.arrives
        fixed = leg.errand.fixed
        assert fixed is None or fixed[1] <= now or leg.arrives >= fixed[0], "an agreed time is not too early"


@given(errands(), moments, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_same_day_gives_the_same_walk(some: list[Errand], now: dt.datetime, draw: random.Random) -> None:
    mixed = list(some)
    draw.shuffle(mixed)
    assert plan(mixed, now) == plan(some, now)


@given(errands(), moments)
@settings(max_examples=30, deadline=None)
def test_cutting_it_in_stretches_changes_no_order(some: list[Errand], now: dt.datetime) -> None:
    legs = plan(some, now)
    cut = stretches(legs)
    assert [leg for one in cut for leg in one.legs] == legs
    pairs: list[tuple[Leg, Leg]] = [(a.legs[-1], b.legs[0]) for a, b in pairwise(cut)]
    assert all(
        (a.before, a.errand.spot.floor, a.errand.spot.building)
        != (b.before, b.errand.spot.floor, b.errand.spot.building)
        for a, b in pairs
    )


def test_a_door_with_a_superscript_has_a_place_in_the_order() -> None:
    assert order([errand("12²"), errand("3")], "08:00") == ["3", "12²"]


def test_what_is_needed_first_goes_first() -> None:
    assert order([errand("101", lessons="4"), errand("102", lessons="3"), errand("103")], "08:55") == [
        "102",
        "101",
        "103",
    ]


def test_a_room_with_a_lesson_waits_for_its_end() -> None:
    legs = plan([errand("101", lessons="1 3")], at("08:20"))
    assert [(leg.arrives, leg.before, leg.during_lesson) for leg in legs] == [(at("08:50"), at("10:00"), False)]


def test_where_teaching_is_stopped_one_goes_in_at_once() -> None:
    legs = plan([errand("101", lessons="1", stops_teaching=True), errand("102", lessons="2")], at("08:20"))
    assert [(leg.errand.key, leg.arrives, leg.during_lesson) for leg in legs] == [
        ("101", at("08:20"), True),
        ("102", at("08:31"), False),
    ]


def test_three_rooms_on_one_floor_before_the_bell() -> None:
    """The next floor's room is needed at the same bell, and comes after the neighbours."""
    some = [
        errand("201", floor="2", lessons="3"),
        errand("103", lessons="3"),
        errand("101", lessons="3"),
        errand("102", lessons="3"),
    ]
    cut = stretches(plan(some, at("09:00")))
    assert [(one.before, one.floor, [leg.errand.key for leg in one.legs]) for one in cut] == [
        (at("10:00"), "1", ["101", "102", "103"]),
        (at("10:00"), "2", ["201"]),
    ]


def test_a_neighbour_is_taken_along_when_nothing_is_late_for_it() -> None:
    some = [errand("101", lessons="2"), errand("102"), errand("301", floor="3", lessons="3")]
    assert order(some, "08:00") == ["101", "102", "301"], "301 has time until ten"
    tight = [errand("101", lessons="3"), errand("102"), errand("301", floor="3", lessons="3")]
    assert order(tight, "09:32") == ["101", "301", "102"], "with 102 in between, 301 would not be done by ten"


def test_what_else_is_to_be_done_in_a_room_is_done_while_one_is_there() -> None:
    some = [
        errand("a", "101", needed_at=at("10:00")),
        errand("b", "103", needed_at=at("11:00")),
        errand("c", "101"),
    ]
    assert order(some, "09:00") == ["a", "c", "b"]
    assert order(some, "10:45") == ["a", "b", "c"], "with c in between, 103 would not be done by eleven"


def test_what_hurts_already_does_not_send_one_twice_to_a_room() -> None:
    some = [
        errand("a", "101", needed_at=at("08:00")),
        errand("b", "103", needed_at=at("08:10")),
        errand("c", "101", needed_at=at("08:20")),
        errand("d", "101"),
    ]
    assert order(some, "09:00") == ["a", "c", "d", "b"]


def test_an_agreed_time_is_kept() -> None:
    visit = errand("205", floor="2", fixed=(at("09:00"), at("09:50")))
    some = [visit, errand("101", lessons="2"), errand("102", lessons="4", minutes=30)]
    legs = plan(some, at("08:40"))
    assert [leg.errand.key for leg in legs] == ["101", "205", "102"], "102 takes too long to fit before nine"
    assert legs[1].arrives == at("09:00")


def test_a_lesson_lost_goes_before_an_agreed_time() -> None:
    some = [errand("205", fixed=(at("09:00"), at("09:50"))), errand("101", lessons="2", stops_teaching=True)]
    assert order(some, "09:00") == ["101", "205"]
