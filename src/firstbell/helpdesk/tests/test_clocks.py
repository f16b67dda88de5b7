"""Clocks: counted in working time, paused while a ticket waits, warned once, ordering the queue by who cannot teach."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.models import Notice
from firstbell.core.notifications.kinds import kind_named
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.service_levels import save_level
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import LATER, ServiceLevel, Ticket, TicketClock, TicketState
from firstbell.helpdesk.tasks import count_clocks
from firstbell.helpdesk.tests.clock_time import local, set_clock
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.people.tests.factories import Cast, make_cast, make_section
from firstbell.rooms.tests.factories import make_bells, make_closing, make_place

pytestmark = pytest.mark.django_db
ONE, SLOWED, CANNOT = Ticket.Impact.ONE, Ticket.Urgency.SLOWED, Ticket.Urgency.CANNOT_TEACH


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def clock(ticket: Ticket, kind: str = "resolution") -> TicketClock:
    return ticket.clocks.get(kind=kind)


def test_due_in_working_time_over_night_and_closed_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_bells(cast.school)  # 8:00 to 9:50: 110 minutes a day
    make_closing(cast.district, dt.date(2026, 11, 26), dt.date(2026, 11, 27))  # Thanksgiving, of the district
    set_clock(monkeypatch, "2026-11-25 09:00")
    ticket = make_ticket(cast.school, cast.stu.person)  # answered within 240 minutes: 50 today, 110 Monday, 80 Tuesday
    assert clock(ticket, "answer").due_at == local("2026-12-01 09:20")
    assert ticket.due_at == local("2026-12-01 09:20")
    assert (ticket.priority, ticket.hurts_at) == (3, ticket.due_at)


def test_waiting_stops_the_clock_and_an_answer_goes_on_with_the_rest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")  # no bells: the rule's hours, 7 to 15
    ticket = make_ticket(cast.school, cast.tia.person, urgency=CANNOT)  # 480 minutes: a school day
    assert clock(ticket).due_at == local("2026-11-24 08:00")
    set_clock(monkeypatch, "2026-11-23 08:20")
    details = {"text": "Which port?", "wake_on": dt.date(2026, 11, 25)}
    ticket = change_state(ticket, to=TicketState.WAITING_REQUESTER, details=details, by=cast.tess.actor)
    ticket.refresh_from_db()
    assert (ticket.due_at, clock(ticket).state, clock(ticket).spent) == (None, "paused", 20 * 60)
    assert clock(ticket, "answer").state == "kept", "a question is a first answer"
    assert ticket.priority_at == local("2026-11-25 07:00"), "it asks again when school begins"
    set_clock(monkeypatch, "2026-11-24 09:00")
    add_reply(ticket, text="The left one.", by=cast.tia.actor)
    ticket.refresh_from_db()
    assert ticket.due_at == local("2026-11-25 08:40"), "460 minutes are left: 360 of today, 100 of tomorrow"


def test_reopened_goes_on_where_it_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    ticket = make_ticket(cast.school, cast.tia.person, urgency=CANNOT)
    by = cast.tess.actor
    ticket = change_state(
        ticket, to=TicketState.WAITING_ROOM, details={"text": "B", "wake_on": dt.date(2026, 11, 23)}, by=by
    )
    ticket = change_state(ticket, to=TicketState.IN_PROGRESS, details={"assignee": cast.tess.account}, by=by)
    set_clock(monkeypatch, "2026-11-23 12:00")
    ticket = change_state(ticket, to=TicketState.RESOLVED, details={"resolution": "cable", "text": "Cable."}, by=by)
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.priority_at, clock(ticket).state) == (None, LATER, "kept")
    set_clock(monkeypatch, "2026-11-24 08:00")
    ticket = change_state(ticket, to=TicketState.IN_PROGRESS, details={"text": "Dark again"}, by=cast.tia.actor)
    ticket.refresh_from_db()
    assert ticket.due_at == local("2026-11-24 12:00"), "four of eight hours were used"


def test_a_note_is_no_answer_and_a_reply_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    ticket = make_ticket(cast.school, cast.tia.person)
    add_note(ticket, text="Looks like the lamp.", by=cast.tess.actor)
    add_reply(ticket, text="Please hurry.", by=cast.tia.actor)
    assert clock(ticket, "answer").state == "running"
    add_reply(ticket, text="I come at ten.", by=cast.tess.actor)
    assert clock(ticket, "answer").state == "kept"
    ticket.refresh_from_db()
    assert ticket.due_at == clock(ticket).due_at


def test_triage_changes_what_is_promised(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    ticket = make_ticket(cast.school, cast.tia.person)
    room = make_place(cast.school, "Room 12")
    details = {"symptom": symptom(), "place": room, "impact": Ticket.Impact.CLASS, "urgency": CANNOT}
    change_state(ticket, to=TicketState.TRIAGED, details=details, by=cast.tess.actor)
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.due_at) == (1, local("2026-11-23 08:15"))
    assert clock(ticket).due_at == local("2026-11-23 12:00")


def test_the_next_lesson_is_when_it_hurts(cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    make_bells(cast.school)
    room, quiet = make_place(cast.school, "Room 12"), make_place(cast.school, "Room 13")
    section = make_section(cast.school, "Algebra", teacher=cast.tia.person)
    section.location, section.periods = "Room 12", "2"
    section.save()
    set_clock(monkeypatch, "2026-11-23 08:30")
    later = make_ticket(cast.school, cast.pat.person, title="No class there", place=quiet)
    soon = make_ticket(cast.school, cast.pat.person, title="Projector dark", urgency=SLOWED, place=room)
    assert soon.priority_at == local("2026-11-23 09:00"), "Algebra meets there at nine"
    assert soon.priority == 2, "one step more pressing than the matrix"
    assert (later.priority, later.priority_at) == (3, later.due_at)
    set_clock(monkeypatch, "2026-11-23 08:31")
    first = make_ticket(cast.school, cast.tia.person, title="Hers", urgency=CANNOT, impact=Ticket.Impact.CLASS)
    assert first.priority_at == local("2026-11-23 08:46")
    client.force_login(cast.tess.account)
    page = client.get("/helpdesk/").content.decode()
    assert page.index("Hers") < page.index("Projector dark") < page.index("No class there")


def test_the_job_counts_anew_when_the_calendar_changes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    now = set_clock(monkeypatch, "2026-11-23 14:00")
    ticket = make_ticket(cast.school, cast.tia.person)
    assert ticket.due_at == local("2026-11-24 10:00")
    make_closing(cast.school, dt.date(2026, 11, 24))
    count_clocks(now)
    ticket.refresh_from_db()
    assert ticket.due_at == local("2026-11-25 10:00"), "a snow day moves it by a day"
    assert "0 tickets moved" in count_clocks(now), "the second round finds nothing to do"


def test_warned_at_three_quarters_and_told_when_broken_each_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    ticket = make_ticket(cast.school, cast.tia.person)  # first answer within four hours
    assign_ticket(ticket, assignee=cast.tess.account, by=cast.dita.actor)
    Notice.objects.all().delete()

    def told() -> list[str]:
        return list(Notice.objects.order_by("pk").values_list("kind", flat=True))

    count_clocks(set_clock(monkeypatch, "2026-11-23 10:59"))
    assert told() == []
    count_clocks(set_clock(monkeypatch, "2026-11-23 11:00"))
    count_clocks(set_clock(monkeypatch, "2026-11-23 11:05"))
    assert told() == ["helpdesk.promise_near"]
    count_clocks(set_clock(monkeypatch, "2026-11-23 12:00"))
    count_clocks(set_clock(monkeypatch, "2026-11-23 12:05"))
    assert told() == ["helpdesk.promise_near", "helpdesk.promise_broken"]
    assert clock(ticket, "answer").state == "broken"
    assert Notice.objects.first().recipient_name == "Tess Torres"  # type: ignore[union-attr]
    assert kind_named("helpdesk.promise_broken").for_teams


def test_a_school_s_own_level_wins_and_is_said_with_its_source(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-23 08:00")
    save_level(
        cast.school, impact=ONE, urgency=SLOWED, priority=2, answer_minutes=10, resolve_minutes=60, lesson_within=0,
        source="School council, minutes of 2026-09-01", by=cast.tess.actor,
    )  # fmt: skip
    assert make_ticket(cast.school, cast.tia.person).due_at == local("2026-11-23 08:10")
    assert make_ticket(cast.other_school, cast.sam.person).due_at == local("2026-11-23 12:00")
    level = ServiceLevel.objects.get(organisation=cast.school)
    assert (level.source, level.last_checked) == ("School council, minutes of 2026-09-01", dt.date(2026, 11, 23))


def test_a_ticket_older_than_the_clocks_gets_them_from_now_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, "2026-11-02 08:00")
    ticket = make_ticket(cast.school, cast.tia.person)
    ticket.clocks.all().delete()
    count_clocks(set_clock(monkeypatch, "2026-11-23 08:00"))
    ticket.refresh_from_db()
    assert ticket.due_at == local("2026-11-23 12:00")
    assert not Notice.objects.filter(kind="helpdesk.promise_broken").exists()


def test_where_nothing_is_promised_nothing_breaks(cast: Cast) -> None:
    ServiceLevel.objects.all().delete()
    ticket = make_ticket(cast.school, cast.tia.person)
    assert (ticket.due_at, ticket.hurts_at, ticket.clocks.count()) == (None, None, 0)
    by = system_actor("tests")
    change_state(ticket, to=TicketState.CANCELLED, details={"text": "By mistake"}, by=by)
