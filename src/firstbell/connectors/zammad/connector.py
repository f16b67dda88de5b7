"""What Zammad's REST interface answers, saved as JSON files in a zip: tickets, their articles, and users."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from firstbell.connectors.base.tables.fields import Layout, with_aliases
from firstbell.connectors.base.texts import clean
from firstbell.connectors.base.tickets.fields import TICKET_FIELDS
from firstbell.connectors.base.tickets.files import Files
from firstbell.connectors.base.tickets.joins import Joins, mark_of
from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.old import OldEntry, OldFile, OldSystem, OldTicket
from firstbell.connectors.base.tickets.source import TicketZip, names_in, package_of, require_work
from firstbell.connectors.base.tickets.stage import TicketStage
from firstbell.connectors.zammad.payloads import columns as c
from firstbell.connectors.zammad.payloads.documents import CutOff, objects_in
from firstbell.connectors.zammad.report import KEY, NAME
from firstbell.core.imports.archive import Package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.source import StageContext, Staged, Upload

_CUSTOM = Layout(with_aliases(tuple(one for one in TICKET_FIELDS if one.key in c.CUSTOM), c.CUSTOM), keeps=True)
_KINDS = ("articles", "tickets", "users")
_MOST_USERS = 500_000


def documents(names: list[str]) -> dict[str, list[str]]:
    """Which files have what, told by their names: ``tickets-3.json``, ``ticket_articles.json``, ``users.json``."""
    found: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for name in sorted(names):
        if name.casefold().endswith((".json", ".jsonl", ".ndjson")):
            stem = name.casefold()
            kind = next((one for one in _KINDS if one[:-1] in stem), "")
            if kind:
                found[kind].append(name)
    return found


class ZammadDocuments(TicketZip):
    """The answers to ``/api/v1/tickets?expand=true``, ``/api/v1/ticket_articles/…`` and ``/api/v1/users``."""

    key = "zammad"
    label = "Tickets with their conversation from Zammad: zip of JSON files"

    def sniff(self, upload: Upload) -> bool:
        return bool(documents(list(names_in(upload)))["tickets"])

    def stage(self, ctx: StageContext) -> Staged:
        require_work(ctx)
        joins = Joins(ctx.scratch)
        try:
            with package_of(ctx) as package:
                found = documents(list(package.names))
                if not found["tickets"]:
                    raise Rejected(
                        "There is no file of tickets (tickets.json) in the zip.",
                        remedy="The how-to lists the files, and how to save them.", code="no_tickets", file="tickets.json",
                    )  # fmt: skip
                tables = [name for names in found.values() for name in names]
                system = OldSystem(KEY, NAME, with_talk=bool(found["articles"]))
                stage = TicketStage(ctx, system, seed="documents", files=Files(ctx, package, tables))
                for old in _Documents(ctx, package, found, joins).tickets():
                    stage.take(old)
                return stage.finish(files=tables)
        finally:
            joins.close()


class _Documents:
    def __init__(self, ctx: StageContext, package: Package, found: dict[str, list[str]], joins: Joins) -> None:
        self.ctx = ctx
        self.package = package
        self.found = found
        self.joins = joins
        self.users: dict[str, tuple[str, str]] = {}
        self.meanings: dict[str, str] = {}
        for _, _, user in self._objects("users"):
            self._learn(user)
        for number, (_, _, article) in enumerate(self._objects("articles")):
            joins.put("article", _text(article, "ticket_id"), number, (json.dumps(article),))
            if not number % 1000:
                ctx.progress("Reading the conversation", number, None)

    def tickets(self) -> Iterator[OldTicket]:
        for number, (file, line, ticket) in enumerate(self._objects("tickets")):
            if not number % 200:
                self.ctx.progress("Comparing the tickets", number, None)
            if "state" not in ticket and "state_id" in ticket:
                raise Rejected(
                    f"“{file}” has numbers where the states, people and groups should be.",
                    remedy="Ask for the tickets with expand=true, as the how-to shows, and save that.",
                    code="not_expanded", file=file, line=line,
                )  # fmt: skip
            yield self._ticket(file, line, ticket)

    def _objects(self, kind: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Every object of the files of that kind; what is none, or comes after a cut, is told."""
        for name in self.found[kind]:
            with self.package.open(name) as stream:
                try:
                    for line, value in objects_in(stream):
                        for one in _unwrapped(value, kind):
                            if isinstance(one, dict):
                                yield name, line, one
                            else:
                                self._aside(
                                    "no_object", name, line, clean(str(one))[:200], "This is no entry of such a list."
                                )
                except CutOff as cut:
                    what = (
                        "The file stops in the middle of an entry."
                        if cut.is_end
                        else "What comes here is no JSON, or an entry without an end."
                    )
                    self._aside("cut_off", name, cut.line, cut.text, f"{what} Nothing from here on was read.")

    def _aside(self, code: str, file: str, line: int, value: str, message: str) -> None:
        self.ctx.issues.error(
            code, file=file[:120], line=line, value=value, entity=ENTITY, message=message, raw=value,
            todo="Save the answer of Zammad again, whole, and make the zip anew.",
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "quarantined")

    def _learn(self, user: dict[str, Any]) -> None:
        name = " ".join(f"{_text(user, 'firstname')} {_text(user, 'lastname')}".split())
        email = _text(user, "email") or _text(user, "login")
        if len(self.users) < _MOST_USERS:
            for key in (_text(user, "id"), _text(user, "login").casefold(), _text(user, "email").casefold()):
                if key:
                    self.users.setdefault(key, (name or email, email))

    def _who(self, thing: dict[str, Any], role: str) -> tuple[str, str]:
        """(name, address) of the customer, the owner, or who made something."""
        said = thing.get(role)
        if isinstance(said, dict):  # a webhook's payload has the whole person
            self._learn(said)
            said = said.get("email") or said.get("login")
        word = str(said or "").strip()
        if word.casefold() in c.NOBODY:
            word = ""
        known = self.users.get(word.casefold()) if word else self.users.get(_text(thing, f"{role}_id"))
        if known is not None and known[1] != "-":
            return known
        return ("", word) if "@" in word else (word, "")

    def _ticket(self, file: str, line: int, ticket: dict[str, Any]) -> OldTicket:
        articles = [json.loads(row[0]) for row in self.joins.get("article", _text(ticket, "id"))]
        articles.sort(key=lambda one: _text(one, "created_at"))
        number = _text(ticket, "number") or _text(ticket, "id")
        name, email = self._who(ticket, "customer")
        agent, agent_email = self._who(ticket, "owner")
        raw = json.dumps(ticket, ensure_ascii=False).encode("utf-8", "replace")
        old = OldTicket(
            number, mark_of(raw, articles, name, email, agent, agent_email), line, file, raw, title=_text(ticket, "title"),
            state=_text(ticket, "state"), is_done=True if _text(ticket, "close_at") and not _text(ticket, "state") else None,
            opened=_text(ticket, "created_at"), closed=_text(ticket, "close_at"), updated=_text(ticket, "updated_at"),
            requester=name, email=email, agent=agent, agent_email=agent_email, priority=_text(ticket, "priority"),
            entries=partial(self._entries, number, articles),
        )  # fmt: skip
        old.said = [(label, _text(ticket, key)) for key, label in c.SAID]
        for key, value in ticket.items():
            meaning = self._meaning(key)
            if meaning and isinstance(value, str) and not getattr(old, meaning):
                setattr(old, meaning, value)
        return old

    def _meaning(self, key: str) -> str:
        if key not in self.meanings:
            proposed = _CUSTOM.propose([key])[0]
            self.meanings[key] = proposed if proposed in c.CUSTOM else ""
        return self.meanings[key]

    def _entries(self, number: str, articles: list[dict[str, Any]]) -> list[OldEntry]:
        found = []
        for article in articles:
            name, email = self._who(article, "created_by")
            shown = _text(article, "from") or name
            files = article.get("attachments")
            named = tuple(
                OldFile(_text(one, "filename"), (f"{_text(one, 'id')}_{_text(one, 'filename')}",))
                for one in (files if isinstance(files, list) else [])
                if isinstance(one, dict) and _text(one, "filename")
            )
            found.append(OldEntry(
                _text(article, "created_at"), _text(article, "body"), _sender(shown), email or _address(shown),
                _truth(article.get("internal")), _text(article, "content_type").casefold() != "text/plain", named,
            ))  # fmt: skip
        return found


def _unwrapped(value: Any, kind: str) -> list[Any]:
    """``{"tickets": [...]}`` as its entries; anything else as it is."""
    if isinstance(value, dict) and isinstance(value.get(kind), list) and "id" not in value:
        return list(value[kind])
    return [value]


def _text(thing: dict[str, Any], key: str) -> str:
    value = thing.get(key)
    return "" if value is None or isinstance(value, dict | list | bool) else clean(str(value)).strip()


def _truth(value: Any) -> bool:
    """Whether an article is internal; what is neither yes nor no is rather not shown to the requester."""
    return (
        bool(value)
        if isinstance(value, bool | int | type(None))
        else str(value).casefold() not in {"false", "no", "0", ""}
    )


def _sender(shown: str) -> str:
    return shown.partition("<")[0].strip().strip('"') or shown


def _address(shown: str) -> str:
    inside = shown.partition("<")[2].partition(">")[0].strip() or shown.strip()
    return inside if "@" in inside and " " not in inside else ""
