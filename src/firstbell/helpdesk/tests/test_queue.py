"""The technician's queue: parts in the order of who cannot teach and when, and polls that learn nothing cost nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core.actor import system_actor
from firstbell.core.events import change
from firstbell.helpdesk.actions.clocks import tick_clocks
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.links import merge_tickets
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import LATER, QueueVersion, Ticket, TicketState
from firstbell.helpdesk.queries.queue import Board, Part, board, numbers_for, still_holds, tag_for
from firstbell.helpdesk.tests.clock_time import local, set_clock
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db
S, U = TicketState, Ticket.Urgency
NOW = "2026-11-23 09:30"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    set_clock(monkeypatch, NOW)
    ensure_promises()
    return make_cast()


def ticket_at(cast: Cast, title: str, hurts: str | None, *, due: str | None = None, **values: Any) -> Ticket:
    """As clocks and lessons would have left it."""
    ticket = make_ticket(cast.school, cast.tia.person, title=title)
    values |= {"priority_at": local(hurts) if hurts else LATER, "due_at": local(due) if due else None}
    Ticket.objects.filter(pk=ticket.pk).update(**values)
    ticket.refresh_from_db()
    return ticket


def titles(shown: Board) -> dict[str, list[str]]:
    return {one.part.key: [ticket.title for ticket in one.tickets] for one in shown.parts}


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def rows_url(query: str = "whose=all") -> str:
    return f"{reverse('helpdesk:queue_rows')}?{query}"


def tag_of(client: Client, query: str = "whose=all") -> str:
    tag: str = client.get(rows_url(query)).headers["ETag"]
    return tag


def status(client: Client, tag: str, query: str = "whose=all") -> int:
    return client.get(rows_url(query), headers={"If-None-Match": tag}).status_code


def test_parts_in_the_order_of_who_cannot_teach_and_when(cast: Cast) -> None:
    ticket_at(cast, "later", "2026-11-24 09:00", due="2026-11-24 09:00")
    ticket_at(cast, "overdue", "2026-11-23 08:00", due="2026-11-23 08:00")
    ticket_at(cast, "no clock", None)
    ticket_at(cast, "before 11", "2026-11-23 11:00", due="2026-11-24 11:00", urgency=U.CANNOT_TEACH)
    ticket_at(cast, "before 10", "2026-11-23 10:00", due="2026-11-24 11:00")
    ticket_at(cast, "dark", "2026-11-23 09:00", due="2026-11-23 12:00", urgency=U.CANNOT_TEACH)
    ticket_at(cast, "part", "2026-11-25 07:00", state=S.WAITING_PART)
    ticket_at(cast, "visit today", "2026-11-23 07:00", state=S.SCHEDULED)
    shown = board(cast.tess.actor, local(NOW))
    assert all(one.total == len(one.tickets) for one in shown.parts), "counted and found by the same words"
    assert titles(shown) == {
        "now": ["dark"],
        "bell": ["before 10", "before 11"],
        "today": ["visit today", "overdue"],
        "later": ["later", "no clock"],
        "waiting": ["part"],
    }
    assert shown.until == local("2026-11-23 10:00"), "the bell at which a part changes"


def test_mine_nobody_s_everybody_s_and_one_part(cast: Cast) -> None:
    mine, other = (ticket_at(cast, name, "2026-11-24 09:00") for name in ("mine", "other"))
    assign_ticket(mine, assignee=cast.tess.account, by=cast.tess.actor)
    by, now = cast.tess.actor, local(NOW)
    assert titles(board(by, now, whose="mine")) == {"later": ["mine"]}
    assert titles(board(by, now, whose="none")) == {"later": [other.title]}
    assert titles(board(by, now, only=Part.NOW)) == {}
    page = client_of(cast.tess).get(f"{reverse('helpdesk:queue')}?whose=mine").content.decode()
    assert 'data-hotkey="u"' in page
    assert (f'id="q{mine.pk}"' in page, f'id="q{other.pk}"' in page) == (True, False)


def test_each_part_shows_its_first_and_counts_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firstbell.helpdesk.queries.queue.EACH", 2)
    for number in range(3):
        ticket_at(cast, f"overdue {number}", "2026-11-23 08:00", due="2026-11-23 08:00")
    ticket_at(cast, "dark", "2026-11-23 09:00", urgency=U.CANNOT_TEACH)
    shown = board(cast.tess.actor, local(NOW))
    assert [(one.part.key, len(one.tickets), one.total, one.more) for one in shown.parts] == [
        ("now", 1, 1, 0),
        ("today", 2, 3, 1),
    ]
    page = client_of(cast.tess).get(reverse("helpdesk:queue")).content.decode()
    assert "only=today" in page
    assert "1 more" in page


def test_another_school_s_and_private_tickets_are_no_work_of_hers(cast: Cast) -> None:
    make_ticket(cast.other_school, title="Theirs")
    make_ticket(cast.school, cast.tess.person, title="Her own worry", is_private=True)
    make_ticket(cast.school, cast.stu.person, title="Worry", is_private=True)
    assert board(cast.tess.actor, local(NOW)).total == 0
    assert board(cast.dita.actor, local(NOW)).total == 3
    assert client_of(cast.tia).get(reverse("helpdesk:queue")).status_code == 403


def changes(cast: Cast, ticket: Ticket, other: Ticket, third: Ticket) -> dict[str, Callable[[], object]]:
    by = cast.tess.actor
    return {
        "opened": lambda: make_ticket(cast.school, title="New"),
        "assigned": lambda: assign_ticket(ticket, assignee=cast.tess.account, by=by),
        "replied": lambda: add_reply(ticket, text="Soon", by=by),
        "noted": lambda: add_note(ticket, text="Odd", by=by),
        "moved": lambda: change_state(
            ticket, to=S.WAITING_PART, details={"text": "x", "wake_on": dt.date(2026, 12, 1)}, by=by
        ),
        "counted anew": lambda: tick_clocks(cast.school, now=local("2026-11-23 09:40"), by=system_actor("clock")),
        "updated in bulk": lambda: Ticket.objects.filter(pk=ticket.pk).update(up_at=local(NOW)),
        "merged": lambda: merge_tickets(ticket, other, reason="one screen", by=by),
        "resolved": lambda: change_state(third, to=S.CANCELLED, details={"text": "x"}, by=by),
    }


def test_every_change_moves_the_tag_and_nothing_else_does(cast: Cast) -> None:
    ticket, other, third = (make_ticket(cast.school, cast.tia.person) for _ in range(3))
    Ticket.objects.filter(pk=third.pk).update(priority=1)  # what counting anew will mend
    tess, sam = client_of(cast.tess), client_of(cast.sam)
    theirs = tag_of(sam)
    for name, act in changes(cast, ticket, other, third).items():
        tag = tag_of(tess)
        assert status(tess, tag) == 304, f"before it was {name}"
        act()
        assert status(tess, tag) == 200, name
    assert status(sam, theirs) == 304, "what happens at another school is not Sam's"


def test_an_unchanged_poll_takes_three_statements_however_many_tickets(cast: Cast) -> None:
    tess = client_of(cast.tess)
    for count in (1, 10):
        for _ in range(count):
            make_ticket(cast.school)
        tag = tag_of(tess)
        status(tess, tag)
        with CaptureQueriesContext(connection) as captured:
            assert status(tess, tag) == 304
        assert len(captured) == 3, [one["sql"][:80] for one in captured.captured_queries]


def test_one_change_counts_once_and_one_that_failed_not_at_all(cast: Cast) -> None:
    ticket = make_ticket(cast.school)
    number = QueueVersion.objects.get(organisation=cast.school, is_private=False).number
    with change(cast.tess.actor):
        add_reply(ticket, text="One", by=cast.tess.actor)
        assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)
    assert QueueVersion.objects.get(organisation=cast.school, is_private=False).number == number + 1

    def fail() -> None:
        with change(cast.tess.actor):
            add_reply(ticket, text="Two", by=cast.tess.actor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert QueueVersion.objects.get(organisation=cast.school, is_private=False).number == number + 1


def test_a_private_ticket_moves_only_the_tags_of_those_who_see_it(cast: Cast) -> None:
    worry = make_ticket(cast.school, cast.stu.person, title="Worry", is_private=True)
    tess, dita = client_of(cast.tess), client_of(cast.dita)
    hers, ditas = tag_of(tess), tag_of(dita)
    add_reply(worry, text="We look into it", by=cast.dita.actor)
    assign_ticket(worry, assignee=cast.dita.account, by=cast.dita.actor)
    assert (status(tess, hers), status(dita, ditas)) == (304, 200)


def test_a_tag_is_good_for_its_holder_its_question_and_its_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket_at(cast, "before 10", "2026-11-23 10:00", due="2026-11-24 11:00")
    tess, dita = client_of(cast.tess), client_of(cast.dita)
    tag = tag_of(tess)
    assert (status(tess, tag), status(tess, f"W/{tag}")) == (304, 304)
    assert status(dita, tag) == 200, "somebody else's"
    assert status(tess, tag, "whose=mine") == 200, "of another question"
    for forged in (tag[:-4] + 'xyz"', '"x"', '"."', '"W10.abc"', tag.replace(".", ".0", 1)):
        assert status(tess, forged) == 200, forged
    set_clock(monkeypatch, "2026-11-23 09:39")
    assert status(tess, tag) == 304
    set_clock(monkeypatch, "2026-11-23 09:41")
    assert status(tess, tag) == 200, "her roles are looked at again after ten minutes"
    now = local("2026-11-23 09:59")
    by = cast.tess.actor
    bell = tag_for(by, numbers_for(by), asked="q", now=now, until=board(by, now).until)
    assert still_holds(bell, by.key, asked="q", now=now)
    assert not still_holds(bell, by.key, asked="q", now=local("2026-11-23 10:00")), "the bell has gone"


def test_signed_out_or_without_the_role_there_is_nothing_to_poll(cast: Cast) -> None:
    tess = client_of(cast.tess)
    tag = tag_of(tess)
    tess.logout()
    assert status(tess, tag) == 302, "to the sign-in page"
    assert status(client_of(cast.tia), tag) == 403


def test_beside_the_queue_with_its_steps_and_back_again(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, title="Projector dark", place=make_place(cast.school, "Room 12"))
    tess = client_of(cast.tess)
    side = tess.get(reverse("helpdesk:queue_ticket", args=[ticket.pk]) + "?whose=mine").content.decode()
    assert "Room 12" in side
    assert reverse("helpdesk:ticket_state", args=[ticket.pk, "triaged"]) in side
    back = f"/helpdesk/queue/?whose=mine&at={ticket.pk}"
    assert back.replace("&", "&amp;") in side
    taken = {"assignee": cast.tess.account.pk, "next": back}
    assert tess.post(reverse("helpdesk:ticket_assign", args=[ticket.pk]), taken).headers["Location"] == back
    ticket.refresh_from_db()
    assert ticket.assignee == cast.tess.account
    away = {"assignee": "", "next": "https://elsewhere.example/"}
    assert (
        tess.post(reverse("helpdesk:ticket_assign", args=[ticket.pk]), away).headers["Location"]
        == f"/helpdesk/{ticket.pk}/"
    )
    said = tess.get(reverse("helpdesk:queue_ticket", args=[ticket.pk])).content.decode()
    assert 'data-said="Assigned to nobody."' in said, "what an act said is said at the side"
    for member in (cast.sam, cast.tia):
        assert client_of(member).get(reverse("helpdesk:queue_ticket", args=[ticket.pk])).status_code in (403, 404)


def test_rest_answers_with_a_tag_and_then_304(cast: Cast) -> None:
    symptom()
    ticket = ticket_at(cast, "dark", "2026-11-23 09:00", urgency=U.CANNOT_TEACH)
    token = create_token(
        cast.tess.account, name="board", permissions=["core.api.use", "helpdesk.ticket.view", "helpdesk.ticket.work"],
        by=cast.tess.actor,
    ).text  # fmt: skip
    headers = {"Authorization": f"Bearer {token}"}
    first = Client().get("/api/v1/tickets/queue", headers=headers)
    assert [(one["part"], one["total"], one["tickets"][0]["id"]) for one in first.json()["parts"]] == [
        ("now", 1, ticket.pk)
    ]
    again = Client().get("/api/v1/tickets/queue", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    add_reply(ticket, text="I come", by=cast.tess.actor)
    assert (
        Client().get("/api/v1/tickets/queue", headers={**headers, "If-None-Match": first.headers["ETag"]}).status_code
        == 200
    )
    assert Client().get(f"/api/v1/tickets/{ticket.pk}", headers=headers).json()["title"] == "dark"
    assert Client().get("/api/v1/tickets/queue?whose=x", headers=headers).status_code == 422
