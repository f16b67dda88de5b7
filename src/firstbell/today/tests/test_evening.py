"""The end of the day: done, promised, still open, new, due back; and where what is left goes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.tests.factories import make_loan
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.actions.visits import plan_visit
from firstbell.helpdesk.models import Resolution, Ticket, TicketState
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.models import Person, Section
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section
from firstbell.rooms.tests.factories import make_bells, make_closing, make_place
from firstbell.today.queries.evenings import Evening, evening_of

pytestmark = pytest.mark.django_db
S = TicketState
TUESDAY, WEDNESDAY = dt.date(2026, 11, 24), dt.date(2026, 11, 25)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(dt.UTC)


def at(monkeypatch: pytest.MonkeyPatch, time: str) -> dt.datetime:
    moment = local(f"2026-11-23 {time}")
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Monday; Tuesday is a snow day, so that tomorrow is Wednesday."""
    at(monkeypatch, "09:55")
    ensure_promises()
    made = make_cast()
    make_bells(made.school)
    make_closing(made.school, TUESDAY)
    return made


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def mine(cast: Cast, title: str, requester: Person | None = None, room: str = "") -> Ticket:
    place = make_place(cast.school, room) if room else None
    ticket = make_ticket(cast.school, requester or cast.tia.person, title=title, place=place)
    return assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)


def looked_at(cast: Cast) -> Evening:
    return evening_of(cast.tess.actor, cast.school, timezone.now())


def resolve(ticket: Ticket, by: Member) -> None:
    where = ticket.place or make_place(ticket.organisation)
    details = {"symptom": symptom(), "place": where, "impact": "one", "urgency": "slowed"}
    ticket = change_state(ticket, to=S.TRIAGED, details=details, by=by.actor)
    ticket = change_state(ticket, to=S.IN_PROGRESS, details={"assignee": by.account}, by=by.actor)
    change_state(ticket, to=S.RESOLVED, details={"resolution": Resolution.CABLE, "text": "New cable"}, by=by.actor)


def test_done_by_me_promised_and_what_came_in_after(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(mine(cast, "Mine"), cast.tess)
    resolve(make_ticket(cast.school, title="Dita's"), cast.dita)
    visit = plan_visit(mine(cast, "Visit", room="204"), day=WEDNESDAY, period="1", by=cast.tess.actor)
    wakes = mine(cast, "Part")
    change_state(wakes, to=S.WAITING_PART, details={"text": "x", "wake_on": WEDNESDAY}, by=cast.tess.actor)
    left = mine(cast, "Left")
    at(monkeypatch, "15:00")
    make_ticket(cast.school, title="After")
    found = looked_at(cast)
    assert found.tomorrow == WEDNESDAY
    assert [one.title for one in found.closed] == ["Mine"]
    assert (found.visits, found.wakes, found.open) == ([visit], [wakes], [left])
    assert [one.title for one in found.came_in] == ["After"]
    at(monkeypatch, "15:05")
    add_reply(left, text="Tomorrow", by=cast.tess.actor)
    assert looked_at(cast).came_in == []


def test_what_hurts_the_first_bell_and_what_is_due_back(cast: Cast) -> None:
    for location, periods in (("Room 1", "1"), ("Room 2", "2")):
        Section.objects.filter(pk=make_section(cast.school, f"Class {periods}").pk).update(
            location=location, periods=periods
        )
    first = make_ticket(cast.school, title="Dark", place=make_place(cast.school, "Room 1"))
    make_ticket(cast.school, title="Second", place=make_place(cast.school, "Room 2"))
    soon = make_loan(make_loaner(cast.school, "L1"), cast.stu.person, due_at=local("2026-11-25 15:00"))
    make_loan(make_loaner(cast.school, "L2"), cast.stu.person, due_at=local("2026-11-26 15:00"))
    found = looked_at(cast)
    assert [(one.ticket, f"{one.lesson.starts_at:%H:%M}") for one in found.hurting] == [(first, "08:00")]
    assert found.loaners == [soon]


def test_pushed_to_the_next_school_day_in_the_requester_s_words(cast: Cast) -> None:
    Person.objects.filter(pk=cast.stu.person.pk).update(language="es")
    english, spanish = mine(cast, "One"), mine(cast, "Two", cast.stu.person)
    tess = client_of(cast.tess)
    for ticket in (english, spanish):
        answer = tess.post(reverse("today:push"), {"ticket": ticket.pk, "next": "/today/evening/?left="})
        assert answer.headers["Location"] == "/today/evening/?left="
        ticket.refresh_from_db()
        assert (ticket.state, ticket.wake_on) == (S.SCHEDULED, WEDNESDAY)
    assert english.entries.get().text == "Scheduled: We go on with this on Wednesday, November 25."
    assert spanish.entries.get().text == "Scheduled: Seguimos con esto el 25/11/2026."
    assert "Done for today" in tess.get(reverse("today:evening")).content.decode()
    theirs = make_ticket(cast.other_school)
    assert tess.post(reverse("today:push"), {"ticket": theirs.pk}).status_code == 404
    assert tess.post(reverse("today:push"), {"ticket": "x"}).status_code == 404


def test_left_as_it_is_and_handed_to_a_colleague(cast: Cast) -> None:
    one, two = mine(cast, "Stays"), mine(cast, "Goes")
    tess = client_of(cast.tess)
    page = tess.get(reverse("today:evening")).content.decode()
    url = f"/today/evening/?school={cast.school.pk}&left={one.pk}"
    assert url.replace("&", "&amp;") in page
    left = tess.get(url).content.decode()
    assert "Left as they are" in left
    assert f'name="ticket" value="{one.pk}"' not in left
    assert f'name="ticket" value="{two.pk}"' in left
    assert "Dita" in left
    answer = tess.post(
        reverse("helpdesk:ticket_assign", args=[two.pk]), {"assignee": cast.dita.account.pk, "next": url}
    )
    assert answer.headers["Location"] == url
    assert "Done for today" in tess.get(url).content.decode()
    assert tess.get("/today/evening/?left=1,x,,99999999999999999999").status_code == 200
