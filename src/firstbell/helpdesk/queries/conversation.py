"""Who is named in a note, who watches, what a canned answer says on a ticket, and what a ticket took."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict

from django.db.models import Q, QuerySet, Sum

from firstbell.core.actor import Actor, all_roles
from firstbell.core.attachments import attachments_of
from firstbell.core.models import Attachment
from firstbell.core.notifications import wording
from firstbell.helpdesk.models import CannedAnswer, Ticket, TicketEntry, TicketPresence, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.tickets import entries_for, holders_at, possible_assignees
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account, person_key

#: What a canned answer may be filled with.
PLACEHOLDERS = ("requester", "number", "device", "room")
#: So long somebody counts as being on the page after the last sign of life.
PRESENT = dt.timedelta(seconds=60)

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD = re.compile(r"[\w.-]*\w")

_UNNAMED = {
    "device": ("the device", "el equipo"), "room": ("your room", "su salón"), "requester": ("there", "buenos días"),
}  # fmt: skip


def readers_who_work(ticket: Ticket) -> list[Account]:
    """Who may work here and read this ticket: those to name in a note. Of a private one, only who may see private ones."""
    workers = possible_assignees(ticket.organisation)
    if not ticket.is_private:
        return workers
    roles = [role.key for role in all_roles().values() if HelpdeskPermission.TICKET_VIEW_PRIVATE in role.permissions]
    seeing = {one.pk for one in holders_at(ticket.organisation, roles)}
    return [one for one in workers if one.pk in seeing]


def mentioned(text: str, ticket: Ticket) -> tuple[list[Account], list[str]]:
    """Whom ``@name`` names (full name, first name if only one has it, or user name), and the names of nobody."""
    places = [one.end() for one in _AT.finditer(text)]
    if not places:
        return [], []
    by_name: dict[str, list[Account]] = defaultdict(list)
    for account in readers_who_work(ticket):
        full = account.display_name.lower()
        for name in {full, full.replace(" ", "."), full.replace(" ", ""), full.split()[0], account.username.lower()}:
            by_name[name].append(account)
    found: dict[int, Account] = {}
    unknown = []
    for place in places:
        rest = text[place:].lower()
        fitting = [one for one in by_name if rest.startswith(one) and not rest[len(one) : len(one) + 1].isalnum()]
        named = by_name[max(fitting, key=len)] if fitting else []
        if len(named) == 1:
            found[named[0].pk] = named[0]
        else:
            word = _WORD.match(text[place:])
            unknown.append(word.group() if word else "")
    return list(found.values()), unknown


def watching_keys(ticket: Ticket, *, without: set[int | None]) -> list[str]:
    """Recipient keys of those who watch and may still see the ticket; ``without`` are persons told another way."""
    watchers = ticket.watchers.filter(why=TicketWatcher.Why.WATCHES).exclude(
        person_id__in=[pk for pk in without if pk is not None]
    )
    keys = []
    for one in watchers.select_related("person__account__person__organisation"):
        account = getattr(one.person, "account", None)
        if account is not None and account.is_active:
            actor = actor_of_account(account)
            if Ticket.objects.visible_to(actor).filter(pk=ticket.pk).exists():
                keys.append(person_key(one.person_id))
    return keys


def filled(answer: CannedAnswer, ticket: Ticket, language: str) -> str:
    """The canned answer's text on this ticket; English where there is no Spanish."""
    is_spanish = language == "es" and bool(answer.text_es)
    link = ticket.ticket_items.select_related("item__product").first()
    known = {
        "requester": ticket.requester.given_name if ticket.requester is not None else "",
        "number": ticket.number,
        "device": f"{link.item.product.name} {link.item.label}" if link is not None else "",
        "room": ticket.place.name if ticket.place is not None else "",
    }
    values = {name: value or _UNNAMED[name][is_spanish] for name, value in known.items()}
    return wording.fill(answer.text_es if is_spanish else answer.text_en, values)


def language_for(ticket: Ticket) -> str:
    """The language to answer in: the requester's, as far as we have it."""
    wanted = ticket.requester.language if ticket.requester is not None else ""
    return "es" if wanted.lower().startswith("es") else "en"


def minutes_spent(ticket: Ticket) -> int:
    """What all steps and notes took together."""
    return int(ticket.entries.aggregate(total=Sum("minutes"))["total"] or 0)


def files_by_entry(entries: list[TicketEntry]) -> dict[int, list[Attachment]]:
    """The files of each line, in one query."""
    rows = Attachment.objects.filter(owner_kind=TicketEntry.KIND_REF, owner_id__in=[one.pk for one in entries])
    found: dict[int, list[Attachment]] = defaultdict(list)
    for one in rows.order_by("pk"):
        found[one.owner_id].append(one)
    return found


def files_for(ticket: Ticket, actor: Actor) -> list[Attachment]:
    """Files of the ticket itself and of those lines the actor may read, the first one first."""
    by_line = files_by_entry(entries_for(ticket, actor))
    kept = [*attachments_of(ticket.ref), *(one for files in by_line.values() for one in files)]
    return sorted(kept, key=lambda one: one.pk)


def files_of(tickets: QuerySet[Ticket]) -> QuerySet[Attachment]:
    """All files of these tickets: their own, and those that came with a line."""
    entries = TicketEntry.objects.filter(ticket_id__in=tickets.order_by().values("pk")).order_by()
    own = Q(owner_kind=Ticket.KIND_REF, owner_id__in=tickets.order_by().values("pk"))
    return Attachment.objects.filter(own | Q(owner_kind=TicketEntry.KIND_REF, owner_id__in=entries.values("pk")))


def others_present(ticket: Ticket, actor: Actor, now: dt.datetime) -> list[TicketPresence]:
    """Who else has it open, at most a minute ago."""
    rows = TicketPresence.objects.filter(ticket=ticket, seen_at__gt=now - PRESENT).exclude(
        account_id=actor.account_id or 0
    )
    return list(rows.select_related("account__person").order_by("pk"))
