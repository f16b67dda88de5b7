"""Over REST: what machines left to look at, and what they say to borrowers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firstbell.connectors.sip2.models import ScreenText, TerminalNote
from firstbell.connectors.sip2.tests.factories import make_terminal
from firstbell.people.tests.factories import Api, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_note_is_seen_and_settled_once(cast: Cast) -> None:
    dita = Api(cast.dita)
    machine = make_terminal(cast.school).terminal
    note = TerminalNote.objects.create(terminal=machine, at=timezone.now(), text="Took a book nobody knows")
    open_notes = dita.get(f"self-check-notes?terminal_id={machine.pk}")["items"]
    assert [one["text"] for one in open_notes] == [note.text]
    path = f"self-check-notes/{note.pk}/settle"
    Api(cast.sam).post(path, status=404)
    assert dita.post(path)["settled_at"]
    dita.post(path, status=409)
    assert dita.get("self-check-notes")["items"] == []
    assert len(dita.get("self-check-notes?settled=true")["items"]) == 1


def test_texts_are_said_otherwise_and_as_shipped_again(cast: Cast) -> None:
    dita = Api(cast.dita)
    body = {"en": "Back by {due}", "es": ""}
    said = dita.put("screen-texts/lent", body)
    assert (said["en"], said["es"], said["is_own"]) == ("Back by {due}", "Devolver: {due}", True)
    wrong = dita.put("screen-texts/lent", {"en": "", "es": "Hasta {nombre}"}, status=422)
    assert wrong["errors"][0]["pointer"] == "#/text"
    assert ScreenText.objects.get(key="lent").text == "Back by {due}", "both or none"
    dita.put("screen-texts/nothing", body, status=404)
    Api(cast.tess).put("screen-texts/lent", body, status=403)
    assert dita.put("screen-texts/lent")["is_own"] is False
    assert not any(one["is_own"] for one in dita.get("screen-texts"))
