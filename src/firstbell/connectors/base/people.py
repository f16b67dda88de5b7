"""Who is meant by a user in a file: exactly one current person with that e-mail address or username, or nobody."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.core import bulk


class Owner(NamedTuple):
    id: int
    organisation_id: int


class Owners:
    """Everybody who can have a device, by e-mail address and username; one query, when first asked."""

    def __init__(self, org_path: str, *, with_numbers: bool = False) -> None:
        self._org_path = org_path
        self._with_numbers = with_numbers
        self._numbers: dict[str, Owner | None] = {}
        self._found: dict[str, Owner | None] | None = None

    def find(self, user: str) -> Owner | None:
        """The one person; None when nobody or more than one has that address."""
        if not user:
            return None
        return self._all().get(user.strip().casefold())

    def find_any(self, username: str, email: str, number: str) -> Owner | None:
        """The one person whom everything that leads to somebody leads to; None where two codes name two people.

        A number alone counts only where no address is given: an address that nobody has here is somebody else's.
        """
        found = {one for one in (self.find(username), self.find(email)) if one is not None}
        by_number = self.find_number(number) if number.strip() else None
        if by_number is not None and (found or not email.strip()):
            found.add(by_number)
        return found.pop() if len(found) == 1 else None

    def find_number(self, number: str) -> Owner | None:
        """The one person with that student or staff number; needs ``with_numbers``."""
        self._all()
        return self._numbers.get(number.strip().casefold())

    def _all(self) -> dict[str, Owner | None]:
        if self._found is None:
            self._found = {}
            number = ", p.identifier" if self._with_numbers else ""
            # Guardians hold no devices; one who shares a child's address must not hide the child.
            people = bulk.select(
                f"SELECT p.id, p.organisation_id, p.email, p.username{number} FROM people_person p "  # noqa: S608 - our own
                "JOIN people_organisation o ON o.id = p.organisation_id "
                "WHERE p.withdrawn_on IS NULL AND p.closed_at IS NULL AND p.kind <> 'guardian' AND o.path LIKE %s",
                [f"{self._org_path}%"],
            )
            for pk, organisation_id, email, username, *numbers in people:
                owner = Owner(pk, organisation_id)
                for text in numbers:
                    if key := text.strip().casefold():
                        self._numbers[key] = None if key in self._numbers else owner
                for key in {email.strip().casefold(), username.strip().casefold()} - {""}:
                    self._found[key] = None if key in self._found else owner
        return self._found
