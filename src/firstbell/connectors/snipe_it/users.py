"""Snipe-IT's users: matched with the people here; brought in as provisional people only when somebody says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from firstbell.connectors.base.tables.fields import Layout, with_aliases
from firstbell.connectors.base.tables.people import PERSON_FIELDS, PeopleSource
from firstbell.connectors.snipe_it.payloads import columns as c
from firstbell.people.models import Person


class SnipeItUsers(PeopleSource):
    """The list of users. Addresses, phones, managers and notes are never read."""

    key = "snipe_it_users"
    label = "Users from Snipe-IT (CSV or XLSX)"
    layout = Layout(with_aliases(PERSON_FIELDS, c.USERS), identifying=("given", "full"))
    telling = frozenset({"username"})
    is_escaped = True
    enough = 4
    words: ClassVar[Mapping[str, str]] = {"student": Person.Kind.STUDENT, "teacher": Person.Kind.STAFF}

    def knows(self, header: Sequence[str]) -> bool:
        names = {name.casefold().strip() for name in header}
        return (
            super().knows(header)
            and bool(names & c.ONLY_USERS)
            and not names & {"asset tag", "serial", "serial number"}
        )
