"""Who is meant by a user in a file: exactly one current person with that e-mail address or username, or nobody."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.core import bulk


class Owner(NamedTuple):
    id: int
    organisation_id: int


class Owners:
    """Everybody who can have a device, by e-mail address and username; one query, when first asked."""

    def __init__(self, org_path: str) -> None:
        self._org_path = org_path
        self._found: dict[str, Owner | None] | None = None

    def find(self, user: str) -> Owner | None:
        """The one person; None when nobody or more than one has that address."""
        if not user:
            return None
        return self._all().get(user.strip().casefold())

    def _all(self) -> dict[str, Owner | None]:
        if self._found is None:
            self._found = {}
            # Guardians hold no devices; one who shares a child's address must not hide the child.
            people = bulk.select(
                "SELECT p.id, p.organisation_id, p.email, p.username FROM people_person p "
                "JOIN people_organisation o ON o.id = p.organisation_id "
                "WHERE p.withdrawn_on IS NULL AND p.closed_at IS NULL AND p.kind <> 'guardian' AND o.path LIKE %s",
                [f"{self._org_path}%"],
            )
            for pk, organisation_id, email, username in people:
                owner = Owner(pk, organisation_id)
                for key in {email.strip().casefold(), username.strip().casefold()} - {""}:
                    self._found[key] = None if key in self._found else owner
        return self._found
