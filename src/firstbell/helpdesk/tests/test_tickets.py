"""Open, see, speak, assign and link: through the actions, then each entrance once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry, SearchDocument
from firstbell.core.scan import resolve
from firstbell.core.search import index, search
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.tickets import assign_ticket, link_item, open_ticket, unlink_item
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import entries_for
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.tokens import create_token
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def _client(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_a_student_opens_a_ticket_about_the_own_device_only(cast: Cast) -> None:
    mine, other = make_device(cast.school, assigned_to=cast.stu.person), make_device(cast.school)
    about_mine = open_ticket(
        cast.school,
        title="Keys stick",
        requester=cast.stu.person,
        items=[mine],
        origin=Ticket.Origin.PORTAL,
        by=cast.stu.actor,
    )
    assert about_mine.state == "new"
    with pytest.raises(Invalid):
        open_ticket(
            cast.school,
            title="Keys stick",
            requester=cast.stu.person,
            items=[other],
            origin=Ticket.Origin.PORTAL,
            by=cast.stu.actor,
        )
    with pytest.raises(Forbidden):
        open_ticket(
            cast.school, title="x", requester=cast.tia.person, origin=Ticket.Origin.ON_BEHALF, by=cast.stu.actor
        )


def test_a_ticket_needs_a_title_and_somebody(cast: Cast) -> None:
    with pytest.raises(Invalid) as no_title:
        open_ticket(cast.school, title=" ", requester_label="sub", origin=Ticket.Origin.ON_BEHALF, by=cast.tess.actor)
    assert no_title.value.field == "title"
    with pytest.raises(Invalid) as nobody:
        open_ticket(cast.school, title="x", origin=Ticket.Origin.ON_BEHALF, by=cast.tess.actor)
    assert nobody.value.field == "requester"


def test_a_stranger_sees_and_changes_nothing(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    assert not Ticket.objects.visible_to(cast.sam.actor).exists()
    with pytest.raises(Forbidden):
        add_note(ticket, text="hello", by=cast.sam.actor)
    with pytest.raises(Forbidden):
        add_reply(ticket, text="hello", by=cast.tia.actor)
    with pytest.raises(Forbidden):
        assign_ticket(ticket, assignee=None, by=cast.lib.actor)


def test_a_private_ticket_is_for_few_and_its_words_stay_out_of_the_audit(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person, is_private=True, title="Threat", description="In the chat")
    for member, sees in ((cast.tess, False), (cast.lib, False), (cast.pat, True), (cast.stu, True), (cast.sam, False)):
        assert Ticket.objects.visible_to(member.actor).filter(pk=ticket.pk).exists() is sees, member.person
    entry = AuditEntry.objects.get(subject_kind=Ticket.KIND_REF, subject_id=ticket.pk)
    assert "Threat" not in entry.summary + entry.subject_label + entry.note
    assert not entry.links.filter(kind="people.person").exists()
    assert search("threat", cast.pat.actor) == []
    assert [group.hits[0].id for group in search(f"T{ticket.pk}", cast.pat.actor)] == [ticket.pk]
    assert search(f"T{ticket.pk}", cast.tess.actor) == []
    assert resolve(f"T-{ticket.pk}", cast.tess.actor, kinds=[Ticket.KIND_REF]) == []


def test_notes_are_for_colleagues_replies_for_both(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    add_note(ticket, text="Third time this year.", by=cast.lib.actor)
    add_reply(ticket, text="Bring it at lunch.", by=cast.tess.actor)
    add_reply(ticket, text="OK", by=cast.stu.actor)
    assert [entry.text for entry in entries_for(ticket, cast.stu.actor)] == ["Bring it at lunch.", "OK"]
    assert len(entries_for(ticket, cast.tess.actor)) == 3
    with pytest.raises(Invalid):
        add_reply(ticket, text="  ", by=cast.tess.actor)


def test_only_who_works_on_tickets_here_can_be_the_assignee(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    assert assign_ticket(ticket, assignee=cast.dita.account, by=cast.tess.actor).assignee == cast.dita.account
    for member in (cast.sam, cast.lib, cast.stu):
        with pytest.raises(Invalid):
            assign_ticket(ticket, assignee=member.account, by=cast.tess.actor)


def test_a_device_is_linked_once_and_taken_off(cast: Cast) -> None:
    ticket, device = make_ticket(cast.school, cast.stu.person), make_device(cast.school)
    link_item(ticket, device, by=cast.tess.actor)
    link_item(ticket, device, by=cast.tess.actor)
    assert ticket.ticket_items.count() == 1
    with pytest.raises(Forbidden):
        link_item(ticket, make_device(cast.other_school), by=cast.tess.actor)
    unlink_item(ticket, device, by=cast.tess.actor)
    assert ticket.ticket_items.count() == 0
    assert AuditEntry.objects.filter(links__kind="inventory.item", links__object_id=device.pk).count() == 2


def test_the_queue_shows_open_tickets_and_filters(cast: Cast) -> None:
    mine = make_ticket(cast.school, cast.stu.person, title="Open one", symptom=symptom("keys"))
    done = make_ticket(cast.school, cast.stu.person, title="Finished one")
    Ticket.objects.filter(pk=done.pk).update(state="closed", closed_at=done.opened_at)
    make_ticket(cast.other_school, title="Elsewhere")
    assign_ticket(mine, assignee=cast.tess.account, by=cast.tess.actor)
    client = _client(cast.tess)
    page = client.get(reverse("helpdesk:tickets")).content.decode()
    assert "Open one" in page
    assert "Finished one" not in page
    assert "Elsewhere" not in page
    assert "Finished one" in client.get(reverse("helpdesk:tickets"), {"state": "all"}).content.decode()
    assert "Open one" in client.get(reverse("helpdesk:tickets"), {"assignee": "me"}).content.decode()
    assert "Open one" not in client.get(reverse("helpdesk:tickets"), {"assignee": "none"}).content.decode()
    assert "Open one" not in client.get(reverse("helpdesk:tickets"), {"symptom": symptom().pk}).content.decode()
    assert "Open one" not in client.get(reverse("helpdesk:tickets"), {"age": "1"}).content.decode()
    assert "Open one" in client.get(reverse("helpdesk:tickets"), {"q": f"T-{mine.pk}"}).content.decode()


def test_the_queue_costs_the_same_for_many(cast: Cast) -> None:
    client = _client(cast.tess)
    client.get(reverse("helpdesk:tickets"))
    counts = []
    for number in (1, 20):
        for _ in range(number):
            make_ticket(cast.school, cast.stu.person, symptom=symptom())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("helpdesk:tickets"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_technician_opens_on_behalf_on_the_page(cast: Cast) -> None:
    device = make_device(cast.school, barcode="LN-7")
    form = {"requester": "001234", "title": "Does not charge", "item": "LN-7", "urgency": "cannot_teach"}
    answer = _client(cast.tess).post(reverse("helpdesk:ticket_open"), form)
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == reverse("helpdesk:ticket", args=[ticket.pk])
    assert (ticket.requester, ticket.origin, ticket.urgency) == (cast.stu.person, "on_behalf", "cannot_teach")
    assert [link.item_id for link in ticket.ticket_items.all()] == [device.pk]


def test_the_page_says_which_code_it_does_not_know(cast: Cast) -> None:
    form = {"requester": "001234", "title": "x", "item": "nope"}
    answer = _client(cast.tess).post(reverse("helpdesk:ticket_open"), form)
    assert answer.status_code == 422
    assert "No device is known by “nope”" in answer.content.decode()


def test_a_teacher_opens_an_own_ticket_and_reads_it(cast: Cast) -> None:
    client = _client(cast.tia)
    client.post(reverse("helpdesk:ticket_open"), {"title": "Projector is blue"})
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.origin) == (cast.tia.person, "portal")
    assert "Projector is blue" in client.get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert _client(cast.sam).get(reverse("helpdesk:ticket", args=[ticket.pk])).status_code == 404
    assert _client(cast.stu).get(reverse("helpdesk:ticket", args=[ticket.pk])).status_code == 404


def test_a_step_on_the_page_asks_for_what_is_missing(cast: Cast) -> None:
    ticket, client = make_ticket(cast.school, cast.stu.person), _client(cast.tess)
    url = reverse("helpdesk:ticket_state", args=[ticket.pk, "triaged"])
    answer = client.post(url, {"triaged-symptom": symptom().pk})
    assert answer.status_code == 422
    assert "Where" in answer.content.decode()
    answer = client.post(reverse("helpdesk:ticket_state", args=[ticket.pk, "cancelled"]), {"cancelled-text": "Mistake"})
    ticket.refresh_from_db()
    assert ticket.state == "cancelled"


def test_reply_note_assign_and_link_on_the_page(cast: Cast) -> None:
    ticket, client = make_ticket(cast.school, cast.stu.person), _client(cast.tess)
    make_device(cast.school, barcode="LN-8")
    client.post(reverse("helpdesk:ticket_reply", args=[ticket.pk]), {"text": "Hello"})
    client.post(reverse("helpdesk:ticket_note", args=[ticket.pk]), {"text": "Psst"})
    client.post(reverse("helpdesk:ticket_assign", args=[ticket.pk]), {"assignee": cast.tess.account.pk})
    client.post(reverse("helpdesk:ticket_link", args=[ticket.pk]), {"code": "LN-8"})
    page = client.get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    for text in ("Hello", "Psst", "LN-8", "Tess Torres"):
        assert text in page
    own = _client(cast.stu).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "Hello" in own
    assert "Psst" not in own


def test_symptoms_are_edited_on_screen_and_audited(cast: Cast) -> None:
    screen, client = symptom(), _client(cast.tess)
    form = {"label": "Screen or glass", "icon": "screen", "position": 10, "is_active": "on"}
    client.post(reverse("helpdesk:symptom", args=[screen.pk]), form)
    screen.refresh_from_db()
    assert screen.label == "Screen or glass"
    assert AuditEntry.objects.get(verb="helpdesk.symptom_edited").changes["label"] == ["Screen", "Screen or glass"]
    client.post(reverse("helpdesk:symptom_add"), {**form, "code": "fan", "label": "Fan"})
    assert "Fan" in client.get(reverse("helpdesk:symptoms")).content.decode()
    assert _client(cast.lib).get(reverse("helpdesk:symptoms")).status_code == 403


def _headers(member: Member) -> dict[str, str]:
    permissions = [permission.value for permission in HelpdeskPermission if member.actor.can(permission)]
    wanted = [*permissions, PeoplePermission.PERSON_VIEW]
    secret = create_token(member.account, name="tests", permissions=wanted, by=member.actor).text
    return {"Authorization": f"Bearer {secret}"}


def _post(member: Member, path: str, body: dict[str, object]) -> Any:
    return Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=_headers(member))


def test_rest_opens_speaks_and_moves(cast: Cast) -> None:
    answer = _post(cast.tess, "tickets", {"title": "Keys stick", "requester_id": cast.stu.person.pk, "symptom": "keys"})
    assert answer.status_code == 201, answer.content
    ticket = Ticket.objects.get()
    assert (ticket.origin, ticket.requester, ticket.symptom) == ("api", cast.stu.person, symptom("keys"))
    assert _post(cast.tess, f"tickets/{ticket.pk}/replies", {"text": "Bring it"}).status_code == 201
    assert _post(cast.tess, f"tickets/{ticket.pk}/replies", {"text": "Psst", "kind": "note"}).status_code == 201
    refused = _post(cast.tess, f"tickets/{ticket.pk}/state", {"to": "cancelled"})
    assert refused.status_code == 422
    moved = _post(cast.tess, f"tickets/{ticket.pk}/state", {"to": "cancelled", "details": {"text": "Mistake"}})
    assert moved.json()["state"] == "cancelled"
    assert _post(cast.tess, f"tickets/{ticket.pk}/state", {"to": "triaged"}).status_code == 409
    assert _post(cast.sam, f"tickets/{ticket.pk}/state", {"to": "spam"}).status_code == 404


def test_rest_lists_what_one_may_see(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    body = json.loads(_client(cast.tess).get("/api/v1/tickets").content)
    assert [row["number"] for row in body["items"]] == [ticket.number]
    assert json.loads(_client(cast.sam).get("/api/v1/tickets").content)["items"] == []
    assert _client(cast.sam).get(f"/api/v1/tickets/{ticket.pk}").status_code == 404
    detail = json.loads(_client(cast.tess).get(f"/api/v1/tickets/{ticket.pk}").content)
    assert detail["title"] == ticket.title


@pytest.mark.parametrize("is_private", [False, True])
def test_search_knows_of_a_new_ticket_what_it_would_read(cast: Cast, is_private: bool) -> None:
    """It is told what is at hand; reading the same ticket again changes nothing."""
    device = make_device(cast.school, barcode="LN9")
    ticket = make_ticket(
        cast.school, cast.tia.person, title="  Señal perdida ", items=[device], symptom=symptom(), is_private=is_private
    )
    document = SearchDocument.objects.filter(kind=Ticket.KIND_REF, object_id=ticket.pk).values(
        "title", "terms", "scope"
    )
    told = document.get()
    index(Ticket.KIND_REF, [ticket.pk])
    assert document.get() == told
    assert (device.barcode.lower() in told["terms"], "senal" in told["title"]) == (not is_private, not is_private)
