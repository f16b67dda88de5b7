"""The guard policies in force: what people set over the source's own defaults."""

from __future__ import annotations

import datetime as dt

from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.source import Source
from firstbell.core.models.imports import ImportGuard

CHECKED = dt.date(2026, 11, 24)
NOTE = "Clever holds at 10 % deletes and 75 % updates; Canvas change_threshold; limits per school by field experience"


def policies_for(source: Source) -> list[GuardPolicy]:
    """The policies of a source: stored ones over the defaults."""
    found = {policy.entity: policy for policy in source.guards}
    for row in ImportGuard.objects.filter(source_key=source.key):
        found[row.entity] = GuardPolicy(
            row.entity, row.gone_rows, row.gone_percent, row.changed_percent, row.rekey_percent, row.floor
        )
    return list(found.values())


def store_defaults(source: Source) -> None:
    """Write the defaults that have no row yet, so that they can be edited on screen."""
    known = set(ImportGuard.objects.filter(source_key=source.key).values_list("entity", flat=True))
    ImportGuard.objects.bulk_create(
        [
            ImportGuard(
                source_key=source.key,
                entity=policy.entity,
                gone_rows=policy.gone_rows,
                gone_percent=policy.gone_percent,
                changed_percent=policy.changed_percent,
                rekey_percent=policy.rekey_percent,
                floor=policy.floor,
                source_note=NOTE,
                last_checked=CHECKED,
            )
            for policy in source.guards
            if policy.entity not in known
        ],
        ignore_conflicts=True,
    )
