"""A visit in a free period: found on the timetable, planned, told, declined, listed by time and building."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import Notice
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.visits import plan_visit
from firstbell.helpdesk.models import Ticket, TicketState, Visit
from firstbell.helpdesk.queries import days_for_visits, free_periods, visits_on
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.models import Section
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section
from firstbell.rooms.models import BellPeriod, BellSchedule, Building, Place

pytestmark = pytest.mark.django_db
S = TicketState


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    schedule = BellSchedule.objects.create(organisation=made.school, day_type="regular", name="Regular")
    for number in range(1, 6):
        BellPeriod.objects.create(
            schedule=schedule, label=str(number), starts_at=dt.time(7 + number), ends_at=dt.time(7 + number, 50)
        )
    return made


def room(cast: Cast, number: str, building: str = "Main") -> Place:
    house, _ = Building.objects.get_or_create(organisation=cast.school, name=building)
    return Place.objects.create(
        organisation=cast.school, kind="room", name=f"Room {number}", number=number, code=f"R{number}", building=house
    )


def teaches(cast: Cast, location: str, periods: str, who: Member | None = None) -> None:
    section = make_section(cast.school, f"Class {periods} {location}", teacher=who.person if who else None)
    Section.objects.filter(pk=section.pk).update(location=location, periods=periods)


def school_day(cast: Cast, ticket: Ticket) -> dt.date:
    """A school day after today, so that none of its periods is over."""
    return days_for_visits(ticket, timezone.localdate() + dt.timedelta(days=1))[0]


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_periods_with_an_empty_room_or_without_a_class_of_the_teacher(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, place=room(cast, "204"))
    teaches(cast, "204", "1;2;5")
    teaches(cast, "101", "3;5", cast.tia)
    day = school_day(cast, ticket)
    found = {one.period: one.why for one in free_periods(ticket, day, timezone.now())}
    # 3 and 4: the room is empty. 1 and 2: taken by another class, but Tia has none. 5: both are busy.
    assert found == {"1": "no_class", "2": "no_class", "3": "room_empty", "4": "room_empty"}


def test_past_periods_closed_days_and_unknown_rooms_offer_nothing(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person, place=room(cast, "204"))
    day = school_day(cast, ticket)
    noon = dt.datetime.combine(
        day, dt.time(10, 30), tzinfo=free_periods(ticket, day, timezone.now())[0].starts_at.tzinfo
    )
    assert [one.period for one in free_periods(ticket, day, noon)] == ["4", "5"]
    sunday = day + dt.timedelta(days=6 - day.weekday())
    assert free_periods(ticket, sunday, timezone.now()) == []
    assert free_periods(make_ticket(cast.school, cast.stu.person), day, timezone.now()) == []


def test_one_tap_schedules_and_tells(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, place=room(cast, "204"))
    Notice.objects.all().delete()
    day = school_day(cast, ticket)
    url = reverse("helpdesk:visit_plan", args=[ticket.pk])
    page = client_of(cast.tess).get(url, {"day": day.isoformat()}).content.decode()
    assert "Period 4" in page
    client_of(cast.tess).post(url, {"day": day, "period": "4", "who": cast.tess.account.pk})
    ticket.refresh_from_db()
    visit = ticket.visits.get()
    assert (ticket.state, ticket.wake_on, visit.account, visit.period) == (S.SCHEDULED, day, cast.tess.account, "4")
    notice = Notice.objects.get(recipient_key=person_key(cast.tia.person.pk))
    assert "period 4" in notice.line
    assert "your room is empty" in notice.line
    assert [one.ticket_id for one in visits_on(cast.tess.actor, day)] == [ticket.pk]


def test_it_does_not_suit(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, place=room(cast, "204"))
    day = school_day(cast, ticket)
    plan_visit(ticket, day=day, period="4", by=cast.tess.actor)
    page = client_of(cast.tia).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "Does not suit" in page
    client_of(cast.tia).post(reverse("helpdesk:ticket_state", args=[ticket.pk, "triaged"]))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.visits.get().state) == (S.TRIAGED, Visit.State.DECLINED)
    assert Notice.objects.filter(kind="helpdesk.visit_declined").count() == 1
    assert visits_on(cast.tess.actor, day) == []


def test_another_time_replaces_it_and_the_end_ends_it(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person, place=room(cast, "204"))
    day = school_day(cast, ticket)
    plan_visit(ticket, day=day, period="4", by=cast.tess.actor)
    plan_visit(ticket, day=day, period="5", by=cast.tess.actor)
    assert [(one.period, one.state) for one in ticket.visits.order_by("pk")] == [("4", "over"), ("5", "planned")]
    change_state(ticket, to=S.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor)
    assert not ticket.visits.filter(state="planned").exists()


def test_a_taken_period_is_refused_and_a_clash_is_shown(cast: Cast) -> None:
    first = make_ticket(cast.school, cast.tia.person, place=room(cast, "204"))
    second = make_ticket(cast.school, cast.stu.person, place=room(cast, "9"))
    day = school_day(cast, first)
    plan_visit(first, day=day, period="4", by=cast.tess.actor)
    clashes = {
        one.period: one.clash for one in free_periods(second, day, timezone.now(), account_id=cast.tess.account.pk)
    }
    assert clashes["4"].startswith("Room 204")
    assert clashes["5"] == ""
    teaches(cast, "9", "5")
    with pytest.raises(Conflict):
        plan_visit(second, day=day, period="5", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        plan_visit(second, day=day, period="3", by=cast.sam.actor)


def test_my_visits_by_time_then_building(cast: Cast) -> None:
    day, planned = None, []
    for number, building, period in (("3", "West", "2"), ("1", "Main", "2"), ("2", "Main", "1")):
        ticket = make_ticket(cast.school, cast.stu.person, place=room(cast, number, building))
        day = day or school_day(cast, ticket)
        planned.append(plan_visit(ticket, day=day, period=period, by=cast.tess.actor))
    assert day is not None
    assert [str(one.place) for one in visits_on(cast.tess.actor, day)] == [
        str(one.place) for one in (planned[2], planned[1], planned[0])
    ]
    page = client_of(cast.tess).get(reverse("helpdesk:visits"), {"day": day.isoformat()}).content.decode()
    assert page.index("Room 2") < page.index("Room 1,") < page.index("Room 3")
    assert visits_on(cast.dita.actor, day) == []
