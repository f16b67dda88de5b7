"""The walk plan of a school: which tickets, agreed visits, other rooms' stops, and what the pages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.helpdesk import ports
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.actions.visits import plan_visit
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.ports import WalkStop, register_stops
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Organisation, Section
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section
from firstbell.rooms.models import Building, Place
from firstbell.rooms.tests.factories import make_bells
from firstbell.today.queries.walks import Walk, schools_of, walk_of

pytestmark = pytest.mark.django_db


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).astimezone(dt.UTC)


MONDAY = "2026-11-23"


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A Monday at 8:20; bells at 8:00 to 8:50 and 9:00 to 9:50."""
    at(monkeypatch, "08:20")
    ensure_promises()
    made = make_cast()
    make_bells(made.school)
    return made


def at(monkeypatch: pytest.MonkeyPatch, time: str) -> dt.datetime:
    moment = local(f"{MONDAY} {time}")
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def room(school: Organisation, number: str, floor: str = "1", lessons: str = "") -> Place:
    house, _ = Building.objects.get_or_create(organisation=school, name="Main")
    made = Place.objects.create(
        organisation=school, kind="room", name=f"Room {number}", number=number, code=f"{school.pk}-{number}",
        building=house, floor=floor,
    )  # fmt: skip
    if lessons:
        Section.objects.filter(pk=make_section(school, f"Class in {number}").pk).update(
            location=number, periods=lessons
        )
    return made


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def read(walk: Walk) -> list[tuple[str, str]]:
    return [(walk.stops[leg.errand.key].place.number, f"{timezone.localtime(leg.arrives):%H:%M}") for leg in walk.legs]


def test_one_s_own_and_nobody_s_with_a_room_that_wait_for_nothing(cast: Cast) -> None:
    tess, now = cast.tess.actor, timezone.now()
    for number, lessons in (("101", "2"), ("102", "1;2"), ("103", ""), ("104", "")):
        make_ticket(
            cast.school, cast.tia.person, title=f"In {number}", place=room(cast.school, number, lessons=lessons)
        )
    make_ticket(cast.school, cast.tia.person, title="Nowhere")
    waiting, dita_s = Ticket.objects.get(title="In 103"), Ticket.objects.get(title="In 104")
    change_state(waiting, to=TicketState.WAITING_PART, details={"text": "x", "wake_on": dt.date(2026, 12, 1)}, by=tess)
    assign_ticket(dita_s, assignee=cast.dita.account, by=cast.dita.actor)
    make_ticket(cast.other_school, title="Theirs", place=room(cast.other_school, "9"))
    # 101 is free until nine; in 102 a lesson runs until 8:50, and ten minutes are just enough before the next.
    assert read(walk_of(tess, cast.school, now)) == [("101", "08:20"), ("102", "08:50")]
    assert [(one, count) for one, count in schools_of(tess, now)] == [(cast.school, 2)]


def test_teaching_stopped_goes_first_and_into_the_lesson(cast: Cast) -> None:
    make_ticket(cast.school, cast.tia.person, place=room(cast.school, "101"))
    make_ticket(
        cast.school, cast.tia.person, title="Projector off", place=room(cast.school, "201", "2", lessons="1"),
        urgency=Ticket.Urgency.CANNOT_TEACH,
    )  # fmt: skip
    walk = walk_of(cast.tess.actor, cast.school, timezone.now())
    assert read(walk) == [("201", "08:20"), ("101", "08:32")]
    assert walk.legs[0].during_lesson
    page = client_of(cast.tess).get(reverse("today:walk")).content.decode()
    assert page.index("Projector off") < page.index("Screen is dark")
    assert "Teaching stopped" in page


def test_an_agreed_visit_stands_at_its_time_and_once(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, title="Agreed", place=room(cast.school, "105", lessons="1"))
    plan_visit(ticket, day=dt.date(2026, 11, 23), period="2", by=cast.tess.actor)
    make_ticket(cast.school, cast.tia.person, title="First", place=room(cast.school, "101", lessons="2"))
    walk = walk_of(cast.tess.actor, cast.school, timezone.now())
    assert read(walk) == [("101", "08:20"), ("105", "09:00")]
    assert not walk_of(cast.dita.actor, cast.school, timezone.now()).stops.keys() & {f"visit-{ticket.visits.get().pk}"}


@pytest.fixture
def own_stops() -> Iterator[None]:
    known = dict(ports._sources)
    yield
    ports._sources.clear()
    ports._sources.update(known)


def test_another_room_brings_its_own_stops(cast: Cast, own_stops: None) -> None:
    lab = room(cast.school, "301", "3", lessons="1")

    def inspections(actor: Actor, school: Organisation, day: dt.date) -> list[WalkStop]:
        return [WalkStop("7", "Inspect the lab", "/inspections/7/", lab, minutes=5)] if school == cast.school else []

    register_stops("maintenance", inspections)
    assert read(walk_of(cast.tess.actor, cast.school, timezone.now())) == [("301", "08:50")]
    assert "/inspections/7/" in client_of(cast.tess).get(f"/today/?school={cast.school.pk}").content.decode()


def test_a_stop_leads_to_the_step_that_ends_it(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, place=room(cast.school, "101"))
    tess = client_of(cast.tess)
    change_state(ticket, to=TicketState.TRIAGED, details=triage(ticket), by=cast.tess.actor)
    change_state(ticket, to=TicketState.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor)
    link = f"/helpdesk/{ticket.pk}/?step=resolved"
    assert link in tess.get(reverse("today:walk")).content.decode()
    page = tess.get(link).content.decode()
    opened = page.index('<details name="step" open>')
    assert page.index(f"/helpdesk/{ticket.pk}/state/resolved/", opened) < page.index("</details>", opened)


def triage(ticket: Ticket) -> dict[str, Any]:
    return {"symptom": symptom(), "place": ticket.place, "impact": "one", "urgency": "slowed"}


def test_the_sheet_the_other_school_and_nothing_to_do(cast: Cast) -> None:
    make_ticket(cast.school, cast.tia.person, title="Lamp", place=room(cast.school, "101"))
    tess = client_of(cast.tess)
    assert "Lamp" in tess.get(reverse("today:walk_print")).content.decode()
    assert "Lamp" not in client_of(cast.sam).get(f"/today/?school={cast.school.pk}").content.decode()
    assert "Nowhere to go" in client_of(cast.sam).get(reverse("today:walk")).content.decode()
    assert client_of(cast.tia).get(reverse("today:walk")).status_code == 403
    home = tess.get("/").content.decode()
    assert "Walk plan: 1 stop" in home
    assert 'data-hotkey="w"' in tess.get(reverse("helpdesk:queue")).content.decode()


def test_rest(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, title="Lamp", place=room(cast.school, "101", lessons="2"))
    allowed = ["core.api.use", "helpdesk.ticket.view", "helpdesk.ticket.work"]
    tokens = {
        one.account.pk: create_token(one.account, name="t", permissions=allowed, by=one.actor).text
        for one in (cast.tess, cast.sam)
    }

    def ask(who: Member, query: str = "") -> Any:
        headers = {"Authorization": f"Bearer {tokens[who.account.pk]}"}
        return Client().get(f"/api/v1/today/walk-plan{query}", headers=headers)

    plan = ask(cast.tess).json()
    (stretch,) = plan["stretches"]
    assert (plan["organisation_id"], stretch["building"], stretch["floor"]) == (cast.school.pk, "Main", "1")
    assert stretch["before"].startswith("2026-11-23T09:00")
    assert stretch["stops"][0]["title"] == f"{ticket.number} Lamp"
    assert ask(cast.sam).status_code == 422
    assert ask(cast.sam, f"?organisation_id={cast.school.pk}").status_code == 404
    assert ask(cast.sam, f"?organisation_id={cast.other_school.pk}").json()["stretches"] == []
