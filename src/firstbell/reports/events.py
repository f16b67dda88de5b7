"""What happens to reports' own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportRuleSaved(Event):
    verb: ClassVar[str] = "reports.rule_saved"

    def summary(self) -> str:
        return f"What reports show: {self.subject.label}"
