"""The table of states: complete, reachable, without dead ends, and kept by the action."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.states import change_state, resolve_on_return, restore_ticket, take_back_ticket
from firstbell.helpdesk.lifecycle import DONE, OPEN, TRANSITIONS, Who, transitions_from
from firstbell.helpdesk.models import Resolution, Ticket, TicketState
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.models import Place

S = TicketState


def test_every_state_is_open_or_done_and_never_both() -> None:
    assert set(TicketState) == OPEN | DONE
    assert not OPEN & DONE


def test_every_state_can_be_reached_from_new() -> None:
    reached, edge = {S.NEW}, {S.NEW}
    while edge:
        edge = {step.to for step in TRANSITIONS if step.froms & edge} - reached
        reached |= edge
    assert reached == set(TicketState)


def test_every_open_state_leads_to_an_end_that_a_worker_can_choose() -> None:
    for state in OPEN:
        ends = {step.to for step in TRANSITIONS if state in step.froms and Who.WORKER in step.who}
        assert ends & {S.RESOLVED, S.CANCELLED, S.IN_PROGRESS}, state


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def room(cast: Cast) -> Place:
    return Place.objects.create(organisation=cast.school, kind="room", name="Room 204", number="204", code="EHS-204")


def _triage(ticket: Ticket, cast: Cast, room: Place) -> Ticket:
    details = {"symptom": symptom(), "place": room, "impact": "one", "urgency": "slowed"}
    return change_state(ticket, to=S.TRIAGED, details=details, by=cast.tess.actor)


def test_a_ticket_goes_from_new_to_closed(cast: Cast, room: Place) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    ticket = _triage(ticket, cast, room)
    ticket = change_state(ticket, to=S.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor)
    assert ticket.assignee == cast.tess.account
    done = {"resolution": Resolution.PART_REPLACED, "text": "New screen."}
    ticket = change_state(ticket, to=S.RESOLVED, details=done, by=cast.tess.actor)
    assert ticket.resolved_at is not None
    assert not ticket.is_open
    ticket = change_state(ticket, to=S.CLOSED, by=cast.stu.actor)
    assert ticket.closed_at is not None
    assert [entry.text for entry in ticket.entries.all()][-2:] == ["Resolved: New screen.", "Closed"]
    verbs = AuditEntry.objects.filter(links__kind=Ticket.KIND_REF, links__object_id=ticket.pk)
    assert verbs.filter(verb="helpdesk.ticket_state_changed").count() == 4


def test_what_a_step_requires_is_asked_for(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    with pytest.raises(Invalid) as refused:
        change_state(ticket, to=S.TRIAGED, details={"symptom": symptom()}, by=cast.tess.actor)
    assert refused.value.field == "place"
    ticket.refresh_from_db()
    assert ticket.state == S.NEW


def test_a_step_the_table_does_not_have_is_refused(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    with pytest.raises(Conflict):
        change_state(ticket, to=S.CLOSED, by=cast.tess.actor)


def test_a_waiting_ticket_needs_a_day_that_is_not_past(cast: Cast, room: Place) -> None:
    ticket = _triage(make_ticket(cast.school, cast.stu.person), cast, room)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    details = {"text": "Hinge set, ordered", "wake_on": yesterday}
    with pytest.raises(Invalid) as refused:
        change_state(ticket, to=S.WAITING_PART, details=details, by=cast.tess.actor)
    assert refused.value.field == "wake_on"
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    details = {"text": "Hinge set, ordered", "wake_on": tomorrow}
    assert change_state(ticket, to=S.WAITING_PART, details=details, by=cast.tess.actor).wake_on == tomorrow


def test_who_does_not_work_on_tickets_takes_no_worker_s_step(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    for actor in (cast.lib.actor, cast.stu.actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            change_state(ticket, to=S.SPAM, by=actor)
    assert {step.to for step in transitions_from(ticket, cast.stu.actor)} == {S.CANCELLED}
    assert transitions_from(ticket, cast.sam.actor) == []


def test_the_requester_s_reply_wakes_a_waiting_ticket(cast: Cast, room: Place) -> None:
    ticket = _triage(make_ticket(cast.school, cast.stu.person), cast, room)
    details = {"text": "Which charger?", "wake_on": timezone.localdate()}
    ticket = change_state(ticket, to=S.WAITING_REQUESTER, details=details, by=cast.tess.actor)
    add_reply(ticket, text="The grey one.", by=cast.stu.actor)
    ticket.refresh_from_db()
    assert ticket.state == S.IN_PROGRESS
    assert ticket.wake_on is None


def test_the_requester_reopens_for_a_week_and_not_longer(cast: Cast) -> None:
    ticket = resolve_on_return(make_ticket(cast.school, cast.stu.person), text="Back.", by=cast.lib.actor)
    assert ticket.resolution == Resolution.DEVICE_RETURNED
    long_ago = timezone.now() - dt.timedelta(days=7, minutes=1)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=long_ago)
    with pytest.raises(Conflict):
        change_state(ticket, to=S.IN_PROGRESS, details={"text": "Dark again."}, by=cast.stu.actor)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=long_ago + dt.timedelta(minutes=2))
    ticket = change_state(ticket, to=S.IN_PROGRESS, details={"text": "Dark again."}, by=cast.stu.actor)
    assert ticket.is_open
    assert ticket.resolution == ""


def test_undo_cancels_a_new_ticket_and_restores_a_resolved_one(cast: Cast) -> None:
    ticket = take_back_ticket(make_ticket(cast.school, cast.stu.person), reason="Undone", by=cast.lib.actor)
    assert ticket.state == S.CANCELLED
    other = resolve_on_return(make_ticket(cast.school, cast.stu.person), text="Back.", by=cast.lib.actor)
    other = restore_ticket(other, state=S.NEW, by=cast.lib.actor)
    assert (other.state, other.resolved_at) == (S.NEW, None)
    with pytest.raises(Conflict):
        restore_ticket(other, state=S.NEW, by=cast.lib.actor)


def test_a_duplicate_names_another_ticket(cast: Cast) -> None:
    first, second = make_ticket(cast.school, cast.stu.person), make_ticket(cast.school, cast.stu.person)
    with pytest.raises(Invalid):
        change_state(second, to=S.DUPLICATE, details={"duplicate_of": second}, by=cast.tess.actor)
    second = change_state(second, to=S.DUPLICATE, details={"duplicate_of": first}, by=cast.tess.actor)
    assert second.duplicate_of == first
