"""What the self-check needs of a room it may not know: whether a card's PIN is right (``settings.FIRSTBELL_CHECK_PIN``)."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.people.models import Person


class CheckPin(Protocol):
    """True and False for right and wrong; None when the person has no PIN. Counts wrong tries and locks by itself.

    ``person`` None stands for a card nobody has: it has to take as long. With ``is_optional`` a person who has no PIN is let
    in, and need not.
    """

    def __call__(self, person: Person | None, *, pin: str, is_optional: bool = False, by: Actor) -> bool | None: ...


def check_pin(person: Person | None, *, pin: str, is_optional: bool = False, by: Actor) -> bool | None:
    """Ask whoever keeps the PINs."""
    ask: CheckPin = import_string(settings.FIRSTBELL_CHECK_PIN)
    return ask(person, pin=pin, is_optional=is_optional, by=by)
