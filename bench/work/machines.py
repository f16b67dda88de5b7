"""A school library with its self-check machines: filled here, spoken to from outside."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.connectors.sip2.actions import add_terminal
from firstbell.core.actor import system_actor
from firstbell.core.scan import normalise
from firstbell.core.upkeep import refresh_statistics
from firstbell.inventory.models import Item, ItemType
from firstbell.library.models import Copy, Title
from firstbell.people.models import Membership, Organisation, Person, PersonIdentifier
from firstbell.people.models.organisations import path_below


def fill(terminals: int, copies: int) -> dict[str, Any]:
    """So many machines, a card for each, and so many copies. Returns how each machine signs in."""
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
    _copies(school, copies)
    signs_in = []
    for number in range(terminals):
        values = {"name": f"Machine {number}", "uid": f"bench{number}", "encoding": "utf-8"}
        made = add_terminal(school, values=values, by=system_actor("bench"))
        signs_in.append([made.terminal.uid, made.password])
    refresh_statistics()
    return {"terminals": signs_in, "copies": Item.objects.count()}


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
