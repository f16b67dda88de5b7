"""What happens to views of a list that others see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ViewShared(Event):
    verb: ClassVar[str] = "core.view_shared"


@dataclass(frozen=True, kw_only=True)
class ViewWithdrawn(Event):
    """A shared view is its owner's alone again, or gone."""

    verb: ClassVar[str] = "core.view_withdrawn"
