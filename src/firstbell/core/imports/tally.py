"""Counts of a run: per entity, per kind of outcome, per school."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = ("new", "changed", "same", "gone", "quarantined")


@dataclass
class Tally:
    """``counts[entity][kind][place]``; place is an organisation id, 0 where none is known."""

    counts: dict[str, dict[str, dict[int, int]]] = field(default_factory=dict)

    def add(self, entity: str, kind: str, place: int = 0, count: int = 1) -> None:
        """Count rows. Raises ValueError for a kind that does not exist."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is not one of {KINDS}")
        places = self.counts.setdefault(entity, {}).setdefault(kind, defaultdict(int))
        places[place] += count

    def total(self, entity: str, *kinds: str) -> int:
        """All places together; all kinds when none is named."""
        of_entity = self.counts.get(entity, {})
        return sum(sum(of_entity.get(kind, {}).values()) for kind in (kinds or KINDS))

    def at(self, entity: str, kind: str, place: int) -> int:
        return self.counts.get(entity, {}).get(kind, {}).get(place, 0)

    def places(self, entity: str) -> set[int]:
        return {place for kinds in self.counts.get(entity, {}).values() for place in kinds}

    def entities(self) -> Iterable[str]:
        return self.counts

    def as_json(self) -> dict[str, dict[str, dict[str, int]]]:
        """Ready to be stored on the run."""
        return {
            entity: {kind: {str(place): n for place, n in places.items() if n} for kind, places in kinds.items()}
            for entity, kinds in self.counts.items()
        }

    @classmethod
    def from_json(cls, stored: dict[str, dict[str, dict[str, int]]]) -> Tally:
        tally = cls()
        for entity, kinds in stored.items():
            for kind, places in kinds.items():
                for place, count in places.items():
                    tally.add(entity, kind, int(place), count)
        return tally
