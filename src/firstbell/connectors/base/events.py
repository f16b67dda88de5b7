"""What happened to the data that connectors share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LocationRuleChanged(Event):
    """A rule for units or locations was added, changed or (``is_removed``) taken away."""

    verb: ClassVar[str] = "connectors.location_rule.changed"

    is_removed: bool = False

    def summary(self) -> str:
        return f"{'Removed the' if self.is_removed else 'Set the'} rule for “{self.subject.label}”"


@dataclass(frozen=True, kw_only=True)
class ColumnMappingSaved(Event):
    """Somebody said what the columns of a kind of table mean, or (``is_removed``) took it back."""

    verb: ClassVar[str] = "connectors.column_mapping.saved"

    is_removed: bool = False

    def summary(self) -> str:
        return f"{'Forgot' if self.is_removed else 'Said'} what the columns “{self.subject.label}” mean"
