"""Roles that OneRoster 1.1 writes into the user's own row (orgSourcedIds and role)."""

from __future__ import annotations

from collections import defaultdict

from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.core import bulk

_SEPARATOR = "@"
_CHUNK = 500


class RowMemberships:
    """Collects which roles each looked-at user should have; ``plan`` writes only the difference.

    Their ids are made of the user's, so a later row finds them again; they have no hash of their own.
    """

    def __init__(self, night: Night) -> None:
        self._night = night
        self._plan = night.plan.entities["roles"]
        self._wanted: dict[int, tuple[str, list[int], str]] = {}

    def want(self, user: str, person: int, orgs: list[int], role: str) -> None:
        """This user has this role at these organisations and no other; the first is the primary one."""
        if person > 0:
            self._wanted[person] = (user, orgs, role)
            return
        for at, org in enumerate(dict.fromkeys(orgs)):
            self._new(user, person, org, role, is_primary=at == 0)

    def end(self, person: int) -> None:
        """The person left: all roles of this roster end."""
        self._wanted[person] = ("", [], "")

    def _new(self, user: str, person: int, org: int, role: str, *, is_primary: bool) -> None:
        self._plan.new.append((person, org, role, is_primary, None, None, self._id(user, person, org), None, False))

    def _id(self, user: str, person: int, org: int) -> str:
        # A new organisation has no id yet; its number in the plan, with the run, is as unique.
        place = str(org) if org > 0 else f"{self._night.ctx.run_id}n{-org}"
        return f"{user[:230]}{_SEPARATOR}{place}"

    def plan(self) -> None:
        """Compare with what is stored for the known people, in pieces."""
        people = list(self._wanted)
        for start in range(0, len(people), _CHUNK):
            self._plan_some(people[start : start + _CHUNK])
        self._wanted = {}

    def _plan_some(self, people: list[int]) -> None:
        stored: dict[int, list[tuple[int, int, str, bool, bool]]] = defaultdict(list)
        sql = (
            "SELECT person_id, id, organisation_id, role, is_primary, closed_at IS NOT NULL FROM people_membership "
            "WHERE source_id = %s AND row_hash IS NULL AND person_id {in}"
        )
        for person, id_, org, role, is_primary, closed in bulk.select_in(sql, people, [self._night.source_id]):
            stored[person].append((id_, org, role, bool(is_primary), bool(closed)))
        for person in people:
            user, orgs, role = self._wanted[person]
            places = {org: at == 0 for at, org in enumerate(dict.fromkeys(orgs))}
            for id_, org, old_role, old_primary, closed in stored[person]:
                primary = places.pop(org, None)
                if primary is None:
                    if not closed:
                        self._plan.gone.append((id_,))
                elif closed or (old_role, old_primary) != (role, primary):
                    self._plan.changed.append((person, org, role, primary, None, None, None, False, id_))
            for org, primary in places.items():
                self._new(user, person, org, role, is_primary=primary)
