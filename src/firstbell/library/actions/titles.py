"""Titles as entries of the catalogue: hidden and shown, deleted, made one with another. Their records are ``records``'."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.merging import merge_records, obstacles, refuse_final, take_apart
from firstbell.core.models import Merge
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.library.actions.indexing import index_titles
from firstbell.library.events import TitleDeleted, TitlesMerged, TitlesSplit, TitleVisibilitySet
from firstbell.library.models import Copy, Title
from firstbell.library.permissions import LibraryPermission

EVERYWHERE = ""
"""Titles are the district's: their entries in the trail belong to no school."""
MERGED_FACTS = {
    "item_type_id": "Type of its copies",
    "replacement_cents": "Replacement price in cents",
    "notes": "Notes",
}
"""What does not come from the record, and may be taken from the other of two entries that are made one."""


def set_hidden(title: Title, *, is_hidden: bool, by: Actor) -> Title:
    """Hide it from the public catalogue, or show it again. Raises Forbidden (``library.title.edit``)."""
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by) as unit:
        if Title.objects.filter(pk=title.pk).exclude(is_hidden=is_hidden).update(is_hidden=is_hidden):
            title.is_hidden = is_hidden
            index_titles([title.pk])
            unit.publish(TitleVisibilitySet(subject=title.ref, org_path=EVERYWHERE, is_hidden=is_hidden))
    return title


def delete_title(title: Title, *, by: Actor) -> None:
    """Take an entry out that has no copies and never had any.

    Raises Conflict while something points at it (copies, also withdrawn ones; holds), Forbidden (``library.title.edit``).
    """
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by) as unit:
        count = Copy.objects.filter(product_id=title.pk).count()
        if count:
            raise Conflict(
                f"“{title}” has {count} {'copy' if count == 1 else 'copies'}, withdrawn ones counted.",
                remedy="Move them to another title first, or hide this one: what was lent keeps its title.",
            )
        subject, pk = title.ref, title.pk
        try:
            with transaction.atomic():
                Title.objects.get(pk=pk).delete()
        except ProtectedError:
            raise Conflict(
                f"Something still points at “{title}”: a hold, or a title that was merged into it.",
                remedy="End the holds first, or hide the title.",
            ) from None
        index_titles([pk])
        unit.publish(TitleDeleted(subject=subject, org_path=EVERYWHERE, note=title.control_number))


def merge_titles(keeper: Title, other: Title, *, take: Collection[str] = (), reason: str, by: Actor) -> Merge:
    """``other`` is the same title as ``keeper``: its copies, holds and story are the keeper's from now on.

    The keeper's record stays as it is; the other keeps its own, unseen. ``take`` names facts of :data:`MERGED_FACTS` whose value
    comes from the other. Undo is offered. Raises Forbidden (``library.title.edit``), Conflict, Invalid.
    """
    by.require(LibraryPermission.TITLE_EDIT)
    unknown = sorted(set(take) - set(MERGED_FACTS))
    if unknown:
        raise Invalid(f"“{unknown[0]}” cannot be chosen.", remedy="Choose type, price or notes.")
    if not reason.strip():
        raise Invalid("It needs a word on how you know.", remedy="Say what you compared.", field="reason")
    with change(by) as unit:
        keeper, other = _locked(keeper.pk, other.pk)
        refuse_final(obstacles(Title.KIND_REF, keeper, other))
        merge = merge_records(Title.KIND_REF, keeper, other, org_path=EVERYWHERE, reason=reason, by=by)
        merge.loser_state = {"is_hidden": other.is_hidden}
        values: dict[str, list[Any]] = {}
        for name in MERGED_FACTS:
            old, new = getattr(keeper, name), getattr(other, name)
            if new and old != new and (name in take or not old):
                values[name] = [old, new]
                setattr(keeper, name, new)
        merge.values = values
        merge.save(update_fields=["values", "loser_state"])
        if values:
            keeper.save(update_fields=[*values, "changed_at"])
        Title.objects.filter(pk=other.pk).update(merged_into=keeper, is_hidden=True)
        index_titles([keeper.pk, other.pk])
        unit.publish(
            TitlesMerged(
                subject=keeper.ref, about=(other.ref,), org_path=EVERYWHERE, note=merge.reason, other=other.name,
                changes={MERGED_FACTS[name].lower(): (old or "", new or "") for name, (old, new) in values.items()},
            )
        )  # fmt: skip
        offer_undo(undo_merge, {"merge": merge.pk}, label=f"{other} and {keeper} made one"[:200], by=by)
    return merge


def split_titles(merge: Merge, *, by: Actor) -> list[str]:
    """Take a merge back, also long afterwards; answers what could not go back, in words.

    Raises Forbidden, NotFound, Conflict when it was taken apart already.
    """
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by) as unit:
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.kind != Title.KIND_REF:
            raise NotFound("These two are not there any more.")
        keeper, other = _locked(merge.keeper_id, merge.loser_id)
        if other.merged_into_id != keeper.pk:
            raise Conflict("The one it went into has itself been merged since.", remedy="Take that merge apart first.")
        stuck = take_apart(merge, keeper, other, by=by)
        back = [name for name, (_, new) in merge.values.items() if getattr(keeper, name) == new]
        for name in back:
            setattr(keeper, name, merge.values[name][0])
        if back:
            keeper.save(update_fields=[*back, "changed_at"])
        Title.objects.filter(pk=other.pk).update(merged_into=None, is_hidden=merge.loser_state["is_hidden"])
        index_titles([keeper.pk, other.pk])
        note = f"Stays: {', '.join(stuck)}" if stuck else ""
        unit.publish(
            TitlesSplit(subject=keeper.ref, about=(other.ref,), org_path=EVERYWHERE, other=merge.loser_label, note=note)
        )
    return stuck


@undo_handler
def undo_merge(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a merge is taken back whole."""
    merge = Merge.objects.filter(pk=payload["merge"]).first()
    if merge is None:
        raise NotFound("There is nothing to undo here.")
    split_titles(merge, by=by)


def _locked(keeper_pk: int, other_pk: int) -> tuple[Title, Title]:
    rows = Title.objects.select_for_update(of=("self",)).select_related("item_type")
    pair = {one.pk: one for one in rows.filter(pk__in=(keeper_pk, other_pk)).order_by("pk")}
    if {keeper_pk, other_pk} - set(pair):
        raise NotFound("One of the two is not there any more.")
    return pair[keeper_pk], pair[other_pk]
