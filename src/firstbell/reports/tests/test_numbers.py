"""What is counted: every number by hand, sums that fit, and no more statements for more tickets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.core.errors import Forbidden
from firstbell.guides.models import Walk
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.incidents import make_incident, say_me_too
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket, TicketState
from firstbell.helpdesk.queries.reports import DIMENSIONS, groups
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.reports.queries import KINDS, Asked, asked_for, kinds_for, report_of
from firstbell.reports.queries.shapes import Number, Report
from firstbell.reports.tests.factories import (
    FIRST,
    LAST,
    answer,
    known_symptom,
    make_past,
    make_walks,
    make_week,
    moment,
)

pytestmark = pytest.mark.django_db
S = TicketState


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def week(cast: Cast, **values: Any) -> Asked:
    """That week at the school, as Tess asks for it."""
    return asked_for(cast.tess.actor, organisation=cast.school, period="own", first=FIRST, last=LAST, **values)


def month(cast: Cast) -> Asked:
    return asked_for(cast.tess.actor, organisation=cast.school)


def made(name: str, asked: Asked) -> Report:
    return report_of(KINDS[name], asked)


def figures(report: Report) -> dict[str, tuple[Number, Number]]:
    return {one.key: (one.value, one.before) for one in report.figures}


def lines(report: Report, key: str) -> dict[str, tuple[Number, ...]]:
    table = next(one for one in report.tables if one.key == key)
    return {line.label: line.values for line in table.lines}


def test_volume(cast: Cast) -> None:
    make_week(cast)
    report = made("volume", week(cast))
    assert figures(report) == {
        "opened": (10, 4), "resolved": (8, 4), "ended": (0, 0), "still_open": (2, 0), "standing": (0, 0),
    }  # fmt: skip
    assert lines(report, "symptom") == {"Screen": (6, 4), "Keys": (3, 0), "Private tickets": (1, 0)}
    assert lines(report, "origin") == {"Portal": (10, 4)}
    assert lines(report, "time") == {
        "Mar 9": (4, 4), "Mar 10": (2, 0), "Mar 11": (0, 0), "Mar 12": (0, 0), "Mar 13": (4, 4),
    }  # fmt: skip


def test_days_begin_at_the_school_s_midnight(cast: Cast) -> None:
    make_past(cast, None, moment(cast, LAST, 23, 59))
    make_past(cast, None, moment(cast, LAST + dt.timedelta(days=1), 0, 0))
    assert figures(made("volume", week(cast)))["opened"] == (1, 0)
    assert lines(made("volume", week(cast)), "time")["Mar 13"] == (1, 0)


def test_where_and_with_what(cast: Cast) -> None:
    make_week(cast)
    report = made("breakdown", week(cast))
    assert lines(report, "room") == {"Room 12": (4, 0), "No room given": (5, 4), "Private tickets": (1, 0)}
    assert lines(report, "model") == {"Acer Chromebook 311": (3, 0), "No device": (6, 4), "Private tickets": (1, 0)}
    assert lines(report, "building") == {"No building given": (9, 4), "Private tickets": (1, 0)}


def test_time_to_teach_again_and_promises(cast: Cast) -> None:
    make_week(cast)
    report = made("teaching", week(cast))
    assert figures(report) == {
        "work_median": (1200, None), "work_ninetieth": (2400, None), "time_median": (1200, None),
        "time_ninetieth": (2400, None), "tickets": (4, 0),
    }  # fmt: skip
    assert lines(report, "work")["Resolved"] == (8, 1800, 18_000, 1800), "8: 5, 10, 20, 30 | 40, 300 …"
    kept = made("promises", week(cast))
    assert figures(kept)["broken"] == (6, 0), "three came after five hours, without an answer before"
    assert lines(kept, "urgency")["First answer: cannot teach or learn"] == (4, 4, 0, 100)
    assert lines(kept, "urgency")["Resolution: slowed down"] == (4, 1, 3, 25)


def first_contacts(cast: Cast) -> tuple[Number, Number]:
    found = figures(made("first-contact", month(cast)))
    return found["first"][0], found["resolved"][0]


def solved(cast: Cast, *, replies: int = 0) -> Ticket:
    """Through the actions: taken by Tess, answered so often, resolved."""
    ticket = make_ticket(cast.school, cast.tia.person, symptom=known_symptom("screen"))
    Ticket.objects.filter(pk=ticket.pk).update(state=S.TRIAGED)
    ticket = change_state(
        Ticket.objects.get(pk=ticket.pk), to=S.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor
    )
    add_reply(ticket, text="It is room 12.", by=cast.tia.actor)
    for number in range(replies):
        add_reply(ticket, text=f"Try this, {number}.", by=cast.tess.actor)
    end = {"resolution": "restart", "text": "Restarted."}
    return change_state(ticket, to=S.RESOLVED, details=end, by=cast.tess.actor)


def test_first_contact_is_one_answer_one_person_and_for_good(cast: Cast) -> None:
    solved(cast)
    once = solved(cast, replies=1)
    assert first_contacts(cast) == (2, 2), "what the requester writes is no answer of ours"
    solved(cast, replies=2)
    assert first_contacts(cast) == (2, 3)
    back = change_state(once, to=S.IN_PROGRESS, details={"text": "Dark again"}, by=cast.tia.actor)
    assert first_contacts(cast) == (1, 2)
    change_state(back, to=S.RESOLVED, details={"resolution": "restart", "text": "Now."}, by=cast.tess.actor)
    assert first_contacts(cast) == (1, 3), "opened again is no first contact, however it ends"
    found = figures(made("returns", month(cast)))
    assert (found["reopened"][0], found["times"][0]) == (1, 1)
    assert lines(made("returns", month(cast)), "symptom")["Screen"][:2] == (3, 1)


def test_a_second_person_a_question_or_the_district_is_no_first_contact(cast: Cast) -> None:
    given_on, sent, asked = solved(cast), solved(cast), solved(cast, replies=1)
    assert first_contacts(cast) == (3, 3)
    assign_ticket(given_on, assignee=None, by=cast.tess.actor)
    assert first_contacts(cast) == (3, 3), "nobody is no second person"
    assign_ticket(given_on, assignee=cast.dita.account, by=cast.tess.actor)
    assert first_contacts(cast) == (2, 3)
    reason = EscalationReason.objects.order_by("pk")[:1].get()
    draft = Escalation.objects.create(ticket=sent, reason=reason, made_at=sent.opened_at)
    assert first_contacts(cast) == (2, 3), "a draft went nowhere"
    Escalation.objects.filter(pk=draft.pk).update(sent_at=sent.opened_at)
    assert first_contacts(cast) == (1, 3)
    answer(asked, None, key=f"person:{cast.tia.person.pk}")
    assert first_contacts(cast) == (1, 3), "the requester's mail"
    answer(asked, cast.tess.person)
    assert first_contacts(cast) == (0, 3)


def test_who_comes_again(cast: Cast) -> None:
    make_week(cast)
    report = made("repeats", week(cast))
    assert figures(report)["again"] == (6, 0)
    assert lines(report, "symptom") == {"Screen": (4, 0), "Keys": (2, 0)}
    assert lines(report, "people")["Nina6 Norwood6: Keys"] == (2,)
    assert len(lines(report, "people")) == 5
    asked = week(cast)
    asked.rule.repeat_days = 3
    assert figures(made("repeats", asked))["again"] == (2, 0), "four days are more than three"


def test_what_was_solved_without_a_ticket_and_whether_it_was_good(cast: Cast) -> None:
    make_week(cast)
    walks = made("deflection", week(cast))
    assert figures(walks) == {"share": (75, None), "solved": (6, 0), "handed_over": (2, 0), "left": (1, 0)}
    good = made("satisfaction", week(cast))
    assert next(one.text for one in good.figures) == "67 %"
    assert lines(good, "symptom") == {"Screen": (4, 4, 0, 100), "Keys": (2, 0, 2, 0)}


def test_incidents_and_the_people_they_touched(cast: Cast) -> None:
    tickets = [make_ticket(cast.school, person) for person in (cast.tia.person, cast.pat.person)]
    incident = make_incident(tickets, title="Wi-Fi in B wing", by=cast.tess.actor)
    say_me_too(incident, person=cast.stu.person, by=cast.stu.actor)
    report = made("returns", month(cast))
    assert (figures(report)["incidents"], figures(report)["touched"]) == ((1, 0), (3, 0))
    assert lines(report, "incidents") == {f"{incident.number} Wi-Fi in B wing (open)": (3,)}


def test_load_is_for_managers(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)
    add_reply(ticket, text="I come.", minutes=12, by=cast.tess.actor)
    private = make_ticket(cast.school, cast.stu.person, is_private=True)
    assign_ticket(private, assignee=cast.tess.account, by=cast.tess.actor)
    assert "load" not in [one.name for one in kinds_for(month(cast))]
    asked = asked_for(cast.pat.actor, organisation=cast.school)
    found = lines(made("load", asked), "who")
    assert found[cast.tess.account.display_name] == (1, 0, 0, 0, 12, 0)
    assert found["Private tickets, whoever has them"][0] == 1


def test_reach_is_where_the_permission_is_held(cast: Cast) -> None:
    make_week(cast)
    make_past(cast, None, moment(cast, FIRST), school=cast.other_school)
    assert figures(made("volume", week(cast)))["opened"] == (10, 4)
    whole = asked_for(cast.dita.actor, organisation=cast.district, period="own", first=FIRST, last=LAST)
    assert figures(made("volume", whole))["opened"] == (11, 4)
    assert lines(made("volume", whole), "school") == {cast.school.name: (10, 4), cast.other_school.name: (1, 0)}
    with pytest.raises(Forbidden):
        asked_for(cast.tess.actor, organisation=cast.other_school)
    with pytest.raises(Forbidden):
        asked_for(cast.tia.actor)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 12), st.booleans(), st.booleans()), max_size=8))
def test_groups_are_the_whole_and_the_flow_balances(cast: Cast, drawn: list[tuple[int, int, bool, bool]]) -> None:
    Ticket.objects.all().delete()
    for day, minutes, is_private, is_solved in drawn:
        at = moment(cast, FIRST + dt.timedelta(days=day))
        ticket = make_past(
            cast, cast.stu.person, at, minutes=minutes * 500 if is_solved else None, is_private=is_private,
            symptom=known_symptom("screen") if minutes % 2 else None,
        )  # fmt: skip
        if not is_solved and minutes > 8:
            Ticket.objects.filter(pk=ticket.pk).update(state=S.CANCELLED, closed_at=at + dt.timedelta(hours=minutes))
    flow = week(cast).flow
    found = {dimension: groups(week(cast).counted, dimension) for dimension in DIMENSIONS}
    for when in ("now", "before"):
        count = {
            name: getattr(getattr(flow, name), when)
            for name in ("standing", "opened", "resolved", "ended", "still_open")
        }
        assert count["standing"] + count["opened"] - count["resolved"] - count["ended"] == count["still_open"]
        for dimension in DIMENSIONS:
            counted = sum(getattr(one.count, when) for one in found[dimension])
            assert counted == count["opened"], dimension


def test_more_tickets_cost_no_more_statements(cast: Cast) -> None:
    make_week(cast)

    def ask(name: str) -> Report:
        return made(name, asked_for(cast.dita.actor, organisation=cast.school, period="own", first=FIRST, last=LAST))

    few = {name: statements(partial(ask, name)) for name in KINDS}
    for number in range(8):
        at = moment(cast, FIRST, 9, number)
        make_past(cast, cast.stu.person, at, minutes=9, symptom=known_symptom("hinge"))
    make_walks(cast, Walk.State.SOLVED, 5)

    assert {name: statements(partial(ask, name)) for name in KINDS} == few
    assert max(few.values()) <= 14


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_school_without_tickets_gets_whole_reports(cast: Cast) -> None:
    for name in KINDS:
        report = made(name, asked_for(cast.dita.actor, organisation=cast.school))
        assert report.is_empty, name
        assert report.figures, name
