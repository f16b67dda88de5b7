"""Whom and what old tickets can mean here: schools, people, agents, symptoms, rooms, devices. Each read once, when asked."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from firstbell.connectors.base.choices import SCHOOL
from firstbell.connectors.base.people import Owner, Owners
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tickets.old import OldTicket
from firstbell.core.imports.source import StageContext
from firstbell.core.scan import normalise
from firstbell.helpdesk.models import Symptom
from firstbell.helpdesk.queries import possible_assignees
from firstbell.helpdesk.queries.imported import things_by_code
from firstbell.people.models import Account, Organisation
from firstbell.people.queries import person_key
from firstbell.rooms.models import Place

ENTITY = "tickets"
NO_SYMPTOM = "no symptom"
_BETWEEN = re.compile(r"[,;\s|]+")


class Known:
    """Also counts what nobody here is meant by, so that it is told once and not a thousand times."""

    def __init__(self, ctx: StageContext) -> None:
        self.ctx = ctx
        self.sites = Sites(ctx.org_path)
        self.owners = Owners(ctx.org_path, with_numbers=True)
        self.unknown: dict[str, Counter[str]] = {}
        self._workers: dict[int, dict[str, Account]] = {}

    def miss(self, what: str, value: str) -> None:
        self.unknown.setdefault(what, Counter())[value[:200]] += 1

    def requester(self, old: OldTicket) -> Owner | None:
        """By address or number, never by a name alone."""
        if not (old.email or old.identifier):
            return None
        return self.owners.find_any(old.identifier, old.email, old.identifier)

    def school(self, old: OldTicket, requester: Owner | None) -> int:
        """The school the ticket names, else its requester's, else the one chosen, else the only one."""
        said = self.ctx.mapped(ENTITY, "school", old.school)
        found = self.sites.named(said, said) if said else None
        if found is None and not said and requester is not None and requester.organisation_id in self.sites.paths:
            found = requester.organisation_id
        if found is None and not said:
            chosen = self.ctx.options.get(SCHOOL)
            found = int(chosen) if chosen else self.sites.only_school
        if found is None or not self.sites.covers(found):
            shown = f"“{old.school}”" if old.school else "a ticket that names none"
            todo = (
                "Say which school it means."
                if old.school
                else "Choose theirs under “Choices for this list”, or import for one school (--org)."
            )
            raise BadRow(
                "no_school", "school", old.school, f"We know no school for {shown}.",
                todo,
                f"No school for {shown}", mappable=bool(old.school), choices=self._school_names,
            )  # fmt: skip
        return found

    @cached_property
    def _school_names(self) -> tuple[str, ...]:
        return tuple(sorted(name for pk, name in self.sites.names.items() if self.sites.covers(pk)))

    @cached_property
    def _symptoms(self) -> dict[str, int]:
        rows = list(Symptom.objects.values_list("pk", "code", "label"))
        return {label.casefold(): pk for pk, _, label in rows} | {code.casefold(): pk for pk, code, _ in rows}

    @cached_property
    def symptom_codes(self) -> tuple[str, ...]:
        return (*Symptom.objects.filter(is_active=True).values_list("code", flat=True), NO_SYMPTOM)

    def symptom(self, category: str) -> int | None:
        """As people mapped the category, or a symptom of that very name."""
        if not category:
            return None
        ours = self.ctx.mapped(ENTITY, "category", category).strip().casefold()
        found = self._symptoms.get(ours)
        if found is None and ours != NO_SYMPTOM:
            self.miss("category", category)
        return found

    def agent(self, email: str, name: str, school: int) -> Account | None:
        """The account with that address, if it works on tickets at that school."""
        if school not in self._workers:
            organisation = Organisation.objects.get(pk=school)
            found: dict[str, Account] = {}
            for account in possible_assignees(organisation):
                addresses = {account.email, account.username, account.person.email if account.person else ""}
                found |= {one.casefold(): account for one in addresses if one}
            self._workers[school] = found
        found_here = self._workers[school].get(email.strip().casefold()) if email else None
        if found_here is None and (name or email):
            self.miss("agent", name or email)
        return found_here

    @cached_property
    def _places(self) -> dict[tuple[int, str], int]:
        found: dict[tuple[int, str], int] = {}
        rows = Place.objects.current().filter(organisation__path__startswith=self.ctx.org_path).order_by("-pk")
        for pk, school, name, number, code in rows.values_list("pk", "organisation_id", "name", "number", "code_norm"):
            for text in (number, name, code):
                if text:
                    found[school, _folded(text)] = pk
        return found

    def place(self, text: str, school: int) -> int | None:
        """A room of that school by its name, number or code; ``Room 204`` and ``204`` alike."""
        if not text:
            return None
        folded = _folded(text)
        keys = (folded, _folded(normalise(text)), folded.removeprefix("room "), f"room {folded}")
        found = next((self._places[school, key] for key in keys if (school, key) in self._places), None)
        if found is None:
            self.miss("place", text)
        return found

    @cached_property
    def _things(self) -> dict[str, tuple[int, int]]:
        return things_by_code(self.ctx.org_path)

    def items(self, codes: str) -> tuple[int, ...]:
        """Every thing a tag or serial number of the text names."""
        if not codes:
            return ()
        whole = self._things.get(normalise(codes))
        parts = [whole] if whole else [self._things.get(normalise(one)) for one in _BETWEEN.split(codes) if one]
        found = tuple(dict.fromkeys(one[0] for one in parts if one is not None))
        if not found:
            self.miss("device", codes)
        return found

    def author_key(self, email: str) -> str:
        """Under which a line is its writer's own; empty when nobody here is meant."""
        owner = self.owners.find(email) if email else None
        return person_key(owner.id) if owner is not None else ""


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
