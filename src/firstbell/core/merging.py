"""Merge two records of the same thing into one, and take them apart again.

A room merges its own records (``people.actions.merges``, ``inventory.actions.merges``); what other rooms keep about
them follows without those rooms being named: every foreign key that points at the loser is pointed at the keeper.
Rooms above say what is different for them in their ``merging.py``:

``@merge_check(kind)`` a function ``(keeper, loser) -> obstacles``;
``keep_with_loser("room.Model", "column", which)`` rows that must not move (``which`` picks them; none given: all);
``register_step(kind, Step(...))`` work that is not a foreign key, such as a ledger whose lines are never edited.

The loser's row is never deleted: what the roster or a console sends about it lands there, unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.models import Attachment, AuditLink, Merge

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why two records should not be merged. A final one stops it; another one is only told."""

    text: str
    remedy: str = ""
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """Work besides foreign keys. ``apply(keeper, loser, by)`` answers JSON for ``take_back``, or None for nothing done."""

    key: str
    label: str
    apply: Callable[[Any, Any, Actor], Any]
    take_back: Callable[[Any, Any, Any, Actor], None]


@dataclass(frozen=True, slots=True)
class Moving:
    """One line of a preview: so many rows of a kind would come along, so many stay behind."""

    label: str
    count: int
    stays: int = 0


Check = Callable[[Any, Any], Iterable[Obstacle]]
Which = Callable[[Any, Any], models.QuerySet[Any]]

_checks: dict[str, list[Check]] = {}
_steps: dict[str, list[Step]] = {}
_stays: dict[tuple[str, str], Which | None] = {}


def merge_check(kind: str) -> Callable[[Check], Check]:
    """Ask the function before two records of the kind are merged."""

    def register(check: Check) -> Check:
        _checks.setdefault(kind, []).append(check)
        return check

    return register


def register_step(kind: str, step: Step) -> None:
    """Have the step done with every merge of the kind."""
    _steps.setdefault(kind, []).append(step)


def keep_with_loser(model: str, column: str, which: Which | None = None) -> None:
    """Rows of ``model`` (``"room.Model"``) that stay where they are; ``which(keeper, loser)`` picks them, else all."""
    _stays[model, column] = which


def obstacles(kind: str, keeper: models.Model, loser: models.Model) -> list[Obstacle]:
    """All that speaks against it, final ones first."""
    found = [obstacle for check in _checks.get(kind, ()) for obstacle in check(keeper, loser)]
    return sorted(found, key=lambda one: not one.is_final)


def refuse_final(found: Sequence[Obstacle]) -> None:
    """Raises Conflict with the first final obstacle."""
    for one in found:
        if one.is_final:
            raise Conflict(one.text, remedy=one.remedy)


def rehearse(kind: str, keeper: models.Model, loser: models.Model, *, by: Actor) -> list[Moving]:
    """What would come along: it is done and rolled back, so the preview cannot differ from the deed."""
    with transaction.atomic():
        lines = [
            Moving(_words(model, column), len(keys), count - len(keys))
            for model, column, keys, count in _move(kind, keeper, loser)
            if count
        ]
        for step in _steps.get(kind, ()):
            if step.apply(keeper, loser, by) is not None:
                lines.append(Moving(step.label, 1))
        transaction.set_rollback(True)
    return lines


def merge_records(
    kind: str, keeper: models.Model, loser: models.Model, *, org_path: str, reason: str, by: Actor
) -> Merge:
    """Move all that points at the loser to the keeper. Inside ``change(by)``; the room stores the values of both."""
    moved = [[model._meta.label, column, keys] for model, column, keys, _ in _move(kind, keeper, loser) if keys]
    steps = {step.key: done for step in _steps.get(kind, ()) if (done := step.apply(keeper, loser, by)) is not None}
    links = _copy_links(kind, keeper.pk, loser.pk)
    if links:
        moved.append([AuditLink._meta.label, "", links])
    return Merge.objects.create(
        kind=kind, keeper_id=keeper.pk, keeper_label=str(keeper)[:200], loser_id=loser.pk, loser_label=str(loser)[:200],
        org_path=org_path, reason=reason.strip()[:200], moved=moved, steps=steps, merged_at=timezone.now(),
        merged_by=by.name[:200],
    )  # fmt: skip


def forget_moved(kind: str, label: str, keys: Iterable[int]) -> None:
    """What merges of the kind remember of these rows of ``room.Model`` goes: who they pointed at is to be forgotten."""
    gone = set(keys)
    for merge in Merge.objects.filter(kind=kind).exclude(moved=[]):
        kept = [
            [one, column, [key for key in ids if one != label or key not in gone]] for one, column, ids in merge.moved
        ]
        merge.moved = [line for line in kept if line[2]]
        merge.save(update_fields=["moved"])


def take_apart(merge: Merge, keeper: models.Model, loser: models.Model, *, by: Actor) -> list[str]:
    """Give the loser back what came from it and still points at the keeper; answers what could not go back, in words.

    Inside ``change(by)``. What was made after the merge stays with the keeper. Raises Conflict when it was done already.
    """
    if not merge.is_standing:
        raise Conflict("These two were taken apart already.", remedy="Nothing more to do.")
    stuck = []
    for label, column, keys in merge.moved:
        model = apps.get_model(label)
        if model is AuditLink:
            _delete(model, keys)
            continue
        back = _repoint(model, column, _still_at(model, column, keys, keeper.pk), loser.pk)
        if len(back) < len(keys):
            stuck.append(f"{len(keys) - len(back)} {_words(model, column)}")
    for step in _steps.get(merge.kind, ()):
        if step.key in merge.steps:
            step.take_back(merge.steps[step.key], keeper, loser, by)
    merge.split_at, merge.split_by = timezone.now(), by.name[:200]
    merge.save(update_fields=["split_at", "split_by"])
    return stuck


def merges_into(kind: str, keeper_id: int) -> list[Merge]:
    """Standing merges whose keeper this is, newest first."""
    return list(Merge.objects.filter(kind=kind, keeper_id=keeper_id, split_at=None).order_by("-id"))


# --- moving -----------------------------------------------------------------------------------------------------------


def _move(
    kind: str, keeper: models.Model, loser: models.Model
) -> Iterator[tuple[type[models.Model], str, list[Any], int]]:
    """(model, column, moved keys, how many pointed at the loser) of everything that did."""
    for relation in sorted(loser._meta.related_objects, key=lambda one: (one.related_model._meta.label, one.name)):
        field = relation.field
        if relation.many_to_many or getattr(field.remote_field, "parent_link", False):
            continue
        model, column = relation.related_model, field.attname
        if _stays.get((model._meta.label, field.name), ...) is None:
            continue
        rows = model._base_manager.filter(**{column: loser.pk})
        count = rows.count()
        if not count:
            continue
        which = _stays.get((model._meta.label, field.name))
        keys = list(
            (rows.exclude(pk__in=which(keeper, loser).values("pk")) if which else rows).values_list("pk", flat=True)
        )
        yield model, column, _repoint(model, column, keys, keeper.pk), count
    files = Attachment.objects.filter(owner_kind=kind, owner_id=loser.pk)
    keys = list(files.values_list("pk", flat=True))
    yield Attachment, "owner_id", _repoint(Attachment, "owner_id", keys, keeper.pk), len(keys)


def _repoint(model: type[models.Model], column: str, keys: Sequence[Any], to: int) -> list[Any]:
    """Point the rows at ``to``; a row that would break a promise of the database stays. Answers the keys that moved."""
    moved: list[Any] = []
    for start in range(0, len(keys), _CHUNK):
        part = list(keys[start : start + _CHUNK])
        if _update(model, column, part, to):
            moved += part
        else:
            moved += [key for key in part if _update(model, column, [key], to)]
    return moved


def _update(model: type[models.Model], column: str, keys: list[Any], to: int) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{column: to})
    except IntegrityError:
        return False
    return True


def _still_at(model: type[models.Model], column: str, keys: list[Any], keeper: int) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(keys), _CHUNK):
        rows = model._base_manager.filter(pk__in=keys[start : start + _CHUNK], **{column: keeper})
        found += rows.values_list("pk", flat=True)
    return found


def _delete(model: type[models.Model], keys: list[Any]) -> None:
    for start in range(0, len(keys), _CHUNK):
        model._base_manager.filter(pk__in=keys[start : start + _CHUNK]).delete()


def _copy_links(kind: str, keeper: int, loser: int) -> list[int]:
    """The loser's story is told on the keeper's timeline too; the entries themselves stay as they were written."""
    known = AuditLink.objects.filter(kind=kind, object_id=keeper).values("entry_id")
    entries = AuditLink.objects.filter(kind=kind, object_id=loser).exclude(entry_id__in=known)
    links = [
        AuditLink(entry_id=entry, kind=kind, object_id=keeper) for entry in entries.values_list("entry_id", flat=True)
    ]
    return [link.pk for link in AuditLink.objects.bulk_create(links, batch_size=_CHUNK)]


def _words(model: type[models.Model], column: str) -> str:
    """“loans (borrower)”: what a person reads in a preview."""
    role = column.removesuffix("_id").replace("_", " ")
    plain = role in {"person", "item", "device", "owner"}
    return f"{model._meta.verbose_name_plural}" + ("" if plain else f" ({role})")
