"""A solved ticket told without people: title, what one sees, what helped. What an article begins from.

Taken out are the names of everybody who has to do with the ticket and of people at its school, tags and serial numbers,
numbers of persons and tickets, addresses, greetings, and the room. A name that is also an ordinary word is left where it
stands as one (“it will not print”), unless it is of somebody on the ticket. The author reads it before anybody else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from firstbell.core.scan import normalise
from firstbell.guides.queries.articles import is_ordinary, plain
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.inventory.models import Item
from firstbell.people.models import Person, PersonIdentifier

NAME, TAG, NUMBER, ADDRESS, TICKET, ROOM = "[name]", "[tag]", "[number]", "[address]", "[ticket]", "the room"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+")
_TICKET = re.compile(r"\bT-\d+\b|(?<!\w)#\d+\b", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@.])@[\w.-]*\w")
#: What looks like a tag or a serial number, whether or not it is known here.
_LIKE_A_TAG = re.compile(r"\b(?:[A-Z]{2,6}-\d{2,}|(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{7,})\b")
_LONG_NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[\d() -]{4,}\d)(?!\w)")
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon)|hola|buen[oa]s \w+|estimad[oa])\b[^,.!:\n]{0,40}[,.!:]\s*"
    r"|^\s*(?:thanks|thank you|(?:best|kind) regards|regards|gracias|saludos)\b[^\n]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
#: Not where a parenthesis follows: that would be a link.
_OURS = re.compile(r"\\\[(name|tag|number|address|ticket)\\\](?!\()")
_REPEATED = re.compile(r"\[name\](?:[ -]+\[name\])+")


@dataclass(frozen=True)
class Telling:
    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Known:
    """What must not stay: names in small letters (``involved``: of those on the ticket), codes as they compare, rooms."""

    involved: frozenset[str]
    names: frozenset[str]
    codes: frozenset[str]
    rooms: tuple[str, ...] = ()


def telling_of(ticket: Ticket) -> Telling:
    """For a ticket that is not private, with its requester, assignee and place; about eight queries."""
    entries = list(ticket.entries.order_by("pk"))
    said = [ticket.title, ticket.description, *(one.text for one in _answers(ticket, entries)), _end(entries)]
    known = _known(ticket, entries, said)
    title, seen, *helped, end = (without(text, known) for text in said)
    resolution = ticket.get_resolution_display() if ticket.resolution else ""
    parts = ["## What you see", _as_markdown(seen or title), "## What helps"]
    parts += [_as_markdown(one) for one in helped if one]
    parts += [_as_markdown(end)] if end and end not in helped else []
    if resolution:
        parts += ["## What it was", f"{resolution}."]
    return Telling(title[:160] or "Untitled", "", "\n\n".join(part for part in parts if part))


def _as_markdown(text: str) -> str:
    """Just these words; our own stand-ins stay as the author looks for them."""
    return _OURS.sub(r"[\1]", plain(text))


def without(text: str, known: Known) -> str:
    """The text with what must not stay replaced by a word for it."""
    text = _GREETING.sub("", text.replace("\r\n", "\n"))
    text = _ADDRESS.sub(ADDRESS, text)
    text = _TICKET.sub(TICKET, text)
    text = _MENTION.sub(NAME, text)
    for room in sorted(known.rooms, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(room)}(?!\w)", ROOM, text, flags=re.IGNORECASE)
    text = _TOKEN.sub(lambda hit: TAG if normalise(hit.group()) in known.codes else hit.group(), text)
    text = _LIKE_A_TAG.sub(TAG, text)
    text = _LONG_NUMBER.sub(NUMBER, text)
    text = _WORD.sub(lambda hit: NAME if _is_name(hit, known) else hit.group(), text)
    text = _REPEATED.sub(NAME, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _is_name(hit: re.Match[str], known: Known) -> bool:
    word = hit.group()
    stems = {word.lower(), re.sub(r"['’]s?$", "", word.lower())}
    before, after = hit.string[: hit.start()], hit.string[hit.end() :]
    if before.endswith("[") and after.startswith("]"):
        return False  # a word of ours
    if stems & known.involved:
        return True
    if not stems & known.names:
        return False
    if not is_ordinary(word):
        return True
    return word[0].isupper() and re.search(r"(?:^|[.!?:\n])\s*$", before) is None


def _answers(ticket: Ticket, entries: Sequence[TicketEntry]) -> list[TicketEntry]:
    """Replies of those who worked on it; what the requester wrote stays with the ticket."""
    account = getattr(ticket.requester, "account", None)
    own = f"account:{account.pk}" if account is not None else ""
    replies = [one for one in entries if one.kind == TicketEntry.Kind.REPLY and one.author_key.startswith("account:")]
    return [one for one in replies if one.author_key != own]


def _end(entries: Sequence[TicketEntry]) -> str:
    """The words with which it was last resolved."""
    for entry in reversed(entries):
        label, _, text = entry.text.partition(": ")
        if entry.kind == TicketEntry.Kind.STATE and label == "Resolved":
            return text
    return ""


def _known(ticket: Ticket, entries: Sequence[TicketEntry], said: Iterable[str]) -> Known:
    text = "\n".join(said)
    words = {hit.group().lower() for hit in _WORD.finditer(text)}
    tokens = {normalise(hit.group()) for hit in _TOKEN.finditer(text)}
    is_one = Q(ticket_items__ticket=ticket) | Q(barcode_norm__in=tokens) | Q(device__serial_norm__in=tokens)
    rows = Item.objects.filter(is_one).values_list("barcode_norm", "device__serial_norm")
    codes = {code for row in rows for code in row if code}
    codes |= {
        normalise(one) for one in Person.objects.filter(identifier__in=tokens).values_list("identifier", flat=True)
    }
    codes |= set(PersonIdentifier.objects.filter(code__in=tokens).values_list("code", flat=True))
    place = ticket.place
    rooms = {place.name, place.code} if place is not None else set()
    return Known(
        involved=_involved(ticket, entries),
        names=_names_at(ticket) & words,
        codes=frozenset(codes),
        rooms=tuple(sorted(one for one in rooms if any(map(str.isalpha, one)))),
    )


def _involved(ticket: Ticket, entries: Sequence[TicketEntry]) -> frozenset[str]:
    """Parts of the names of everybody who has to do with it, in small letters."""
    people_wrote = [one for one in entries if not one.author_key.startswith("system:")]  # a rule is no person
    people = [one.person for one in ticket.watchers.select_related("person")]
    people += [ticket.requester] if ticket.requester is not None else []
    names = {one for person in people for one in _names_of(person)}
    names |= {one.partition("(")[0] for one in (ticket.opened_by, *(entry.author_name for entry in people_wrote))}
    if ticket.assignee is not None:
        names |= {ticket.assignee.display_name, ticket.assignee.username}
    parts = {part.lower() for name in names if name.strip() != "Firstbell" for part in _WORD.findall(name)}
    # Somebody unknown is described as often as named: “a boy of grade 7”.
    parts |= {part.lower() for part in _WORD.findall(ticket.requester_label) if not is_ordinary(part)}
    return frozenset(part for part in parts if len(part) > 1)


def _names_of(person: Person) -> tuple[str, ...]:
    return (
        person.given_name, person.family_name, person.preferred_given_name, person.preferred_family_name,
        person.username, person.email.partition("@")[0],
    )  # fmt: skip


def _names_at(ticket: Ticket) -> frozenset[str]:
    """Every part of every name at that school, in small letters. One query; only for the moment of writing."""
    fields = ("given_name", "family_name", "preferred_given_name", "preferred_family_name")
    here = Person.objects.filter(organisation__path__startswith=ticket.organisation.scope_path)
    rows = here.values_list(*fields).iterator(chunk_size=5000)
    return frozenset(part.lower() for row in rows for name in row for part in _WORD.findall(name))
