"""One undo for many: the offers that the actions of a change made become part of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import Change
from firstbell.core.models import UndoOffer


@dataclass(frozen=True, slots=True)
class Absorbed:
    """The undo handlers and payloads of a change's own actions, in the order they acted. JSON in ``parts``."""

    parts: list[list[Any]]

    @classmethod
    def from_change(cls, unit: Change) -> Absorbed:
        """Take the offers over: nobody can use one of them alone any more."""
        offers = list(UndoOffer.objects.filter(change_id=unit.id).order_by("created_at"))
        UndoOffer.objects.filter(pk__in=[offer.pk for offer in offers]).delete()
        return cls([[offer.handler, offer.payload] for offer in offers])

    def take_back(self, *, by: Actor) -> None:
        """Run the handlers, the last one first. Whatever they raise stops the whole."""
        for name, payload in reversed(self.parts):
            handler = import_string(name)
            if not getattr(handler, "is_undo_handler", False):
                raise NotFound("There is nothing to undo here.")
            handler(payload, by=by)
