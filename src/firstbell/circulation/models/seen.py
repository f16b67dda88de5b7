"""Who sees which rows: what is lent of the library only the library sees, and everybody their own."""

from __future__ import annotations

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.scope import Scope


def seen_in(actor: Actor, is_private: str, path: str, *, public: models.Q | None = None) -> models.Q:
    """Rows of the actor's organisations: those about library material need a right of their own.

    ``is_private`` and ``path`` are look-ups from the row to the item type's mark and the organisation's path. ``public``
    says in other words which rows are not private, where that is quicker and every row has an item type.
    """
    loans = actor.scope(CirculationPermission.LOAN_VIEW)
    library = library_scope(actor)
    found = models.Q(pk__in=[])
    if not loans.is_nowhere:
        found |= (public if public is not None else models.Q(**{is_private: False})) & loans.q(path)
    if not library.is_nowhere:
        found |= models.Q(**{is_private: True}) & library.q(path)
    return found


def library_scope(actor: Actor) -> Scope:
    """Where the actor sees loans of library material; nowhere through somebody else's eyes."""
    return Scope() if actor.is_disguised else actor.scope(CirculationPermission.LIBRARY_LOAN_VIEW)


def own(actor: Actor, column: str, is_private: str = "") -> models.Q:
    """Rows about oneself. Whoever looks through somebody else's eyes does not see those that are private."""
    if actor.person_id is None:
        return models.Q(pk__in=[])
    mine = models.Q(**{f"{column}_id": actor.person_id})
    return mine & models.Q(**{is_private: False}) if is_private and actor.is_disguised else mine
