"""Machines that report: one ticket however often, linked when it comes back, ended when it is over and nobody took it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.helpdesk.actions.alarms import end_alarm, raise_alarm, settle_alarms
from firstbell.helpdesk.actions.conversation import add_note
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.timing import save_timing
from firstbell.helpdesk.models import Alarm, Resolution, Ticket, TicketEntry, TicketState
from firstbell.helpdesk.tests.test_entrances import Caller
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
BY = system_actor("monitor")
AP: dict[str, Any] = {"source": "UniFi", "key": "AP-B12 offline"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def fire(cast: Cast, **more: Any) -> Ticket:
    alarm = raise_alarm(cast.school, **AP, title="Access point B12 is offline", by=BY, **more)
    assert alarm.ticket is not None
    return alarm.ticket


def over(cast: Cast) -> None:
    assert end_alarm(cast.school, **AP, by=BY) is not None


def settle(minutes: int) -> int:
    return settle_alarms(timezone.now() + dt.timedelta(minutes=minutes), by=system_actor("alarms", via="task"))


def notes(ticket: Ticket) -> list[str]:
    return list(TicketEntry.objects.filter(ticket=ticket, kind="note").order_by("pk").values_list("text", flat=True))


def test_the_same_alarm_makes_one_ticket_and_says_how_often(cast: Cast) -> None:
    ticket = fire(cast, details="No ping for 120 s")
    assert fire(cast) == ticket
    assert (ticket.origin, ticket.requester_label, ticket.description) == (
        "monitor",
        "Alarm: UniFi",
        "No ping for 120 s",
    )
    over(cast)
    over(cast)
    assert fire(cast) == ticket
    assert Ticket.objects.count() == 1
    assert notes(ticket) == ["The alarm is over, after 1 minute.", "Alarm again, the 2nd time."]
    assert Alarm.objects.get().times == 2


def test_an_alarm_that_comes_back_after_the_end_opens_a_ticket_linked_to_the_old_one(cast: Cast) -> None:
    first = fire(cast)
    change_state(first, to=TicketState.CANCELLED, details={"text": "Cleaners"}, by=cast.tess.actor)
    second = fire(cast)
    assert second != first
    assert [link.other for link in second.links.all()] == [first]


def test_what_is_over_and_untouched_ends_by_itself(cast: Cast) -> None:
    ticket = fire(cast)
    over(cast)
    assert settle(29) == 0
    assert settle(31) == 1
    assert settle(31) == 0
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution) == (TicketState.RESOLVED, Resolution.ENDED_BY_ITSELF)


@pytest.mark.parametrize("touch", ["assigned", "noted", "by hand", "goes on"])
def test_what_somebody_took_or_what_goes_on_stays(cast: Cast, touch: str) -> None:
    ticket = fire(cast)
    if touch != "goes on":
        over(cast)
    if touch == "assigned":
        Ticket.objects.filter(pk=ticket.pk).update(assignee=cast.tess.account)
    if touch == "noted":
        add_note(ticket, text="I look at the switch", by=cast.tess.actor)
    if touch == "by hand":
        save_timing(cast.school, alarm_minutes=0, by=cast.tess.actor)
    assert settle(600) == 0
    ticket.refresh_from_db()
    assert ticket.is_open


def test_a_student_raises_none_and_an_alarm_without_a_key_says_so(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        raise_alarm(cast.school, **AP, title="x", by=cast.stu.actor)
    with pytest.raises(Invalid, match="no key"):
        raise_alarm(cast.school, source="UniFi", key=" ", title="x", by=BY)


def test_over_rest(cast: Cast) -> None:
    rest = Caller(cast.tess)

    def post(**more: Any) -> Any:
        return rest("post", "/alarms", {**AP, "organisation_id": cast.school.pk, **more})

    assert post(state="over").status_code == 404
    began = post(title="B12 is offline")
    assert (began.status_code, began.json()["is_firing"]) == (201, True)
    assert post(title="B12 is offline").status_code == 200
    assert post(state="over").json()["is_firing"] is False
    assert post(place="no such room", title="x").json()["errors"][0]["pointer"] == "#/place"
    assert rest("get", "/alarms?is_firing=false").json()["items"][0]["ticket"] == began.json()["ticket"]


def test_the_page_shows_what_goes_on_and_a_stranger_sees_nothing_of_it(cast: Cast, client: Client) -> None:
    ticket = fire(cast)
    client.force_login(cast.tess.account)
    assert "Access point B12 is offline" in client.get(reverse("helpdesk:alarms")).content.decode()
    assert "Goes on" in client.get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    client.force_login(cast.sam.account)
    seen = client.get(reverse("helpdesk:alarms"))
    assert seen.status_code == 403 or "B12" not in seen.content.decode()
