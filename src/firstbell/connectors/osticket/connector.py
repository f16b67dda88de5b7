"""osTicket's tables as a zip: tickets with their conversation, put together by the ids the tables have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from firstbell.connectors.base.tables.fields import Layout, with_aliases
from firstbell.connectors.base.tickets.fields import CONTACT, TICKET_FIELDS
from firstbell.connectors.base.tickets.files import Files
from firstbell.connectors.base.tickets.joins import Joins, mark_of
from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.old import OldEntry, OldFile, OldSystem, OldTicket
from firstbell.connectors.base.tickets.source import TicketZip, names_in, package_of, require_work
from firstbell.connectors.base.tickets.stage import TicketStage
from firstbell.connectors.osticket.dump import Dump, DumpRow, table_files
from firstbell.connectors.osticket.payloads import columns as c
from firstbell.connectors.osticket.queue import KEY, NAME
from firstbell.core.imports.archive import Package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.source import StageContext, Staged, Upload

_CUSTOM = Layout(with_aliases(tuple(one for one in TICKET_FIELDS if one.key in c.CUSTOM), c.CUSTOM), keeps=True)
_OF_CDATA = ("ticket_id", "subject", "priority")
_MOST_NAMES = 500_000


class OsTicketTables(TicketZip):
    """The tables as CSV in a zip; files that hung on tickets may lie beside them."""

    key = "osticket"
    label = "Tickets with their conversation from osTicket: zip of its tables (CSV)"

    def sniff(self, upload: Upload) -> bool:
        found = table_files(list(names_in(upload)))
        return "ticket" in found and bool({"ticket__cdata", "thread", "thread_entry", "ticket_status"} & set(found))

    def stage(self, ctx: StageContext) -> Staged:
        require_work(ctx)
        joins = Joins(ctx.scratch)
        try:
            with package_of(ctx) as package:
                tables = table_files(list(package.names))
                if "ticket" not in tables:
                    raise Rejected(
                        "There is no table of tickets (ost_ticket.csv) in the zip.",
                        remedy="The how-to lists the tables to export, and the names their files should have.",
                        code="no_tickets", file="ost_ticket.csv",
                    )  # fmt: skip
                system = OldSystem(KEY, NAME, with_talk={"thread", "thread_entry"} <= set(tables))
                stage = TicketStage(ctx, system, seed="tables", files=Files(ctx, package, tables.values()))
                for old in _Tables(ctx, package, tables, joins).tickets():
                    stage.take(old)
                return stage.finish(tables=sorted(tables))
        finally:
            joins.close()


class _Tables:
    """Small tables in memory, long ones joined on disk."""

    def __init__(self, ctx: StageContext, package: Package, tables: dict[str, str], joins: Joins) -> None:
        self.ctx = ctx
        self.package = package
        self.tables = tables
        self.joins = joins
        self.custom: list[tuple[str, str]] = []
        self.users = self._names("user", "id", "name")
        self.emails = self._names("user_email", "user_id", "address")
        self.topics = self._names("help_topic", "topic_id", "topic")
        self.departments = self._names("department", "id", "name")
        self.priorities = self._names("ticket_priority", "priority_id", "priority")
        self.states = {row["id"]: (row["name"], row["state"]) for row in self._rows("ticket_status")}
        self.staff = {
            row["staff_id"]: (" ".join(f"{row['firstname']} {row['lastname']}".split()), row["email"])
            for row in self._rows("staff")
        }
        self._join()

    def _rows(self, table: str) -> Iterator[DumpRow]:
        if table in self.tables:
            yield from Dump(self.ctx, self.package, table, self.tables[table]).rows()

    def _names(self, table: str, key: str, value: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in self._rows(table):
            if len(found) < _MOST_NAMES:
                found.setdefault(row[key], row[value])
        return found

    def _join(self) -> None:
        """What hangs on a ticket, under its id."""
        threads: dict[str, str] = {
            row["id"]: row["object_id"] for row in self._rows("thread") if row["object_type"] in ("T", "")
        }
        files = self._names("file", "id", "name")
        for number, row in enumerate(self._rows("attachment")):
            if row["type"] in ("H", "") and row["file_id"] in files:
                self.joins.put("file", row["object_id"], number, (files[row["file_id"]], row["file_id"]))
        for number, row in enumerate(self._rows("thread_entry")):
            if row["thread_id"] in threads and row["type"] in c.ENTRY_KINDS and not _is_hidden(row["flags"]):
                self.joins.put("entry", threads[row["thread_id"]], number, (row["id"], tuple(row.values.items())))
            if not number % 1000:
                self.ctx.progress("Reading the conversation", number, None)
        for number, row in enumerate(self._rows("ticket__cdata")):
            if not self.custom:
                self._learn_custom([name for name in row.values if name not in _OF_CDATA])
            self.joins.put("cdata", row["ticket_id"], number, tuple(row.values.items()))

    def _learn_custom(self, names: list[str]) -> None:
        """What each custom field is; those about how to reach people stay where they are."""
        left = [name for name in names if CONTACT.search(name)]
        kept = [name for name in names if name not in left]
        self.custom = list(zip(kept, _CUSTOM.propose(kept), strict=True))
        if left:
            shown = ", ".join(f"“{name}”" for name in left[:10])
            self.ctx.issues.warning(
                "contact_left_out", entity=ENTITY, file=self.tables["ticket__cdata"][:120], value=shown,
                message=f"These fields are left out, because they say how people are reached: {shown}.",
                todo="Rename the column if it says something else.",
            )  # fmt: skip

    def tickets(self) -> Iterator[OldTicket]:
        for number, row in enumerate(self._rows("ticket")):
            if not number % 200:
                self.ctx.progress("Comparing the tickets", number, None)
            yield self._ticket(row)

    def _ticket(self, row: DumpRow) -> OldTicket:
        key = row["ticket_id"]
        talk, own = self.joins.get("entry", key), dict(next(iter(self.joins.get("cdata", key)), ()))
        has_files = "attachment" in self.tables
        files = {entry: tuple(self.joins.get("file", entry)) if has_files else () for entry, _ in talk}
        name, state = self.states.get(row["status_id"], ("", ""))
        agent, agent_email = self.staff.get(row["staff_id"], ("", ""))
        person, email = self.users.get(row["user_id"], ""), self.emails.get(row["user_id"], "")
        words = (
            name, state, agent, agent_email, person, email, self.topics.get(row["topic_id"], ""),
            self.departments.get(row["dept_id"], ""), self._priority(own.get("priority", "")),
        )  # fmt: skip
        old = OldTicket(
            row["number"] or key, mark_of(row.raw, talk, sorted(own.items()), sorted(files.items()), words), row.line,
            self.tables["ticket"], row.raw, title=own.get("subject", ""), state="Deleted" if state == "deleted" else name,
            is_done=self._is_done(state, row["closed"]), opened=row["created"], closed=row["closed"],
            updated=row["lastupdate"] or row["updated"], requester=person, email=email, agent=agent, agent_email=agent_email,
            category=words[6], priority=words[8],
            entries=partial(self._entries, row["number"] or key, talk, files),
        )  # fmt: skip
        old.said = [("Department", words[7]), ("Source", row["source"]), ("Due", row["duedate"])]
        for column, meaning in self.custom:
            text = _choice(own.get(column, ""))
            if meaning in c.CUSTOM:
                setattr(old, meaning, text)
            else:
                old.said.append((column.replace("_", " ").capitalize(), text))
        return old

    def _is_done(self, state: str, closed: str) -> bool | None:
        if state in c.STATES:
            return c.STATES[state]
        return True if closed else None if self.states else False

    def _priority(self, text: str) -> str:
        return self.priorities.get(text, "" if text.isdigit() else _choice(text))

    def _entries(
        self,
        number: str,
        talk: list[tuple[str, tuple[tuple[str, str], ...]]],
        files: dict[str, tuple[tuple[str, str], ...]],
    ) -> list[OldEntry]:
        found = []
        for entry_id, values in talk:
            row = dict(values)
            agent, agent_email = self.staff.get(row.get("staff_id", ""), ("", ""))
            user = row.get("user_id", "")
            named = tuple(
                OldFile(name, (f"{entry_id}_{name}", f"{file_id}_{name}", f"{number}_{name}"))
                for name, file_id in files[entry_id]
            )
            found.append(OldEntry(
                row.get("created", ""), _body(row), row.get("poster", "") or agent or self.users.get(user, ""),
                agent_email or self.emails.get(user, ""), c.ENTRY_KINDS[row["type"]], row.get("format", "html") != "text",
                named,
            ))  # fmt: skip
        return found


def _body(row: dict[str, str]) -> str:
    """The words of a line. osTicket gives an empty HTML body as ``-``."""
    body = row.get("body", "")
    return "" if body.strip() == "-" else body


def _is_hidden(flags: str) -> bool:
    return flags.isdecimal() and bool(int(flags) & c.HIDDEN)


def _choice(text: str) -> str:
    """A choice field's ``{"a4":"Room 204"}`` is ``Room 204``."""
    if text.startswith("{"):
        try:
            chosen = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return ", ".join(str(one) for one in chosen.values()) if isinstance(chosen, dict) else text
    return text
