"""Over REST: merges taken apart, files, levels and clocks, the way of escalations, evidence, and what comes of a ticket."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.core.models import Disclosure
from firstbell.guides.actions.walks import start_walk
from firstbell.guides.tests.factories import make_card
from firstbell.helpdesk.actions.conversation import add_note
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import EscalationReason, ServiceLevel, Ticket, TicketState
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.helpdesk.tests.test_talk import PNG
from firstbell.people.tests.factories import Api, Cast, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


def test_two_tickets_are_compared_merged_and_taken_apart(cast: Cast) -> None:
    keeper, other = (make_ticket(cast.school, cast.stu.person) for _ in range(2))
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    preview = tess.get(f"tickets/{keeper.pk}/merge-preview?other_id={other.pk}")
    assert [one for one in preview["obstacles"] if one["is_final"]] == []
    merge = tess.post(f"tickets/{keeper.pk}/merge", {"other_id": other.pk, "reason": "One screen"}, status=201)
    assert [one["id"] for one in tess.get(f"tickets/{other.pk}/merges")] == [merge["id"]]
    lib.post(f"ticket-merges/{merge['id']}/split", status=403)
    sam.post(f"ticket-merges/{merge['id']}/split", status=404)
    tess.post(f"ticket-merges/{merge['id']}/split")
    assert Ticket.objects.get(pk=other.pk).state == other.state
    assert tess.get(f"tickets/{keeper.pk}/merges")[0]["split_at"]


def test_photos_are_uploaded_and_listed_for_whom_they_are(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.lib.person)
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    path = f"tickets/{ticket.pk}/files"
    (kept,) = lib.upload(path, [SimpleUploadedFile("a.png", PNG)])
    add_note(ticket, text="Look", files=[SimpleUploadedFile("b.png", PNG)], by=cast.tess.actor)
    assert (kept["filename"], kept["content_type"]) == ("a.png", "image/png")
    assert [one["filename"] for one in tess.get(path)] == ["a.png", "b.png"]
    tess.upload(path, [SimpleUploadedFile("a.exe", b"MZ")], status=422)
    said = {"text": "Still dark", "kind": "reply"}
    replies = f"tickets/{ticket.pk}/replies/upload"
    assert lib.upload(replies, [SimpleUploadedFile("c.png", PNG)], said)["text"] == "Still dark"
    assert [one["filename"] for one in tess.get(path)] == ["a.png", "b.png", "c.png"]
    sam.upload(path, [SimpleUploadedFile("d.png", PNG)], status=404)
    sam.upload(replies, [SimpleUploadedFile("d.png", PNG)], said, status=404)
    sam.get(path, status=404)


def test_levels_and_clocks_of_a_school(cast: Cast) -> None:
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    here = {"organisation_id": cast.school.pk}
    cell = {"impact": "one", "urgency": "slowed", "priority": 2, "answer_minutes": 30, "resolve_minutes": 90}
    level = tess.put("service-levels", here | cell)
    own = f"service-levels?organisation_id={cast.school.pk}"
    assert [one["id"] for one in tess.get(own)["items"]] == [level["id"]]
    tess.put("service-levels", here | cell | {"resolve_minutes": 10}, status=422)
    tess.put("service-levels", cell, status=403)  # everywhere is not hers
    lib.put("service-levels", here | cell, status=403)
    sam.put("service-levels", here | cell, status=404)
    sam.delete(f"service-levels/{level['id']}", status=404)
    tess.delete(f"service-levels/{level['id']}")
    assert not ServiceLevel.objects.filter(organisation=cast.school).exists()

    hours = {"warn_percent": 60, "day_starts": "08:00", "day_ends": "16:00"}
    rule = tess.put("clock-rules", here | hours)
    assert rule["id"] in [one["id"] for one in tess.get("clock-rules")["items"]]
    assert rule["id"] not in [one["id"] for one in sam.get("clock-rules")["items"]]
    tess.put("clock-rules", here | hours | {"day_ends": "07:00"}, status=422)
    sam.put("clock-rules", here | hours, status=404)


def test_how_escalations_go(cast: Cast) -> None:
    reason = EscalationReason.objects.get(code="network_core")
    tess, dita, sam = Api(cast.tess), Api(cast.dita), Api(cast.sam)
    path = f"escalation-reasons/{reason.pk}"
    assert dita.put(path, {"label": "Core network", "needs": ["place"]})["needs"] == ["place"]
    dita.put(path, {"label": "Core network", "needs": ["moon"]}, status=422)
    tess.put(path, {"label": "Mine"}, status=403)

    body = {"organisation_id": cast.school.pk, "hours": 6, "outside_name": "Desk", "outside_address": "d@example.org"}
    route = tess.put("escalation-routes", body)
    assert route in tess.get("escalation-routes")["items"]
    assert "address" in tess.put("escalation-routes", body | {"outside_address": "no"}, status=422)["detail"]
    tess.put("escalation-routes", body | {"lead_id": cast.lib.account.pk}, status=422)
    sam.put("escalation-routes", body, status=404)


def test_evidence_is_taken_and_told(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    path = f"tickets/{ticket.pk}/evidence"
    before = Disclosure.objects.count()
    assert tess.post(path, {"reason": "network_core"})["reason"] == "Network core"
    assert Disclosure.objects.count() == before + 1
    assert tess.post(f"{path}/tell", {"team": "district"}) == {"told": 1}
    tess.post(path, {"reason": "nonsense"}, status=422)
    lib.post(path, status=403)
    sam.post(f"{path}/tell", {"team": "campus"}, status=404)


def test_a_walk_becomes_a_ticket_and_a_ticket_an_article(cast: Cast) -> None:
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    walk = start_walk(make_card(), organisation=cast.school, person=cast.lib.person, said="dark", by=cast.lib.actor)
    sam.post(f"walks/{walk.pk}/ticket", status=404)
    body = {"escalation": "dark", "words": "Please", "evidence": {"led": "red"}}
    made = lib.post(f"walks/{walk.pk}/ticket", body, status=201)
    assert (made["title"], made["origin"]) == ("The lamp is dark", "api")
    assert lib.post(f"walks/{walk.pk}/ticket", body, status=201)["id"] == made["id"]

    path = f"tickets/{made['id']}/article"
    tess.post(path, status=409)
    steps: list[tuple[TicketState, dict[str, object]]] = [
        (
            TicketState.TRIAGED,
            {"symptom": symptom(), "place": make_place(cast.school), "impact": "one", "urgency": "slowed"},
        ),
        (TicketState.IN_PROGRESS, {"assignee": cast.tess.account}),
        (TicketState.RESOLVED, {"resolution": "restart", "text": "Another cable"}),
    ]
    for to, details in steps:
        change_state(Ticket.objects.get(pk=made["id"]), to=to, details=details, by=cast.tess.actor)
    article = tess.post(path, status=201)
    assert (article["state"], "Another cable" in article["body"]) == ("draft", True)
    lib.post(path, status=403)
    sam.post(path, status=404)
