"""Actors made by hand: core's tests know no accounts."""

from __future__ import annotations

from firstbell.core.actor import Actor, Grant


def actor(*permissions: str, at: str = "1.", key: str = "account:1", person_id: int | None = None) -> Actor:
    """Somebody who holds these permissions at one place."""
    grant = Grant(role="tester", org_path=at, permissions=frozenset(permissions))
    return Actor(key=key, name="Tess Okafor", grants=(grant,), account_id=1, person_id=person_id)
