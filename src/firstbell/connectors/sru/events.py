"""What happens to the services for other libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CatalogueAccessEdited(Event):
    """What others may do with the catalogue was changed."""

    verb: ClassVar[str] = "sru.access_edited"

    def summary(self) -> str:
        return "What other libraries may do with the catalogue was changed"
