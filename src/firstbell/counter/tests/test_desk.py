"""The state machine by itself: no database, every step and every way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.actor import Actor
from firstbell.counter.desk import (
    Desk,
    Seen,
    SeenItem,
    SeenNothing,
    SeenOther,
    SeenPerson,
    Step,
    back,
    choose_symptom,
    looks_like_name,
    pick_by_number,
    say_yes,
    stages,
    take,
)
from firstbell.counter.forms import sealed, unsealed

STU, ANA = SeenPerson(1, "Stu Dent"), SeenPerson(2, "Ana Gómez")
OWN = SeenItem(10, "1042", "assigned", "Assigned", is_device=True, is_loaner=False, owner=STU, holder_name="Stu Dent")
HERS = replace(OWN, id=11, label="1055", owner=ANA)
LOANER = SeenItem(20, "L-2001", "loaner_available", "Loaner, available", is_device=True, is_loaner=True)
OUT = replace(LOANER, id=21, label="L-2002", status="on_loan", status_label="On loan", holder_name="Ana Gómez", loan=5)
SWAPPED = replace(OUT, swap=7, swap_person="Ana Gómez", is_swap_loaner=True)
READY = replace(HERS, status="ready_return", status_label="Ready to go back", swap=7, swap_person="Ana Gómez")
EMPTY = Desk(key="k")


def test_the_swap_step_by_step() -> None:
    desk = EMPTY
    steps = [desk.step]
    for seen in (STU, OWN):
        desk, said = take(desk, seen)
        assert said.tone == "ok"
        steps.append(desk.step)
    desk, _ = choose_symptom(desk, "screen", "Screen", isolates=False)
    steps.append(desk.step)
    desk, _ = take(desk, LOANER)
    steps.append(desk.step)
    assert steps == [Step.PERSON, Step.DEVICE, Step.SYMPTOM, Step.LOANER, Step.CONFIRM]
    while not desk.is_empty:
        desk = back(desk)
        steps.pop()
        assert desk.step == steps[-1]


@pytest.mark.parametrize(
    ("seen", "tone"),
    [
        (OUT, "error"),
        (replace(LOANER, status="in_repair", status_label="In repair"), "error"),
        (HERS, "error"),
        (OWN, "error"),
        (SeenOther("Room 204", "the place"), "error"),
        (SeenNothing("x"), "error"),
    ],
)
def test_what_is_no_loaner_does_not_go_out(seen: Seen, tone: str) -> None:
    desk = Desk(key="k", person=1, device=10, symptom="screen")
    after, said = take(desk, seen)
    assert (after, said.tone) == (desk, tone)
    assert said.remedy


def test_another_s_device_needs_a_yes() -> None:
    desk, said = take(Desk(key="k", person=1), HERS)
    assert (desk.step, said.tone) == (Step.WHOSE, "question")
    assert "Ana Gómez" in said.text
    desk, _ = say_yes(desk)
    assert (desk.step, desk.device, desk.brought_by_other) == (Step.SYMPTOM, 11, True)


def test_the_return_is_complete_with_both_in_any_order() -> None:
    for order in ((SWAPPED, READY), (READY, SWAPPED)):
        desk = EMPTY
        for seen in order:
            assert not desk.is_return_complete
            desk, said = take(desk, seen)
            assert said.tone == "ok"
        assert desk.is_return_complete


def test_a_wrong_device_changes_nothing_in_a_return() -> None:
    desk, _ = take(EMPTY, SWAPPED)
    after, said = take(desk, OWN)
    assert (after, said.tone) == (desk, "error")
    assert "Wrong device" in said.text


def test_a_badge_in_the_middle_does_not_change_the_student() -> None:
    desk = Desk(key="k", person=1, device=10)
    after, said = take(desk, ANA)
    assert (after, said.tone) == (desk, "error")
    assert take(desk, STU)[1].tone == "ok"
    assert take(EMPTY, replace(STU, is_gone=True))[1].tone == "error"


PEOPLE = st.sampled_from([STU, ANA])
ITEMS = st.sampled_from([OWN, HERS, LOANER, OUT, SWAPPED, READY])
OTHERS = st.sampled_from([SeenOther("Room 1", "the place"), SeenNothing("?")])


@given(st.lists(PEOPLE | ITEMS | OTHERS | st.just("back") | st.just("yes") | st.just("tile"), max_size=25))
def test_no_order_of_scans_breaks_the_desk(moves: list[Seen | str]) -> None:
    desk = EMPTY
    for move in moves:
        if move == "back":
            desk = back(desk)
        elif move == "yes":
            desk = say_yes(desk)[0] if desk.step == Step.WHOSE else desk
        elif move == "tile":
            desk = choose_symptom(desk, "s", "S", isolates=False)[0] if desk.step == Step.SYMPTOM else desk
        else:
            assert not isinstance(move, str)
            desk, said = take(desk, move)
            assert said.text
        assert desk.key == "k"
        if desk.step == Step.CONFIRM:
            assert desk.person
            assert desk.device
            assert desk.loaner not in {None, desk.device}
        if not desk.is_return:
            assert [state for _, state in stages(desk)].count("now") == 1
    for _ in range(8):
        desk = back(desk)
    assert desk.is_empty


@given(
    st.builds(
        Desk,
        key=st.text(max_size=10),
        person=st.none() | st.integers(1, 9),
        symptom=st.text(max_size=5),
        is_damaged=st.booleans(),
        reason=st.text(max_size=20),
    )
)
def test_the_form_carries_the_desk_unchanged_and_for_one_person(desk: Desk) -> None:
    tess, lib = Actor(key="account:1", name="Tess"), Actor(key="account:2", name="Lib")
    text = sealed(desk, tess)
    assert unsealed(text, tess) == desk
    assert unsealed(text, lib) is None
    assert unsealed(text[:-1] + ("A" if text[-1] != "A" else "B"), tess) is None


@pytest.mark.parametrize(
    ("text", "is_name"), [("gom", True), ("o'neil so", True), ("é", False), ("1042", False), ("a1b2", False)]
)
def test_letters_are_a_name_codes_are_not(text: str, is_name: bool) -> None:
    assert looks_like_name(text) is is_name


def test_a_line_of_the_pick_list_by_number() -> None:
    assert [pick_by_number(text, 3) for text in ("1", "3", "4", "0", "x", "²")] == [0, 2, None, None, None, None]
