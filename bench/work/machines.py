"""A school library with its self-check machines: filled here, spoken to from outside."""

from __future__ import annotations

from itertools import count
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils import timezone

from bench.visits import BOOKS_EACH, visit
from firstbell.connectors.sip2.actions import add_terminal
from firstbell.connectors.sip2.conversation import Conversation
from firstbell.connectors.sip2.office import Office
from firstbell.core.actor import system_actor
from firstbell.core.scan import normalise
from firstbell.core.upkeep import refresh_statistics
from firstbell.inventory.models import ItemType
from firstbell.library.models import Copy, Title
from firstbell.people.models import Membership, Organisation, Person, PersonIdentifier
from firstbell.people.models.organisations import path_below


def fill(terminals: int) -> dict[str, Any]:
    """So many machines, a card and some copies for each. Returns how each machine signs in."""
    with transaction.atomic():
        return _filled(terminals)


def in_process(signs_in: list[str], seconds: float) -> dict[str, Any]:
    """The same messages answered one after the other, without a network: how many a second."""
    conversation = Conversation(Office(), "bench")
    conversation.reply(f"9300CN{signs_in[0]}|CO{signs_in[1]}|".encode())
    answered = 0
    ends = started = 0.0
    for borrower in count():
        if borrower == 2:  # the first ones fill caches
            answered, started = 0, perf_counter()
            ends = started + seconds
        for body, good in visit(0, borrower):
            if not conversation.reply(body).data.startswith(good):
                raise RuntimeError(f"Message {body[:2]!r} was answered with a no")
            answered += 1
        if ends and perf_counter() > ends:
            break
    conversation.close()
    return {"per_second": answered / (perf_counter() - started)}


def _filled(terminals: int) -> dict[str, Any]:
    school = Organisation.objects.create(name="Bench school", kind="school", code="BENCH", identifier="BENCH")
    school.path = path_below(None, school.pk)
    school.save(update_fields=["path"])
    for number in range(terminals):
        person = Person.objects.create(
            organisation=school, given_name="Bench", family_name=f"Reader {number}", kind="student", identifier=f"R{number}"
        )  # fmt: skip
        Membership.objects.create(person=person, organisation=school, role="student")
        card = f"CARD{number:05}"
        PersonIdentifier.objects.create(person=person, kind="library_card", value=card, code=normalise(card))
    _copies(school, terminals * BOOKS_EACH)
    signs_in = []
    for number in range(terminals):
        values = {"name": f"Machine {number}", "uid": f"bench{number}", "encoding": "utf-8"}
        made = add_terminal(school, values=values, by=system_actor("bench"))
        signs_in.append([made.terminal.uid, made.password])
    refresh_statistics()
    return {"terminals": signs_in}


def _copies(school: Organisation, number: int) -> None:
    kind = ItemType.objects.get(code="library-book")
    title = Title.objects.create(
        name="Bench title", full_title="Bench title", sort_title="bench title", item_type=kind, language="eng"
    )
    now = timezone.now()
    for one in range(number):
        Copy.objects.create(
            product=title, item_type=kind, organisation=school, barcode=f"BOOK{one:06}", status="available",
            status_since=now, call_number="FIC BEN",
        )  # fmt: skip
