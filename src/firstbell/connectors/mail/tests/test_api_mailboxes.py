"""Mailboxes, and mails kept aside, over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.tests.factories import mail_of, make_mailbox, receive
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db
SET_UP = {
    "name": "Help desk", "address": "help@elm.example.org", "host": "127.0.0.1", "port": 1, "tls": "none",
    "username": "help", "password": "dooropener",
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def test_a_mailbox_is_set_up_tried_and_never_tells_its_password(cast: Cast) -> None:
    made = ask(cast.dita, "POST", "mailboxes", SET_UP | {"organisation_id": cast.school.pk})
    assert made.status_code == 201, made.content
    path = f"mailboxes/{made.json()['id']}"
    tried = ask(cast.dita, "POST", f"{path}/try")
    assert tried.json()["test_findings"][0]["verdict"] == "fail"
    changed = ask(cast.dita, "PATCH", path, {"unknown": "quarantine", "is_on": True})
    assert (changed.json()["unknown"], changed.json()["name"]) == ("quarantine", "Help desk")
    for answer in (made, tried, changed, ask(cast.dita, "GET", path), ask(cast.dita, "GET", "mailboxes")):
        assert b"dooropener" not in answer.content
    moved = ask(cast.dita, "PATCH", path, {"host": "localhost"})
    assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "#/password")
    assert Mailbox.objects.get().password == "dooropener"
    assert ask(cast.dita, "PATCH", path, {"way": "pigeon"}).status_code == 422
    assert ask(cast.lib, "GET", "mailboxes").status_code == 403
    assert ask(cast.sam, "GET", path).status_code in (403, 404)
    assert ask(cast.sam, "PATCH", path, {"is_on": False}).status_code in (403, 404)


def kept_aside(cast: Cast, count: int) -> list[InboundMail]:
    box = make_mailbox(cast.school, unknown="quarantine")
    mails = [
        receive(box, mail_of(f"n{one}@nowhere.example", message_id=f"<{one}@nowhere.example>")) for one in range(count)
    ]
    assert {one.state for one in mails} == {InboundMail.State.QUARANTINED}
    return mails


def test_mails_kept_aside_become_tickets_replies_or_nothing(cast: Cast) -> None:
    first, second, third = kept_aside(cast, 3)
    body = {"title": "Dark projector", "requester_id": cast.tia.person.pk}
    opened = ask(cast.tess, "POST", f"inbound-mails/{first.pk}/ticket", body)
    assert opened.status_code == 200, opened.content
    ticket = Ticket.objects.get(pk=opened.json()["ticket_id"])
    assert (ticket.title, ticket.requester_id) == ("Dark projector", cast.tia.person.pk)
    assert ask(cast.tess, "POST", f"inbound-mails/{first.pk}/ticket").status_code == 409
    joined = ask(cast.tess, "POST", f"inbound-mails/{second.pk}/join", {"ticket_id": ticket.pk}).json()
    assert (joined["state"], joined["ticket_id"]) == ("reply", ticket.pk)
    assert ask(cast.sam, "POST", f"inbound-mails/{third.pk}/drop").status_code in (403, 404)
    theirs = make_ticket(cast.other_school)
    assert ask(cast.tess, "POST", f"inbound-mails/{third.pk}/join", {"ticket_id": theirs.pk}).status_code == 404
    assert ask(cast.tess, "POST", f"inbound-mails/{third.pk}/drop").json()["state"] == "ignored"
    waiting = ask(cast.tess, "GET", "inbound-mails?state=quarantined").json()["items"]
    assert waiting == []
