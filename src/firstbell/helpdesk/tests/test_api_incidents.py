"""Incidents over REST: seen, made of several tickets, joined, “me too”, and the rule that proposes one."""

from __future__ import annotations

import pytest

from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.people.tests.factories import Api, Cast, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_tickets_that_look_alike_become_one_and_people_join(cast: Cast) -> None:
    other = symptom("other")
    tickets = [make_ticket(cast.school, cast.tia.person, symptom=other) for _ in range(3)]
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    tess.put("outage-rules", {"organisation_id": cast.school.pk, "tickets": 3, "minutes": 30})
    assert [one["tickets"] for one in tess.get("outage-rules") if one["organisation_id"] == cast.school.pk] == [3]

    (hint,) = tess.get("outage-hints")
    assert hint["ticket_ids"] == [one.pk for one in tickets]
    made = tess.post("incidents", {"ticket_ids": hint["ticket_ids"], "title": "Wi-Fi in B wing"}, status=201)
    assert (made["id"], made["ticket_ids"]) == (tickets[0].pk, [one.pk for one in tickets[1:]])

    room = make_place(cast.school, "Room 12", code="EHS-R12")
    assert [one["title"] for one in lib.get("incidents/known")] == ["Wi-Fi in B wing"]
    body = {"person_id": cast.stu.person.pk, "place": "ehs-r12"}
    lib.post(f"incidents/{made['id']}/me-too", body | {"place": "nowhere"}, status=422)
    assert lib.post(f"incidents/{made['id']}/me-too", body, status=201)["incident_id"] == made["id"]
    assert Ticket.objects.get(pk=made["id"]).watchers.get().place == room
    (row,) = tess.get("incidents")["items"]
    assert (row["reports"], row["me_too"]) == (2, 1)

    tess.put(f"tickets/{tickets[2].pk}/incident", {"incident_id": None})
    assert tess.get(f"incidents/{made['id']}")["ticket_ids"] == [tickets[1].pk]
    tess.put(f"tickets/{tickets[2].pk}/incident", {"incident_id": made["id"]})
    assert Ticket.objects.get(pk=tickets[2].pk).incident_id == made["id"]

    assert sam.get("incidents")["items"] == sam.get("incidents/known") == sam.get("outage-hints") == []
    sam.get(f"incidents/{made['id']}", status=404)
    sam.post(f"incidents/{made['id']}/me-too", status=404)
    sam.put("outage-rules", {"organisation_id": cast.school.pk, "tickets": 3, "minutes": 30}, status=404)


def test_who_does_not_work_on_tickets_makes_none(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    lib = Api(cast.lib)
    lib.post("incidents", {"ticket_ids": [ticket.pk], "title": "Mine"}, status=403)
    lib.get("incidents", status=403)
    lib.get("outage-rules", status=403)
    lib.post(f"incidents/{ticket.pk}/me-too", status=404)
    assert Api(cast.tess).post("incidents", {"ticket_ids": [], "title": "x"}, status=422)
