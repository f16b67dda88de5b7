"""What rooms above say against lending one thing to one person: asked with every lending and every hold.

A room above registers a function for a purpose of item types (``ItemType.Purpose``)::

    @lending_guard(ItemType.Purpose.LIBRARY)
    def ask_families(asked: Asked) -> Iterable[Finding]: ...

It runs inside lending, so it asks the database as little as it can. Each of its findings says by ``passed_by`` which
permission passing it takes, is ``overridable`` only for whoever asks and holds it, and is told in no trail: a reason goes into
``QuietOverride`` and goes with the link between reader and thing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firstbell.circulation.queries.findings import Finding
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Asked:
    """One wish to lend: ``item`` is None for a hold on any copy of the product."""

    product_id: int
    item: Item | None
    person: Person
    where: Organisation
    today: dt.date
    by: Actor

    @property
    def is_self(self) -> bool:
        """Whether the reader asks, not the desk."""
        return self.by.person_id == self.person.pk


Guard = Callable[[Asked], Iterable[Finding]]
_guards: dict[str, list[Guard]] = {}


def lending_guard(purpose: str) -> Callable[[Guard], Guard]:
    """Ask the function whenever a thing of this purpose is to be lent to a person, or a person wants to wait for one."""

    def register(guard: Guard) -> Guard:
        _guards.setdefault(purpose, []).append(guard)
        return guard

    return register


def guarded(asked: Asked, item_type: ItemType) -> list[Finding]:
    """What all rooms above say; nothing, without a question, for purposes that nobody guards."""
    found = [finding for guard in _guards.get(item_type.purpose, ()) for finding in guard(asked)]
    for finding in found:
        if not finding.passed_by:
            raise ValueError(f"The guard's finding {finding.code!r} does not say which permission passes it")
    return found
