"""roles.csv (1.2): what people are, and where."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Cause, Night
from firstbell.connectors.oneroster.mapping.people import kind_of
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ACTIVE, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import ROLE_TYPES, USER_ROLES, FileLayout
from firstbell.core import bulk
from firstbell.people.actions.roster_plan import MEMBERSHIPS

_ROLES = vocabulary(USER_ROLES)
_TYPES = vocabulary(ROLE_TYPES)
_PERSON, _ORG, _ROLE, _PRIMARY = range(4)


class RoleStage(EntityStage):
    """Roles of a 1.2 package. ``of_users`` tells the users' stage what new people are, before users are decided."""

    table = MEMBERSHIPS
    labels = ("", "School", "Role", "Primary", "Begins", "Ends")
    defaults = (None, None, "", True, None, None)
    place_at = _ORG
    parent = False

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self._moved: dict[int, tuple[str, int]] = {}
        self._ended: set[tuple[int, int]] = set()
        self._derived: dict[Any, Known] | None = None

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        values = (
            cells.key("userSourcedId"),
            cells.key("orgSourcedId"),
            cells.word("role", _ROLES),
            cells.word("roleType", _TYPES) == "primary",
            cells.date("beginDate"),
            cells.date("endDate"),
        )
        return values, ACTIVE

    def of_users(self) -> dict[str, tuple[str, str]]:
        """User id to (role, organisation id), the primary role first."""
        found: dict[str, tuple[str, str]] = {}
        primary: set[str] = set()
        for plain in self.rows:
            row = Parsed(*plain)
            if row.life != ACTIVE:
                continue
            user, org, role, is_primary = row.values[:4]
            if user not in found or (is_primary and user not in primary):
                found[user] = (role, org)
                if is_primary:
                    primary.add(user)
        return found

    def keep_aside(
        self, bad: BadRow, sourced_id: str, line: int, raw: bytes, *, group: str = "", cause: Cause | None = None
    ) -> None:
        super().keep_aside(bad, sourced_id, line, raw, group=group, cause=cause)
        # Users are told by whose role they wait.
        user = self.cells.raw("userSourcedId") if self.cells.line == line else ""
        if user:
            self.causes.setdefault(
                user, Cause(f"role {sourced_id} is kept aside", self.file, line, bad.column, bad.value)
            )

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        user, org, *rest = row.values
        person = self.night.refs["users"].get(user)
        if person is None:
            raise Waiting("users", "userSourcedId", user)
        place = self.night.refs["orgs"].get(org)
        if place is None:
            raise Waiting("orgs", "orgSourcedId", org)
        return (person, place, *rest), True

    def adopt(self, row: Parsed, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """A district that goes from 1.1 to 1.2 gives roles ids of their own; they are the same roles."""
        if self._derived is None:
            self._derived = {known.values[: _ROLE + 1]: known for known in self.recheck.values() if known.hash is None}
        known = self._derived.pop(values[: _ROLE + 1], None)
        return None if known is None else (known, "same person, school and role")

    def label(self, values: tuple[Any, ...]) -> str:
        return f"{values[_ROLE]} at {self.night.place_names.get(values[_ORG], 'a school')}"

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        person, org = values[_PERSON], values[_ORG]
        if person > 0 and values[_PRIMARY] and row.life == ACTIVE and (known is None or known.values != values):
            self._moved[person] = (kind_of(values[_ROLE]), org)

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        if what == "closed" or known.values[_ORG] != values[_ORG]:
            self._ended.add((known.values[_PERSON], known.values[_ORG]))

    def gone(self, known: Known) -> None:
        self._ended.add((known.values[_PERSON], known.values[_ORG]))

    def after(self) -> None:
        """Whoever no longer has a role at the own school, but a primary one elsewhere, has moved there."""
        planned = {row[-1] for row in self.night.plan.entities["users"].changed} if self._moved else set()
        sql = "SELECT id, kind, organisation_id FROM people_person WHERE id {in}"
        for person, _, org in bulk.select_in(sql, [one for one in self._moved if one not in planned]):
            kind, place = self._moved[person]
            if place != org and (person, org) in self._ended:
                self.night.plan.places.append((kind, place, person))

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same person, school and role", values[: _ROLE + 1])]
