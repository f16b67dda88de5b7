"""Rules: tried on past tickets, switched on, explained on every ticket, and never in a ticket's way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import Notice, TableStamp
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.rules import save_rule, switch_rule, try_rule
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import RoutingRule, RuleRun, Ticket, TicketState
from firstbell.helpdesk.rules import Facts, decide
from firstbell.helpdesk.tasks import count_clocks, look_at_waiting
from firstbell.helpdesk.tests.clock_time import set_clock
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.inventory.tests.factories import make_device, make_model
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.tests.factories import make_building, make_place

pytestmark = pytest.mark.django_db
WORDS = {"words": [["projector", "projector"], ["beamer", "beamer"]]}


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def rule(
    cast: Cast, name: str = "Projectors go to Tess", *, where: Organisation | None = None, **values: Any
) -> RoutingRule:
    """A rule that is on; by default it gives tickets to Tess."""
    if not values.keys() & {"assign_to", "set_urgency", "set_impact", "set_symptom", "add_watcher", "note", "tell"}:
        values["assign_to"] = cast.tess.account
    saved = save_rule(None, organisation=where or cast.school, name=name, by=cast.dita.actor, **values)
    try_rule(saved, by=cast.dita.actor)
    return switch_rule(saved, is_active=True, by=cast.dita.actor)


def lines(ticket: Ticket) -> list[tuple[str, str]]:
    return [(line["name"], line["outcome"]) for run in ticket.rule_runs.all() for line in run.lines]


def test_it_is_tried_before_it_is_switched_on_and_says_how_many(cast: Cast, client: Client) -> None:
    make_ticket(cast.school, cast.tia.person, title="Projector dark")
    make_ticket(cast.school, cast.tia.person, title="The beamer hums")
    make_ticket(cast.school, cast.tia.person, title="Projection of enrollment")
    make_ticket(cast.other_school, cast.sam.person, title="Projector dark there")
    by = cast.tess.actor
    made = save_rule(
        None, organisation=cast.school, name="Projectors", conditions=WORDS, assign_to=cast.tess.account, by=by
    )
    with pytest.raises(Conflict, match="not tried"):
        switch_rule(made, is_active=True, by=by)
    trial = try_rule(made, by=by)
    assert (trial.looked_at, trial.fits) == (3, 2)
    assert [row.ticket.title for row in trial.rows] == ["The beamer hums", "Projector dark"]
    assert trial.rows[0].would == ("give it to Tess Torres",)
    assert "given to nobody" in trial.rows[0].did
    assert not Ticket.objects.exclude(assignee=None).exists(), "a trial changes nothing"
    client.force_login(cast.tess.account)
    page = client.get(f"/helpdesk/rules/{made.pk}/").content.decode()
    assert "2 of 3" in page
    assert "Switch on: about 2 tickets a month" in page
    switch_rule(made, is_active=True, by=by)
    changed = save_rule(made, organisation=cast.school, conditions={}, by=by)
    assert (changed.is_active, changed.tried_at) == (False, None), "what was changed has to be tried again"


def test_it_routes_and_the_ticket_says_why(cast: Cast, client: Client) -> None:
    building = make_building(cast.school, "Annex")
    room = make_place(cast.school, "Room 12", building=building)
    at_annex = {**WORDS, "building": [[str(building.pk), "Annex"]]}
    rule(
        cast,
        conditions=at_annex,
        assign_to=cast.tess.account,
        set_urgency=Ticket.Urgency.CANNOT_TEACH,
        note="Ladder in B2.",
    )
    rule(cast, "Books", conditions={"words": [["book", "book"]]}, set_impact=Ticket.Impact.BUILDING)
    ticket = make_ticket(cast.school, cast.tia.person, title="PROJECTOR dark!", place=room)
    assert (ticket.assignee, ticket.urgency, ticket.impact) == (cast.tess.account, "cannot_teach", "one")
    assert ticket.priority == 2, "the clocks start after the rules"
    assert lines(ticket) == [("Projectors go to Tess", "fired"), ("Books", "no")]
    assert ticket.entries.get(kind="note").text == "Ladder in B2."
    client.force_login(cast.tess.account)
    page = client.get(f"/helpdesk/{ticket.pk}/").content.decode()
    assert "The building is Annex; the title says “projector” or “beamer”." in page
    assert "Not so: The title says “book”." in page
    client.force_login(cast.tia.account)
    assert "Why it went here" not in client.get(f"/helpdesk/{ticket.pk}/").content.decode()


def test_a_school_s_own_rule_looks_first_and_what_is_set_stays(cast: Cast) -> None:
    rule(cast, "District", where=cast.district, assign_to=cast.dita.account, set_impact=Ticket.Impact.CLASS)
    rule(cast, "School", assign_to=cast.tess.account)
    ticket = make_ticket(cast.school, cast.tia.person)
    assert (ticket.assignee, ticket.impact) == (cast.tess.account, "class")
    assert lines(ticket) == [("School", "fired"), ("District", "fired")]
    assert make_ticket(cast.other_school, cast.sam.person).assignee == cast.dita.account


def test_a_rule_whose_person_left_is_left_out_and_says_so(cast: Cast, client: Client) -> None:
    made = rule(cast, set_urgency=Ticket.Urgency.CANNOT_TEACH, assign_to=cast.tess.account)
    cast.tess.account.is_active = False
    cast.tess.account.save()
    ticket = make_ticket(cast.school, cast.tia.person)
    assert (ticket.assignee, ticket.urgency) == (None, "slowed")
    assert lines(ticket) == [("Projectors go to Tess", "broken")]
    made.refresh_from_db()
    assert made.problem == f"{ticket.number}: Tess Torres does not work on tickets here any more."
    client.force_login(cast.dita.account)
    assert "any more" in client.get("/helpdesk/rules/").content.decode()


def test_the_number_of_rules_does_not_cost_queries(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            make_ticket(cast.school, cast.tia.person)
        return len(captured)

    rule(cast, "One", set_urgency=Ticket.Urgency.CAN_WAIT, note="A")
    cost()  # what is kept in memory is made by the first ticket
    few = cost()
    for number in range(12):
        rule(
            cast,
            f"More {number}",
            set_urgency=Ticket.Urgency.CAN_WAIT,
            note="A",
            conditions=WORDS if number % 2 else {},
        )
    cost()
    assert cost() == few


def test_counting_how_often_a_rule_fired_holds_nobody_up(cast: Cast) -> None:
    """The stamp that all tickets look at is renewed by what changes which rules are on, not by the counter."""
    stamp = TableStamp.objects.filter(name="helpdesk_routingrule").values_list("stamp", flat=True)
    one = rule(cast, set_urgency=Ticket.Urgency.CAN_WAIT)
    seen = stamp.get()
    make_ticket(cast.school, cast.tia.person)
    one.refresh_from_db()
    assert (one.fired, stamp.get()) == (1, seen)
    switch_rule(one, is_active=False, by=cast.dita.actor)
    assert stamp.get() != seen
    assert lines(make_ticket(cast.school, cast.tia.person)) == []


def test_watchers_and_teams(cast: Cast) -> None:
    rule(cast, add_watcher=cast.pat.person, tell=RoutingRule.Team.DISTRICT)
    ticket = make_ticket(cast.school, cast.tia.person)
    assert [one.person for one in ticket.watchers.all()] == [cast.pat.person]
    told = Notice.objects.filter(kind="helpdesk.rule_tells")
    assert "Dita" in " ".join(told.values_list("recipient_name", flat=True))
    told.delete()
    secret = make_ticket(cast.school, cast.tia.person, title="What happened", is_private=True)
    assert not secret.watchers.exists()
    assert not Notice.objects.filter(line__contains="What happened").exists()


def test_what_is_asked_by_device_person_hour_and_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    model = make_model("Acer 311")
    device = make_device(cast.school, "C-1", model=model)
    rule(
        cast,
        conditions={
            "model": [[str(model.pk), "Acer 311"]],
            "requester_kind": [["student", "student"]],
            "hours": [["07:00", "07:00"], ["09:00", "09:00"]],
            "school_day": [["open", "a school day"]],
        },
    )
    set_clock(monkeypatch, "2026-11-23 08:00")
    assert make_ticket(cast.school, cast.stu.person, items=[device]).assignee == cast.tess.account
    assert make_ticket(cast.school, cast.stu.person).assignee is None, "no device"
    assert make_ticket(cast.school, cast.tia.person, items=[device]).assignee is None, "not a student"
    set_clock(monkeypatch, "2026-11-23 09:00")
    assert make_ticket(cast.school, cast.stu.person, items=[device]).assignee is None, "too late"
    set_clock(monkeypatch, "2026-11-22 08:00")
    assert make_ticket(cast.school, cast.stu.person, items=[device]).assignee is None, "Sunday"


def test_when_the_requester_writes_when_it_has_waited_and_when_a_due_time_is_near(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    rule(cast, "Answers", when="replied", set_symptom=symptom())
    rule(cast, "Waits long", when="waited", waited_hours=48, set_impact=Ticket.Impact.CLASS)
    rule(cast, "Near", when="breach_near", assign_to=cast.tess.account)
    ticket = make_ticket(cast.school, cast.tia.person)
    add_reply(ticket, text="Still dark.", by=cast.tia.actor)
    ticket.refresh_from_db()
    assert ticket.symptom == symptom()
    count_clocks(set_clock(monkeypatch, "2026-11-23 11:30"))
    ticket.refresh_from_db()
    assert ticket.assignee == cast.tess.account
    details = {"text": "Lamp, ordered", "wake_on": dt.date(2026, 11, 30)}
    change_state(ticket, to=TicketState.WAITING_PART, details=details, by=cast.tess.actor)
    look_at_waiting(set_clock(monkeypatch, "2026-11-25 11:29"))
    assert Ticket.objects.get(pk=ticket.pk).impact == "one"
    look_at_waiting(set_clock(monkeypatch, "2026-11-25 11:30"))
    look_at_waiting(set_clock(monkeypatch, "2026-11-25 12:30"))
    assert Ticket.objects.get(pk=ticket.pk).impact == "class"
    assert RuleRun.objects.filter(ticket=ticket, when="waited").count() == 1, "once per wait"


def test_who_may_and_what_is_refused(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        save_rule(None, organisation=cast.school, name="Mine", assign_to=cast.sam.account, by=cast.sam.actor)
    with pytest.raises(Forbidden):
        save_rule(None, organisation=cast.district, name="All", assign_to=cast.tess.account, by=cast.tess.actor)
    with pytest.raises(Invalid, match="does nothing"):
        save_rule(None, organisation=cast.school, name="Idle", by=cast.tess.actor)
    with pytest.raises(Invalid, match="no condition"):
        save_rule(
            None, organisation=cast.school, name="Odd", note="A", conditions={"moon": [["1", "1"]]}, by=cast.tess.actor
        )
    wrong = save_rule(None, organisation=cast.school, name="Sam's", assign_to=cast.sam.account, by=cast.tess.actor)
    try_rule(wrong, by=cast.tess.actor)
    with pytest.raises(Conflict, match="cannot work"):
        switch_rule(wrong, is_active=True, by=cast.tess.actor)


def test_written_tried_and_switched_on_by_hand(cast: Cast, client: Client) -> None:
    room = make_place(cast.school, "Room 12", code="R12")
    client.force_login(cast.tess.account)
    form = {
        "name": "Room 12", "organisation": cast.school.pk, "when": "opened", "place": "R12", "words": "dark, black",
        "urgency": ["slowed", "can_wait"], "hours_from": "07:00", "hours_to": "16:00", "school_day": "",
        "assign_to": cast.tess.account.pk, "position": 10, "add_watcher": cast.pat.person.username or "", "tell": "",
    }  # fmt: skip
    assert client.post("/helpdesk/rules/add/", {**form, "place": "Nowhere"}).status_code == 422
    idle = client.post("/helpdesk/rules/add/", {**form, "assign_to": "", "add_watcher": ""})
    assert "The rule does nothing" in idle.content.decode()
    assert client.post("/helpdesk/rules/add/", form).status_code == 302
    made = RoutingRule.objects.get()
    assert made.conditions["place"] == [[str(room.pk), "R12"]]
    assert client.post(f"/helpdesk/rules/{made.pk}/try/").status_code == 302
    client.post(f"/helpdesk/rules/{made.pk}/switch/", {"to": "on"})
    made.refresh_from_db()
    assert made.is_active
    assert 'value="R12"' in client.get(f"/helpdesk/rules/{made.pk}/edit/").content.decode()
    client.force_login(cast.sam.account)
    assert client.get(f"/helpdesk/rules/{made.pk}/").status_code == 404


@given(st.dictionaries(st.sampled_from(["urgency", "impact", "grade"]), st.sets(st.sampled_from("abc")), max_size=3),
       st.dictionaries(st.sampled_from(["urgency", "impact", "grade"]), st.lists(st.sampled_from("abc"), min_size=1), max_size=3))  # fmt: skip
def test_a_rule_fits_when_each_condition_shares_a_value(values, wanted):  # type: ignore[no-untyped-def]
    class One:
        pk, name, set_urgency, set_impact, set_symptom_id, assign_to_id = 1, "One", "", "", None, None
        conditions = {name: [[one, one] for one in some] for name, some in wanted.items()}

    facts = Facts({name: frozenset(some) for name, some in values.items()}, "", dt.time(8))
    fits = all(values.get(name, set()) & set(some) for name, some in wanted.items())
    assert bool(decide(facts, [One()], {}, {}).fired) == fits
