"""What happened to the data that connectors share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LocationRuleChanged(Event):
    """A rule for units or locations was added, changed or (``is_removed``) taken away."""

    # Older than this module: entries of the trail keep their name.
    verb: ClassVar[str] = "google_csv.location_rule.changed"

    is_removed: bool = False

    def summary(self) -> str:
        return f"{'Removed the' if self.is_removed else 'Set the'} rule for “{self.subject.label}”"
