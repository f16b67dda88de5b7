"""Which screen comes next, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.actor import Actor, system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.guides.actions.retention import forget_walks
from firstbell.guides.actions.walks import (
    answer_question,
    hand_over,
    leave_walk,
    record_step,
    reopen_walk,
    start_walk,
)
from firstbell.guides.content import read
from firstbell.guides.models import StepTally, Walk
from firstbell.guides.queries import audience_of, order_for, report, screen_of
from firstbell.guides.tests.factories import card_document, make_card
from firstbell.guides.walking import Ask, Count, Do, Out, Stop, chances, next_screen, ordered
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast

CONTENT = read(card_document())
AUTHORED = [step.key for step in CONTENT.steps]


def walk_to(audience: str, answers: dict[str, str], tried: list[str], order: list[str] | None = None) -> object:
    return next_screen(CONTENT, answers=answers, tried=tried, order=order or AUTHORED, audience=audience)


def test_questions_come_first_then_the_steps_one_may_do() -> None:
    assert isinstance(walk_to("teacher", {}, []), Ask)
    step = walk_to("student", {"awake": "yes"}, ["pull"])
    assert isinstance(step, Do)
    assert (step.step.key, step.number, step.of) == ("press", 2, 2)
    assert walk_to("student", {"awake": "yes"}, ["pull", "press"]) == Out(tried=True)
    last = walk_to("technician", {"awake": ""}, ["pull", "press", "wake"])
    assert isinstance(last, Do)
    assert last.step.key == "reset"


def test_an_answer_may_jump_or_stop() -> None:
    jumped = walk_to("teacher", {"awake": "no"}, [])
    assert isinstance(jumped, Do)
    assert jumped.step.key == "wake"
    stopped = walk_to("student", {"awake": "smoke"}, [])
    assert isinstance(stopped, Stop)
    assert stopped.escalation.do == "quarantine"
    assert [step.key for step in stopped.first] == ["pull"]


def test_not_knowing_is_what_the_author_says_or_the_strictest() -> None:
    document = card_document()
    grave, calm = (
        {"key": key, "say": {"en": key, "es": key}, "then": f"stop:{to}"}
        for key, to in (("hot", "smoke"), ("dark", "dark"))
    )
    document["questions"][0]["answers"] = [grave, calm]
    stopped = next_screen(read(document), answers={"awake": ""}, tried=[], order=AUTHORED, audience="student")
    assert isinstance(stopped, Stop)
    assert stopped.escalation.key == "smoke"
    document["questions"][0]["answers"] = [grave, {**calm, "unsure": True}]
    stopped = next_screen(read(document), answers={"awake": ""}, tried=[], order=AUTHORED, audience="student")
    assert isinstance(stopped, Stop)
    assert stopped.escalation.key == "dark"


def test_an_answer_an_edit_has_removed_is_asked_again() -> None:
    assert isinstance(walk_to("teacher", {"awake": "gone"}, []), Ask)


def test_what_worked_before_comes_first_and_risk_last() -> None:
    none: dict[str, Count] = {}
    assert ordered(CONTENT, chances(CONTENT, none, none, none)) == AUTHORED
    here = {"wake": Count(worked=7, did_not=1), "reset": Count(worked=20, did_not=0)}
    assert ordered(CONTENT, chances(CONTENT, here, none, none)) == ["pull", "wake", "press", "reset"]
    model = {"wake": Count(worked=0, did_not=30), "press": Count(worked=9, did_not=1)}
    assert ordered(CONTENT, chances(CONTENT, here, model, none))[:2] == ["pull", "press"]


@given(
    st.dictionaries(
        st.sampled_from(AUTHORED), st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: Count(*pair))
    ),
    st.lists(st.sampled_from(AUTHORED), unique=True),
    st.sampled_from(["student", "teacher", "technician"]),
    st.sampled_from(["", "yes", "no"]),
)
def test_every_walk_ends_and_shows_nobody_a_step_too_hard(
    counts: dict[str, Count], tried: list[str], audience: str, answer: str
) -> None:
    order = ordered(CONTENT, chances(CONTENT, counts, counts, {}))
    assert sorted(order) == sorted(AUTHORED)
    assert order[0] == "pull"
    assert order[-1] == "reset"
    done = list(tried)
    screen = walk_to(audience, {"awake": answer}, done, order)
    for _ in range(len(AUTHORED) + 1):
        screen = walk_to(audience, {"awake": answer}, done, order)
        if not isinstance(screen, Do):
            break
        assert audience == "technician" or screen.step.key != "reset"
        assert audience != "student" or screen.step.who == "student"
        assert screen.step.key not in done
        done.append(screen.step.key)
    assert isinstance(screen, Out)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def begin(cast: Cast, by: Actor, person: Person, **more: object) -> Walk:
    card = make_card()
    return start_walk(card, organisation=cast.school, person=person, by=by, **more)  # type: ignore[arg-type]


def test_one_s_own_walk_needs_no_permission_another_s_does(cast: Cast) -> None:
    walk = begin(cast, cast.stu.actor, cast.stu.person)
    assert walk.audience == "student"
    with pytest.raises(Forbidden):
        start_walk(walk.card, organisation=cast.school, person=cast.stu.person, by=cast.tia.actor)
    with pytest.raises(Forbidden):
        answer_question(walk, question="awake", answer="yes", by=cast.tia.actor)
    assert audience_of(cast.tia.actor) == "teacher"
    assert audience_of(cast.tess.actor) == "technician"
    start_walk(walk.card, organisation=cast.school, person=cast.stu.person, audience="student", by=cast.tess.actor)


def test_outcomes_are_counted_by_model_and_place_and_change_the_order(cast: Cast) -> None:
    device, room = make_device(cast.school, holder=cast.tia.person), make_place(cast.school)
    card = make_card()
    for _ in range(6):
        walk = start_walk(
            card, organisation=cast.school, person=cast.tia.person, item=device, place=room, by=cast.tia.actor
        )
        walk = answer_question(walk, question="awake", answer="yes", by=cast.tia.actor)
        walk = record_step(walk, step="pull", outcome="done", by=cast.tia.actor)
        walk = record_step(walk, step="press", outcome="did_not", by=cast.tia.actor)
        walk = record_step(walk, step="wake", outcome="worked", by=cast.tia.actor)
        assert walk.state == Walk.State.SOLVED
    tallies = {(t.scope, t.step): (t.worked, t.did_not) for t in StepTally.objects.all()}
    assert tallies["all", "wake"] == tallies["model", "wake"] == tallies["place", "wake"] == (6, 0)
    assert tallies["all", "press"] == (0, 6)
    assert ("all", "pull") not in tallies
    content = read(card.content)
    order = order_for(card, content, product_id=device.product_id, place_id=room.pk)
    assert order[:2] == ["pull", "wake"]
    row = report(cast.tess.actor)[0]
    assert (row.ended, row.solved, row.share, row.best_step) == (6, 6, 100, "Wake it.")


def test_saying_something_else_corrects_the_count_and_twice_is_once(cast: Cast) -> None:
    walk = begin(cast, cast.tia.actor, cast.tia.person)
    record_step(walk, step="press", outcome="did_not", by=cast.tia.actor)
    record_step(walk, step="press", outcome="did_not", by=cast.tia.actor)
    record_step(walk, step="press", outcome="skipped", by=cast.tia.actor)
    tally = StepTally.objects.get(scope="all", step="press")
    assert (tally.worked, tally.did_not, tally.skipped) == (0, 0, 1)
    solved = record_step(walk, step="press", outcome="worked", by=cast.tia.actor)
    again = reopen_walk(solved, by=cast.tia.actor)
    assert again.state == Walk.State.OPEN
    tally.refresh_from_db()
    assert (tally.worked, tally.did_not, tally.skipped) == (0, 1, 0)


@pytest.mark.parametrize(
    ("step", "outcome"),
    [("reset", "worked"), ("nowhere", "worked"), ("press", "maybe"), ("pull", "worked"), ("press", "done")],
)
def test_what_is_no_answer_to_a_step_is_refused(cast: Cast, step: str, outcome: str) -> None:
    walk = begin(cast, cast.stu.actor, cast.stu.person)
    with pytest.raises(Invalid):
        record_step(walk, step=step, outcome=outcome, by=cast.stu.actor)


def test_an_ended_walk_takes_nothing_more_and_names_no_person_in_the_trail(cast: Cast) -> None:
    walk = begin(cast, cast.stu.actor, cast.stu.person, said="my secret words")
    hand_over(walk, escalation="dark", by=cast.stu.actor)
    with pytest.raises(Conflict):
        record_step(walk, step="press", outcome="worked", by=cast.stu.actor)
    assert leave_walk(walk, by=cast.stu.actor).state == Walk.State.HANDED_OVER
    for entry in AuditEntry.objects.filter(verb__startswith="guides.walk"):
        assert not entry.links.filter(kind="people.person").exists()
        assert "secret" not in f"{entry.summary} {entry.note} {entry.changes}"


def test_strangers_do_not_see_it_and_retention_forgets_who(cast: Cast) -> None:
    walk = begin(cast, cast.stu.actor, cast.stu.person, said="words")
    for stranger in (cast.tia, cast.sam):
        assert not Walk.objects.visible_to(stranger.actor).filter(pk=walk.pk).exists()
    assert Walk.objects.visible_to(cast.tess.actor).filter(pk=walk.pk).exists()
    assert isinstance(screen_of(walk), Ask)
    assert forget_walks(Walk.objects.all(), by=system_actor("tests")) == 1
    walk.refresh_from_db()
    assert (walk.person_id, walk.said) == (None, "")
