"""Questions about imports that pages and the command line ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from firstbell.core.imports.places import names_of
from firstbell.core.imports.source import sources
from firstbell.core.imports.tally import KINDS, Tally
from firstbell.core.models import ImportRun, ImportValueMap


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line of the table of counts: an entity as a whole, or at one school."""

    label: str
    counts: dict[str, int]
    schools: tuple[CountRow, ...] = ()

    @property
    def moves(self) -> bool:
        return any(self.counts[kind] for kind in KINDS if kind != "same")


def source_labels() -> dict[str, str]:
    return {source.key: source.label for source in sources()}


def entity_labels(source_key: str) -> dict[str, str]:
    """Entity to its plural on screen; empty for a source that is not installed any more."""
    return next(
        ({entity.key: entity.label for entity in source.entities} for source in sources() if source.key == source_key),
        {},
    )


def count_table(run: ImportRun) -> list[CountRow]:
    """Counts by entity, and by school where something moves."""
    tally = Tally.from_json(run.counts)
    names = names_of({place for entity in run.counts for place in tally.places(entity) if place})
    rows = []
    for entity, label in entity_labels(run.source_key).items():
        if entity not in run.counts:
            continue
        schools = [
            CountRow(names.get(place, f"Organisation {place}"), {kind: tally.at(entity, kind, place) for kind in KINDS})
            for place in tally.places(entity)
            if place
        ]
        rows.append(
            CountRow(
                label,
                {kind: tally.total(entity, kind) for kind in KINDS},
                tuple(sorted((one for one in schools if one.moves), key=lambda one: one.label)),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to hold, with the place's name."""

    where: str
    message: str
    todo: str
    code: str


def reasons(run: ImportRun) -> list[Reason]:
    """Why the run is held: the whole first, then school by school."""
    names = names_of({int(one["place"]) for one in run.findings if one.get("place")})
    ordered = sorted(run.findings, key=lambda one: (bool(one.get("place")), names.get(one.get("place", 0), "")))
    return [Reason(names.get(one.get("place", 0), ""), one["message"], one["todo"], one["code"]) for one in ordered]


def offers_new_ids(run: ImportRun) -> bool:
    """Whether “adopt the new ids” makes sense for this run."""
    codes = {one["code"] for one in run.findings}
    return bool(codes & {"new_ids", "rekeyed"}) or bool(run.options.get("adopt_ids"))


def mappings(run: ImportRun) -> QuerySet[ImportValueMap]:
    """What foreign values mean at the run's source and place."""
    return ImportValueMap.objects.filter(source_key=run.source_key, organisation_id=run.organisation_id)


def samples_by_entity(run: ImportRun) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Example changes under their entity's label."""
    labels = entity_labels(run.source_key)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for sample in run.samples:
        found.setdefault(labels.get(sample["entity"], sample["entity"]), []).append(sample)
    return list(found.items())


def release_count(run: ImportRun) -> int:
    """The number a person types to release: the most rows that any finding speaks of."""
    return max((int(one.get("count", 0)) for one in run.findings), default=0)
