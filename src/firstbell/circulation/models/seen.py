"""Who sees which rows: what is lent of the library only the library sees, and everybody their own."""

from __future__ import annotations

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor


def seen_in(actor: Actor, is_private: str, path: str) -> models.Q:
    """Rows of the actor's organisations: those about library material need a right of their own.

    ``is_private`` and ``path`` are look-ups from the row to the item type's mark and the organisation's path.
    """
    loans = actor.scope(CirculationPermission.LOAN_VIEW)
    library = actor.scope(CirculationPermission.LIBRARY_LOAN_VIEW)
    found = models.Q(pk__in=[])
    if not loans.is_nowhere:
        found |= models.Q(**{is_private: False}) & loans.q(path)
    if not library.is_nowhere:
        found |= models.Q(**{is_private: True}) & library.q(path)
    return found


def own(actor: Actor, column: str) -> models.Q:
    """Rows about oneself."""
    return models.Q(pk__in=[]) if actor.person_id is None else models.Q(**{f"{column}_id": actor.person_id})
