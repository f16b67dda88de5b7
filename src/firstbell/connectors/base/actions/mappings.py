"""What columns mean: said once, kept with versions, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from firstbell.connectors.base.events import ColumnMappingSaved
from firstbell.connectors.base.models import ColumnMapping
from firstbell.connectors.base.tables.fields import KEEP, LEAVE, Layout, fingerprint
from firstbell.connectors.base.tables.source import look, table_source
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.imports.limits import limits
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission


def save_mapping(
    *,
    source_key: str,
    organisation_id: int,
    org_path: str,
    layout: Layout,
    header: Sequence[str],
    columns: Sequence[str],
    has_header: bool = True,
    day_first: bool = False,
    by: Actor,
) -> ColumnMapping:
    """From now on a table with this header means this. A mapping like the one in force is that one.

    Raises Invalid when a column means nothing we know, two columns mean the same field, or too little is said;
    Forbidden (``core.import.run`` at the organisation).
    """
    by.require(CorePermission.IMPORT_ANY, at=org_path)
    _check(layout, header, columns)
    mark = fingerprint(header, has_header=has_header)
    with change(by) as unit:
        found = ColumnMapping.objects.newest().filter(
            source_key=source_key, organisation_id=organisation_id, fingerprint=mark
        )  # fmt: skip
        old = found.first()
        new = {"columns": list(columns), "has_header": has_header, "day_first": day_first}
        if old is not None and all(getattr(old, name) == value for name, value in new.items()):
            return old
        found.update(replaced_at=timezone.now())
        kept = ColumnMapping.objects.create(
            source_key=source_key,
            organisation_id=organisation_id,
            org_path=org_path,
            fingerprint=mark,
            header=[str(name)[:200] for name in header],
            version=old.version + 1 if old is not None else 1,
            set_by=by.name[:200],
            **new,
        )
        before = dict(zip(header, old.columns, strict=True)) if old is not None else {}
        changes = {
            str(name): (_words(layout, before.get(name)), _words(layout, key))
            for name, key in zip(header, columns, strict=True)
            if before.get(name) != key
        }
        unit.publish(ColumnMappingSaved(subject=kept.ref, org_path=org_path, changes=changes))
    return kept


def map_columns(
    run: ImportRun, *, columns: Sequence[str], has_header: bool = True, day_first: bool = False, by: Actor
) -> ColumnMapping:
    """Say what the columns of a run's table are; look at its preview again afterwards.

    Raises NotFound for a run that is no table, Conflict for one that is over, Invalid and Forbidden as
    :func:`save_mapping`, Rejected when the file cannot be read as a table.
    """
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    source = table_source(run.source_key)
    if source is None:
        raise NotFound("This import is of another kind.", remedy="Only tables have columns to explain.")
    if not run.is_repeatable:
        raise Conflict("This import cannot be changed any more.", remedy="Upload the file again.")
    seen, _ = look(source, Path(run.file.path), run.filename, run.organisation_id, limits())
    return save_mapping(
        source_key=run.source_key,
        organisation_id=run.organisation_id,
        org_path=run.org_path,
        layout=source.layout,
        header=seen.first if has_header else [f"Column {at + 1}" for at in range(len(seen.first))],
        columns=columns,
        has_header=has_header,
        day_first=day_first,
        by=by,
    )


def change_mapping(
    mapping: ColumnMapping, *, columns: Sequence[str], day_first: bool = False, by: Actor
) -> ColumnMapping:
    """Say of a remembered header what it means from now on. Raises as :func:`save_mapping`; NotFound for a lost kind."""
    source = table_source(mapping.source_key)
    if source is None:
        raise NotFound("That kind of table is not installed any more.", remedy="Install its connector again.")
    return save_mapping(
        source_key=mapping.source_key,
        organisation_id=mapping.organisation_id,
        org_path=mapping.org_path,
        layout=source.layout,
        header=mapping.header,
        columns=columns,
        has_header=mapping.has_header,
        day_first=day_first,
        by=by,
    )


def forget_mapping(mapping: ColumnMapping, *, by: Actor) -> None:
    """The columns are proposed from their names again; what was imported stays. Raises Forbidden, Conflict."""
    by.require(CorePermission.IMPORT_ANY, at=mapping.org_path)
    with change(by) as unit:
        done = ColumnMapping.objects.newest().filter(pk=mapping.pk).update(replaced_at=timezone.now())
        if not done:
            raise Conflict("Somebody has changed this meanwhile.", remedy="Reload the page.")
        unit.publish(ColumnMappingSaved(subject=mapping.ref, org_path=mapping.org_path, is_removed=True))


def _check(layout: Layout, header: Sequence[str], columns: Sequence[str]) -> None:
    if len(header) != len(columns):
        raise Invalid("The file has other columns by now.", remedy="Reload the page and choose again.")
    allowed = {*layout.keys, LEAVE, *([KEEP] if layout.keeps else [])}
    seen: dict[str, str] = {}
    for name, key in zip(header, columns, strict=True):
        if key not in allowed:
            raise Invalid(f"“{key}” is nothing a column can be.", remedy="Choose one of the list.")
        if key in layout.keys and key in seen:
            raise Invalid(
                f"“{seen[key]}” and “{name}” are both set to “{layout.label(key)}”.",
                remedy="Choose which of the two it is.",
            )
        seen[key] = str(name)
    missing = layout.missing(columns)
    if missing:
        raise Invalid(f"No column is set to {', '.join(missing)}.", remedy="Without it nobody can tell the rows apart.")


def _words(layout: Layout, key: str | None) -> str | None:
    if key is None:
        return None
    return {KEEP: "kept as it is", LEAVE: "left out"}.get(key) or layout.label(key)
