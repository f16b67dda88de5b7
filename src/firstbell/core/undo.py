"""Undo for a minute: an action offers it, the toast carries it, one POST takes the change back.

A handler is an action: it checks that nothing has happened since, takes the change back in one
unit of work and publishes its own event. It is named by its dotted path and must be marked with
``@undo_handler``, so a stored offer can never call anything else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import change, current_change
from firstbell.core.models.undo import UndoOffer

UNDO_SECONDS = 60

Handler = Callable[..., str | None]
"""What it returns is told behind the label: what could not be taken back."""
H = TypeVar("H", bound=Handler)


def undo_handler(function: H) -> H:
    """Mark ``function(payload, *, by)`` as something an undo offer may call."""
    function.is_undo_handler = True  # type: ignore[attr-defined]
    return function


def offer_undo(handler: Handler, payload: dict[str, Any], *, label: str, by: Actor) -> UndoOffer:
    """Store an offer inside the open unit of work. ``payload`` must be JSON."""
    unit = current_change()
    if unit is None:
        raise RuntimeError("offer_undo belongs inside change()")
    if not getattr(handler, "is_undo_handler", False):
        raise RuntimeError(f"{handler.__qualname__} is not marked @undo_handler")
    now = timezone.now()
    return UndoOffer.objects.create(
        change_id=unit.id,
        actor_key=by.key,
        handler=f"{handler.__module__}.{handler.__qualname__}",
        label=label[:200],
        payload=payload,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=UNDO_SECONDS),
    )


def use_undo(token: UUID, *, by: Actor) -> str:
    """Take the change back and return its label.

    Raises NotFound for a stranger's or unknown token, Conflict when it is too late, already
    used, or when the handler finds that something has happened since.
    """
    with transaction.atomic():
        offer = UndoOffer.objects.select_for_update().filter(token=token, actor_key=by.key).first()
        if offer is None:
            raise NotFound("There is nothing to undo here.", remedy="Only the person who made the change can undo it.")
        if offer.used_at is not None:
            raise Conflict("This was already undone.", remedy="Nothing more to do.")
        if offer.expires_at < timezone.now():
            raise Conflict(
                "The minute for undoing this is over.", remedy="Make the opposite change on the page of the item."
            )
        handler = import_string(offer.handler)
        if not getattr(handler, "is_undo_handler", False):
            raise NotFound("There is nothing to undo here.")
        with change(by):
            told = handler(offer.payload, by=by)
        offer.used_at = timezone.now()
        offer.save(update_fields=["used_at"])
        return f"{offer.label}. {told}" if told else offer.label


def standing_offers(by: Actor) -> QuerySet[UndoOffer]:
    """What this actor can still take back, the newest first."""
    standing = UndoOffer.objects.filter(actor_key=by.key, used_at=None, expires_at__gt=timezone.now())
    return standing.order_by("-created_at")


def latest_offer(by: Actor) -> UndoOffer | None:
    """The newest offer this actor can still use: what a view shows in the toast after an action."""
    return standing_offers(by).first()
