"""A whole load taken back: what it made and nobody has touched since goes, what it replaced comes back; the rest stays, named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import Change, change
from firstbell.core.models import AuditLink, ImportRun
from firstbell.inventory.models import Item, Product
from firstbell.library.actions._titles import write_rows
from firstbell.library.actions.indexing import index_titles
from firstbell.library.drafts import Stored, TitleRow, row_of
from firstbell.library.events import LoadUndone
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Unreadable
from firstbell.library.marc.saying import derived
from firstbell.library.models import (
    Copy,
    Cover,
    FormerRecord,
    Load,
    LoadedCopy,
    LoadedTitle,
    ReadingLevel,
    Record,
    Title,
    TitleDocument,
    TitleHeading,
    TitleNumber,
    WantedLabel,
    keep_numbers,
)
from firstbell.library.permissions import LibraryPermission

_PART = 400
MOST_NAMED = 500
_OWN: frozenset[Any] = frozenset(
    (
        Copy,
        Cover,
        FormerRecord,
        LoadedCopy,
        LoadedTitle,
        ReadingLevel,
        Record,
        Title,
        TitleDocument,
        TitleHeading,
        TitleNumber,
        WantedLabel,
    )
)


@dataclass
class _Undo:
    """What happened on the way."""

    removed: int = 0
    restored: int = 0
    kept: list[dict[str, str]] = field(default_factory=list)
    kept_count: int = 0

    def keep(self, label: str, why: str) -> None:
        self.kept_count += 1
        if len(self.kept) < MOST_NAMED:
            self.kept.append({"what": label, "why": why})


def undo_load(load: Load, *, by: Actor) -> Load:
    """Take back what an import of records wrote.

    Copies and titles that it made go, unless something has happened with them since or something points at them; records that
    it replaced are the former ones again, unless somebody has saved another since. ``load.kept`` names what stayed and why.
    Raises Conflict when it was taken back before, Forbidden without ``library.title.edit`` and ``library.copy.withdraw``.
    """
    run = ImportRun.objects.filter(pk=load.run).first()
    if run is None:
        raise NotFound("The import of this load is not kept any more.")
    by.require(LibraryPermission.TITLE_EDIT)
    if load.copies:
        by.require(LibraryPermission.COPY_WITHDRAW, at=run.org_path)
    with change(by) as unit:
        locked = Load.objects.select_for_update().get(pk=load.pk)
        if locked.undone_at is not None:
            raise Conflict("This load was taken back before.", remedy="Reload its page.")
        done = _Undo()
        _copies(locked, done, unit)
        _titles(locked, done, unit, by)
        locked.undone_at = timezone.now()
        locked.undone_by = by.name
        locked.kept = done.kept
        locked.save(update_fields=["undone_at", "undone_by", "kept"])
        unit.publish(
            LoadUndone(
                subject=run.ref,
                org_path=run.org_path,
                run_id=run.pk,
                removed=done.removed,
                restored=done.restored,
                kept=done.kept_count,
            )
        )
    return locked


def _parts(ids: Sequence[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), _PART):
        yield list(ids[start : start + _PART])


def _pointed_at(model: type[models.Model], ids: list[int], own: frozenset[Any]) -> set[int]:
    """Which of these rows any other table points at; tables of rooms that nobody here knows as well."""
    found: set[int] = set()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other in own or isinstance(relation, models.ManyToManyRel):
            continue
        name = relation.field.attname
        kept = other._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True)
        found |= {int(one) for one in kept}
    return found


def _spoken_of(kinds: Sequence[str], ids: list[int]) -> set[int]:
    """Which of these things the audit tells something of: a load itself writes one entry, of the import."""
    return set(AuditLink.objects.filter(kind__in=kinds, object_id__in=ids).values_list("object_id", flat=True))


def _copies(load: Load, done: _Undo, unit: Change) -> None:
    ids = list(LoadedCopy.objects.filter(load=load).values_list("item_id", flat=True))
    for part in _parts(ids):
        used = _pointed_at(Item, part, _OWN) | _pointed_at(Copy, part, _OWN)
        edited = _spoken_of((Item.KIND_REF, "library.copy"), part)
        for item in Item.objects.filter(pk__in=used | edited):
            done.keep(item.label, "it was lent or changed since" if item.pk in used else "it was changed since")
        gone = [pk for pk in part if pk not in used and pk not in edited]
        _remove(WantedLabel, "copy_id", gone)
        _remove(LoadedCopy, "item_id", gone)
        _remove(Copy, "item_ptr_id", gone)
        _remove(Item, "id", gone)
        unit.reindex(Item.KIND_REF, *gone)


def _titles(load: Load, done: _Undo, unit: Change, by: Actor) -> None:
    rows = LoadedTitle.objects.filter(load=load).values_list("title_id", "is_new", "digest")
    loaded = {pk: (is_new, bytes(digest)) for pk, is_new, digest in rows}
    touched: list[int] = []
    for part in _parts(list(loaded)):
        present = {
            pk: bytes(digest) for pk, digest in Record.objects.filter(title__in=part).values_list("title_id", "digest")
        }
        names = dict(Title.objects.filter(pk__in=part).values_list("pk", "name"))
        changed = {pk for pk in part if present.get(pk) != loaded[pk][1]}
        new = [pk for pk in part if loaded[pk][0]]
        used = _pointed_at(Product, new, _OWN) | _pointed_at(Title, new, _OWN)
        edited = _spoken_of((Title.KIND_REF,), new)
        for pk in sorted((changed | used | edited) & set(part)):
            if pk in changed or loaded[pk][0]:
                done.keep(names.get(pk, f"title {pk}"), _why(pk, changed, used))
        gone = [pk for pk in new if pk not in changed and pk not in used and pk not in edited]
        for model in (TitleDocument, Cover, TitleNumber, ReadingLevel, TitleHeading, Record, FormerRecord, LoadedTitle):
            _remove(model, "title_id", gone)
        _remove(Title, "product_ptr_id", gone)
        _remove(Product, "id", gone)
        keep_numbers(gone)
        done.removed += len(gone)
        touched += gone
        touched += _restore(load, [pk for pk in part if not loaded[pk][0] and pk not in changed], done, by)
    unit.reindex(Title.KIND_REF, *touched)
    index_titles(touched)


def _why(pk: int, changed: set[int], used: set[int]) -> str:
    if pk in changed:
        return "its record was changed since"
    return "it has copies, or something else points at it" if pk in used else "it was changed since"


def _restore(load: Load, ids: list[int], done: _Undo, by: Actor) -> list[int]:
    """The records that the load replaced, as they were."""
    rows: list[TitleRow] = []
    kinds = dict(Title.objects.filter(pk__in=ids).values_list("pk", "item_type_id"))
    for former in FormerRecord.objects.filter(title__in=ids, replaced_by_run=load.run).order_by("id"):
        try:
            record = read_record(bytes(former.data), former.form, former.encoding)
        except Unreadable:
            done.keep(f"title {former.title_id}", "its former record cannot be read")
            continue
        stored = Stored(bytes(former.data), former.form, former.encoding, former.source)
        rows.append(
            row_of(
                stored, record, derived(record), record.remarks, title_id=former.title_id,
                item_type_id=kinds[former.title_id],
            )
        )  # fmt: skip
    done.restored += len(rows)
    return write_rows(rows, run_id=None, replaced_by=by.name)


def _remove(model: type[models.Model], column: str, ids: list[int]) -> None:
    """Rows of one table, without asking what else would go: everything that could point at them was asked before."""
    if not ids:
        return
    name = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {name(model._meta.db_table)} WHERE {name(column)} IN ({marks})",  # noqa: S608 - names from code
            ids,
        )
