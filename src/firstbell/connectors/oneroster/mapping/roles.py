"""roles.csv (1.2): what people are, and where."""

from __future__ import annotations

import re
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
_OWN = "ext:"
_EXTENSION = re.compile(r"ext:[A-Za-z0-9.\-_]{1,20}")
"""Roles outside the vocabulary (OneRoster 1.2), as far as they fit."""
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
        self._rewritten: set[int] = set()
        self._derived: dict[Any, Known] | None = None

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        values = (
            cells.key("userSourcedId"),
            cells.key("orgSourcedId"),
            self._role(cells),
            cells.word("roleType", _TYPES) == "primary",
            cells.date("beginDate"),
            cells.date("endDate"),
        )
        return values, ACTIVE

    def _role(self, cells: Cells) -> str:
        """A word of the standard, or one of the system's own (``ext:``), which the standard allows and nobody here knows."""
        value = cells.raw("role")
        try:
            return cells.word("role", _ROLES)
        except BadRow:
            if not _EXTENSION.fullmatch(value):
                raise
        self.ctx.issues.warning(
            "own_role", file=self.file, line=cells.line, column="role", value=value, key=cells.raw("sourcedId"),
            entity=self.entity, mappable=True, choices=USER_ROLES,
            group=f"“{value}” is a role of the student system's own",
            message=f"“{value}” is a role of the student system's own. It landed as it is and gives no rights here; "
            "who has no other role counts as staff.",
            todo="Say here what it means, before you apply, if it is one of the standard's roles.",
        )  # fmt: skip
        return value

    def of_users(self) -> dict[str, tuple[str, str]]:
        """User id to (role, organisation id), the primary role first, roles of the system's own last."""
        found: dict[str, tuple[str, str]] = {}
        primary: set[str] = set()
        for plain in self.rows:
            row = Parsed(*plain)
            if row.life != ACTIVE:
                continue
            user, org, role, is_primary = row.values[:4]
            is_own = role.startswith(_OWN)
            is_primary = is_primary and not is_own
            only_own = user in found and not is_own and found[user][0].startswith(_OWN)
            if user not in found or only_own or (is_primary and user not in primary):
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
            if known is not None and known.values[_ROLE : _PRIMARY + 1] != values[_ROLE : _PRIMARY + 1]:
                self._rewritten.add(person)

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        if what == "closed" or known.values[_ORG] != values[_ORG]:
            self._ended.add((known.values[_PERSON], known.values[_ORG]))

    def gone(self, known: Known) -> None:
        self._ended.add((known.values[_PERSON], known.values[_ORG]))

    def after(self) -> None:
        """Whoever no longer has a role at the own school, but a primary one elsewhere, has moved there; whose primary role
        is another one now is what that role says."""
        planned = {row[-1] for row in self.night.plan.entities["users"].changed} if self._moved else set()
        sql = "SELECT id, kind, organisation_id FROM people_person WHERE id {in}"
        for person, was, org in bulk.select_in(sql, [one for one in self._moved if one not in planned]):
            kind, place = self._moved[person]
            ended = (person, org) in self._ended
            if ended if place != org else kind != was and (ended or person in self._rewritten):
                self.night.plan.places.append((kind, place, person))

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return [("same person, school and role", values[: _ROLE + 1])]
