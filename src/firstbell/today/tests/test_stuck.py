"""What is stuck and on whom, the longest first, with the one next step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import Escalation, EscalationReason, HelperJob, Ticket, TicketState
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.today.queries.stuck import count_stuck, stuck

pytestmark = pytest.mark.django_db
S = TicketState


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def waiting(cast: Cast, state: TicketState, title: str, days: int = 0) -> Ticket:
    ticket = make_ticket(cast.school, cast.tia.person, title=title)
    wake_on = timezone.localdate() + dt.timedelta(days=9)
    ticket = change_state(ticket, to=state, details={"text": "x", "wake_on": wake_on}, by=cast.tess.actor)
    Ticket.objects.filter(pk=ticket.pk).update(state_since=timezone.now() - dt.timedelta(days=days, minutes=1))
    return ticket


def test_by_whom_they_wait_for_the_longest_first(cast: Cast) -> None:
    waiting(cast, S.WAITING_VENDOR, "young", 2)
    waiting(cast, S.WAITING_VENDOR, "old", 12)
    waiting(cast, S.WAITING_REQUESTER, "asked", 3)
    waiting(cast, S.WAITING_ROOM, "room")
    sent = waiting(cast, S.WAITING_DISTRICT, "sent", 1)
    waiting(cast, S.WAITING_DISTRICT, "not sent")
    helped = make_ticket(cast.school, cast.tia.person, title="helped")
    make_ticket(cast.school, cast.tia.person, title="works on it")
    now = timezone.now()
    HelperJob.objects.create(ticket=helped, helper=cast.stu.account, task="x", given_at=now, given_by="Tess")
    reason = EscalationReason.objects.order_by("pk")[0]
    Escalation.objects.create(ticket=sent, reason=reason, state="sent", made_at=now, sent_at=now)
    found = {
        one.key: [(t.ticket.title, t.days, t.step.label) for t in one.tickets] for one in stuck(cast.tess.actor, now)
    }
    assert found == {
        "requester": [("asked", 3, "Remind")],
        "vendor": [("old", 12, "Wake"), ("young", 2, "Wake")],
        "district": [("sent", 1, "See the escalation"), ("not sent", 0, "Escalate")],
        "visit": [("room", 0, "Find a period")],
        "helper": [("helped", 0, "See the work")],
    }
    assert stuck(cast.sam.actor, now) == []


def test_the_shown_are_few_and_the_count_is_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firstbell.today.queries.stuck.EACH", 1)
    mine, _ = (waiting(cast, S.WAITING_PART, "a", 4), waiting(cast, S.WAITING_PART, "b", 3))
    (group,) = stuck(cast.tess.actor, timezone.now())
    assert (group.total, [one.ticket for one in group.tickets]) == (2, [mine])
    assert stuck(cast.tess.actor, timezone.now(), only_mine=True) == []
    assign_ticket(mine, assignee=cast.tess.account, by=cast.tess.actor)
    assert len(stuck(cast.tess.actor, timezone.now(), only_mine=True)) == 1
    assert count_stuck(cast.tess.actor) == 1


def test_one_tap_wakes_it_and_leads_back(cast: Cast) -> None:
    ticket = waiting(cast, S.WAITING_PART, "hinge", 5)
    tess = client_of(cast.tess)
    page = tess.get(reverse("today:stuck")).content.decode()
    assert "5 days" in page
    assert f'name="in_progress-assignee" value="{cast.tess.account.pk}"' in page
    data = {"in_progress-assignee": cast.tess.account.pk, "next": "/today/stuck/"}
    answer = tess.post(reverse("helpdesk:ticket_state", args=[ticket.pk, "in_progress"]), data)
    assert answer.headers["Location"] == "/today/stuck/"
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (S.IN_PROGRESS, cast.tess.account)
    assert "Nothing is stuck" in tess.get(reverse("today:stuck")).content.decode()
