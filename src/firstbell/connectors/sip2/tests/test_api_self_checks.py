"""Over REST: what machines left to look at, and what they say to borrowers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.connectors.sip2.models import ScreenText, TerminalNote
from firstbell.connectors.sip2.tests.factories import make_terminal
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def test_a_note_is_seen_and_settled_once(cast: Cast) -> None:
    machine = make_terminal(cast.school).terminal
    note = TerminalNote.objects.create(terminal=machine, at=timezone.now(), text="Took a book nobody knows")
    open_notes = ask(cast.dita, "GET", f"self-check-notes?terminal_id={machine.pk}").json()["items"]
    assert [one["text"] for one in open_notes] == [note.text]
    path = f"self-check-notes/{note.pk}/settle"
    assert ask(cast.sam, "POST", path).status_code in (403, 404)
    assert ask(cast.dita, "POST", path).json()["settled_at"]
    assert ask(cast.dita, "POST", path).status_code == 409
    assert ask(cast.dita, "GET", "self-check-notes").json()["items"] == []
    assert len(ask(cast.dita, "GET", "self-check-notes?settled=true").json()["items"]) == 1


def test_texts_are_said_otherwise_and_as_shipped_again(cast: Cast) -> None:
    body = {"en": "Back by {due}", "es": ""}
    said = ask(cast.dita, "PUT", "screen-texts/lent", body).json()
    assert (said["en"], said["es"], said["is_own"]) == ("Back by {due}", "Devolver: {due}", True)
    wrong = ask(cast.dita, "PUT", "screen-texts/lent", {"en": "", "es": "Hasta {nombre}"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/text")
    assert ScreenText.objects.get(key="lent").text == "Back by {due}", "both or none"
    assert ask(cast.dita, "PUT", "screen-texts/nothing", body).status_code == 404
    assert ask(cast.tess, "PUT", "screen-texts/lent", body).status_code == 403
    assert ask(cast.dita, "PUT", "screen-texts/lent").json()["is_own"] is False
    assert not any(one["is_own"] for one in ask(cast.dita, "GET", "screen-texts").json())
