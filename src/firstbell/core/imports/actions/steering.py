"""What people set to steer imports: meanings of foreign values, choices of a run, guard thresholds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.imports.events import ImportGuardChanged, ImportValueMapped
from firstbell.core.models.imports import ImportGuard, ImportRun, ImportValueMap, require_kind
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE


def map_value(run: ImportRun, *, entity: str, column: str, foreign: str, ours: str, by: Actor) -> ImportValueMap:
    """From now on ``foreign`` in that column means ``ours``, for this source and place. Look at the preview again."""
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    foreign, ours = foreign.strip(), ours.strip()
    if not foreign or not ours:
        raise Invalid("A value is missing.", remedy="Say which value means which of ours.", field="ours")
    with change(by) as unit:
        row, _ = ImportValueMap.objects.update_or_create(
            source_key=run.source_key,
            organisation_id=run.organisation_id,
            entity=entity,
            column=column,
            foreign=foreign.casefold(),
            defaults={"ours": ours, "set_by": by.name},
        )
        unit.publish(
            ImportValueMapped(subject=run.ref, org_path=run.org_path, changes={f"{column}: {foreign}": (foreign, ours)})
        )
    return row


def forget_value(mapped: ImportValueMap, *, run: ImportRun, by: Actor) -> None:
    """The foreign value means nothing again."""
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    if (mapped.source_key, mapped.organisation_id) != (run.source_key, run.organisation_id):
        raise Conflict("That meaning belongs to another source.", remedy="Open an import of that source.")
    with change(by) as unit:
        unit.publish(
            ImportValueMapped(
                subject=run.ref,
                org_path=run.org_path,
                changes={f"{mapped.column}: {mapped.foreign}": (mapped.ours, mapped.foreign)},
            )
        )
        mapped.delete()


def choose_option(run: ImportRun, *, name: str, value: Any, by: Actor) -> ImportRun:
    """A choice for this run, e.g. ``adopt_ids``. Look at the preview again afterwards."""
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    if not run.is_repeatable:
        raise Conflict("This import cannot be changed any more.", remedy="Upload the file again.")
    run.options = {**run.options, name: value}
    run.save(update_fields=["options"])
    return run


def change_guard(
    guard: ImportGuard,
    *,
    gone_rows: int,
    gone_percent: float,
    changed_percent: float,
    rekey_percent: float,
    floor: int,
    note: str,
    by: Actor,
) -> ImportGuard:
    """Set an entity's thresholds for the whole installation; who did it and why is kept."""
    by.require(CorePermission.SETTINGS_EDIT, at=EVERYWHERE)
    new = {
        "gone_rows": gone_rows,
        "gone_percent": gone_percent,
        "changed_percent": changed_percent,
        "rekey_percent": rekey_percent,
        "floor": floor,
    }
    for name in ("gone_percent", "changed_percent", "rekey_percent"):
        if not (new[name] == -1 or 0 <= new[name] <= 100):
            raise Invalid("A per cent value lies between 0 and 100; -1 switches the limit off.", field=name)
    old = {name: getattr(guard, name) for name in new}
    with change(by) as unit:
        for name, value in new.items():
            setattr(guard, name, value)
        guard.source_note = note
        guard.last_checked = timezone.localdate()
        guard.save()
        unit.publish(
            ImportGuardChanged(
                subject=Ref("core.import_guard", guard.pk, str(guard)),
                org_path=EVERYWHERE,
                changes={name: (old[name], new[name]) for name in new if old[name] != new[name]},
                note=note,
            )
        )
    return guard
