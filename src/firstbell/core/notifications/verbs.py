"""Which events a webhook can ask for: every audited event of every room, and each room as a whole."""

from __future__ import annotations

from functools import cache

from firstbell.core.events import Event


@cache
def all_verbs() -> dict[str, str]:
    """Verb to words, rooms first: ``{"helpdesk.*": "Everything of helpdesk", "helpdesk.ticket_opened": …}``."""
    verbs = sorted(_verbs())
    rooms = dict.fromkeys(verb.partition(".")[0] for verb in verbs)
    return {f"{room}.*": f"Everything of {room}" for room in rooms} | {verb: _words(verb) for verb in verbs}


def _verbs() -> set[str]:
    found: set[str] = set()
    waiting: list[type[Event]] = [Event]
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found |= {
            child.verb
            for child in children
            if child.audited and hasattr(child, "verb") and ".tests." not in child.__module__
        }
    return found


def _words(verb: str) -> str:
    room, _, rest = verb.partition(".")
    return f"{room}: {rest.replace('.', ' ').replace('_', ' ')}"
