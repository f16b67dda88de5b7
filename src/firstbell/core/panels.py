"""Panels hang: a higher room shows itself on a lower room's page without being known to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from firstbell.core.actor import Actor

Context = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """``context(obj, actor)`` returns the template's variables, or None to stay away."""

    slot: str
    key: str
    template: str
    context: Callable[[Any, Actor], Context | None]
    permission: str | None = None
    order: int = 50


_panels: dict[str, list[Panel]] = {}


def register(panel: Panel) -> None:
    slot = _panels.setdefault(panel.slot, [])
    slot.append(panel)
    slot.sort(key=lambda one: (one.order, one.key))


def panels_for(slot: str, obj: Any, actor: Actor) -> list[tuple[Panel, Context]]:
    """The panels of a slot that have something to show to this actor."""
    shown = []
    for panel in _panels.get(slot, ()):
        if panel.permission is not None and not actor.can(panel.permission):
            continue
        context = panel.context(obj, actor)
        if context is not None:
            shown.append((panel, context))
    return shown
