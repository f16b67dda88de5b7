"""The requester's own page of a ticket: plain words, in the requester's language, without what only technicians need."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.lifecycle import TRANSITIONS, Who
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.helpdesk.views.requester_words import words_for
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page_for(member: Member, ticket: Ticket) -> str:
    client = Client()
    client.force_login(member.account)
    return client.get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()


def test_a_spanish_speaker_reads_spanish(cast: Cast) -> None:
    cast.stu.person.language = "es"
    cast.stu.person.save()
    ticket = make_ticket(cast.school, cast.stu.person)
    add_reply(ticket, text="¿Puede traerlo?", by=cast.tess.actor)
    page = page_for(cast.stu, ticket)
    for words in ("Conversación", "Su respuesta", "Ya no necesito ayuda", "Nadie todavía", "¿Puede traerlo?"):
        assert words in page
    for words in ("Conversation", "Urgency", "Assignee", "Send reply", ">Cancel<"):
        assert words not in page


def test_those_who_work_on_it_keep_their_page(cast: Cast) -> None:
    page = page_for(cast.tess, make_ticket(cast.school, cast.tess.person))
    assert "Urgency" in page
    assert "Note for colleagues" in page


def test_what_went_wrong_comes_back_in_the_same_words(cast: Cast) -> None:
    cast.stu.person.language = "es"
    cast.stu.person.save()
    ticket = make_ticket(cast.school, cast.stu.person)
    client = Client()
    client.force_login(cast.stu.account)
    answer = client.post(reverse("helpdesk:ticket_state", args=[ticket.pk, "cancelled"]), {"cancelled-text": ""})
    assert answer.status_code == 422
    assert "¿Por qué?" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == TicketState.NEW


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_state_and_every_step_of_a_requester_has_its_words(language: str) -> None:
    words = words_for(language)
    assert not [state for state in TicketState.values if not words.get(state)]
    steps = {step.to for step in TRANSITIONS if Who.REQUESTER in step.who}
    assert not [to for to in steps if not words.get(f"to_{to}")]
