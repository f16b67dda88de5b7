"""Two entries that are the same thing: make them one, and take them apart again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.merging import merge_records, obstacles, refuse_final, take_apart
from firstbell.core.models import Merge
from firstbell.core.scan import normalise
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory import lifecycle
from firstbell.inventory.events import ItemsMerged, ItemsSplit
from firstbell.inventory.models import Device, FormerCode, Item, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import MERGED_FACTS, facts_of, state_of, stored

CODES = ("barcode", "serial")


def merge_items(keeper: Item, other: Item, *, take: Collection[str] = (), reason: str, by: Actor) -> Merge:
    """``other`` is the same thing as ``keeper``: loans, tickets, history and files are the keeper's from now on.

    ``take`` names facts (``queries.MERGED_FACTS``) whose value comes from the other one. Where it is and who has it
    comes from the one that is with somebody, else from the keeper. The other's tag and serial number still lead to
    the keeper when scanned. Undo is offered.

    Raises Forbidden (``inventory.item.merge`` at both schools), Conflict when something final speaks against it, Invalid.
    """
    for one in (keeper, other):
        by.require(InventoryPermission.ITEM_MERGE, at=one.organisation.scope_path)
    unknown = sorted(set(take) - set(MERGED_FACTS))
    if unknown:
        raise Invalid(f"“{unknown[0]}” cannot be chosen.", remedy="Choose tag, serial number, home and the like.")
    if not reason.strip():
        raise Invalid("It needs a word on how you know.", remedy="Say what you compared.", field="reason")
    with change(by) as unit:
        keeper, other = _locked(keeper.pk, other.pk)
        refuse_final(obstacles(Item.KIND_REF, keeper, other))
        labels = (keeper.label, other.label)
        merge = merge_records(
            Item.KIND_REF, keeper, other, org_path=keeper.organisation.scope_path, reason=reason, by=by
        )
        codes = {getattr(one, name, "") for one in (keeper, other) for name in CODES}
        merge.loser_state = _hide(other, keeper)
        merge.values = _take(keeper, other, merge.loser_state, take)
        merge.loser_state["codes"] = _remember(keeper, codes)
        merge.save(update_fields=["values", "loser_state"])
        changes = {
            MERGED_FACTS[name].lower(): (old or "", new or "")
            for name, (old, new) in merge.values.items()
            if name in MERGED_FACTS
        }
        unit.publish(
            ItemsMerged(
                subject=keeper.ref, about=(other.ref,), org_path=merge.org_path, changes=changes, note=merge.reason,
                other=labels[1],
            )
        )  # fmt: skip
        unit.reindex(Item.KIND_REF, keeper.pk, other.pk)
        offer_undo(undo_merge, {"merge": merge.pk}, label=f"{labels[1]} and {labels[0]} made one", by=by)
    return merge


def split_items(merge: Merge, *, by: Actor) -> list[str]:
    """Take a merge back, also long afterwards; answers what could not go back, in words.

    Raises Forbidden, NotFound, Conflict when it was taken apart already, or when the thing is with somebody now whom
    only one of the two entries can name.
    """
    with change(by) as unit:
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.kind != Item.KIND_REF:
            raise NotFound("These two are not there any more.")
        keeper, other = _locked(merge.keeper_id, merge.loser_id)
        for one in (keeper, other):
            by.require(InventoryPermission.ITEM_MERGE, at=one.organisation.scope_path)
        if other.merged_into_id != keeper.pk:
            raise Conflict("The one it went into has itself been merged since.", remedy="Take that merge apart first.")
        has_moved_on = merge.loser_state["gave_state"] and not _is_as_taken(keeper, merge)
        if has_moved_on and (keeper.holder_id or keeper.assigned_to_id):
            raise Conflict(
                f"{keeper.label} is with somebody, and both entries could be the one.",
                remedy="Take it back first, then take the entries apart.",
            )
        stuck = take_apart(merge, keeper, other, by=by)
        FormerCode.objects.filter(pk__in=merge.loser_state["codes"]).delete()
        _give_back(keeper, merge, keep_state=has_moved_on)
        _show(other, merge, at_rest=has_moved_on)
        unit.publish(
            ItemsSplit(
                subject=keeper.ref, about=(other.ref,), org_path=merge.org_path, other=merge.loser_label,
                note=f"Stays: {', '.join(stuck)}" if stuck else "",
            )
        )  # fmt: skip
        unit.reindex(Item.KIND_REF, keeper.pk, other.pk)
    return stuck


@undo_handler
def undo_merge(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a merge is taken back whole."""
    merge = Merge.objects.filter(pk=payload["merge"]).first()
    if merge is None:
        raise NotFound("There is nothing to undo here.")
    split_items(merge, by=by)


def _locked(keeper_pk: int, other_pk: int) -> tuple[Item, Item]:
    """Both, as devices where they are, locked in one order."""
    pair: dict[int, Item] = {}
    for model in (Device, Item):
        rows = model._default_manager.select_for_update(of=("self",)).select_related(
            "product", "item_type", "organisation"
        )
        for one in rows.filter(pk__in={keeper_pk, other_pk} - set(pair)).order_by("pk"):
            pair[one.pk] = one
    if {keeper_pk, other_pk} - set(pair):
        raise NotFound("One of the two is not there any more.")
    return pair[keeper_pk], pair[other_pk]


def _hide(other: Item, keeper: Item) -> dict[str, Any]:
    """The other leaves the house on paper, so that nothing counts or lends it; answers what to put back."""
    state: dict[str, Any] = {
        "state": state_of(other),
        "facts": facts_of(other),
        "gave_state": bool(
            (other.holder_id or other.assigned_to_id) and not (keeper.holder_id or keeper.assigned_to_id)
        ),
    }
    state["keeper_state"] = state_of(keeper)
    Item.objects.filter(pk=other.pk).update(
        merged_into=keeper, barcode="", barcode_norm="", status=Status.DISPOSED, status_since=timezone.now(),
        holder=None, assigned_to=None, place=None, home=None, home_slot="",
    )  # fmt: skip
    return state


def _take(keeper: Item, other: Item, state: dict[str, Any], take: Collection[str]) -> dict[str, list[Any]]:
    """The chosen facts from the other, whatever the keeper lacks, and its whereabouts if they are the true ones."""
    mine, theirs = facts_of(keeper), state["facts"]
    values = {
        name: [mine[name], theirs[name]]
        for name in MERGED_FACTS
        if name in theirs and theirs[name] and theirs[name] != mine[name] and (name in take or not mine[name])
    }
    if "serial" in values:
        # A serial number is unique: the hidden entry takes one that nothing else can have.
        Device._base_manager.filter(pk=other.pk).update(serial=f"merged-{other.pk}", serial_norm=f"MERGED{other.pk}")
    _write(keeper, {name: new for name, (_, new) in values.items()})
    if state["gave_state"]:
        _write_state(keeper, state["state"])
    return values


def _remember(keeper: Item, codes: Collection[str]) -> list[int]:
    """Codes that are neither of the keeper's two any more still lead to it."""
    living = {normalise(getattr(keeper, name, "") or "") for name in CODES}
    kept = []
    for text in sorted(filter(None, codes)):
        code = normalise(text)
        if code and code not in living:
            kept.append(FormerCode.objects.create(item_id=keeper.pk, text=text, code=code).pk)
    return kept


def _is_as_taken(keeper: Item, merge: Merge) -> bool:
    """Whether nothing happened since: back and lent to the same person again looks the same, but not its moment."""
    now, taken = state_of(keeper), merge.loser_state["state"]
    return all(now[name] == taken[name] for name in ("status", "status_since", "holder_id", "assigned_to_id"))


def _give_back(keeper: Item, merge: Merge, *, keep_state: bool) -> None:
    now = facts_of(keeper)
    back = {name: old for name, (old, new) in merge.values.items() if now.get(name) == new}
    _write(keeper, back)
    if merge.loser_state["gave_state"] and not keep_state:
        _write_state(keeper, merge.loser_state["keeper_state"])


def _show(other: Item, merge: Merge, *, at_rest: bool) -> None:
    """The other is back with its facts; where it was, unless that has been lived on by the keeper."""
    Item.objects.filter(pk=other.pk).update(merged_into=None)
    _write(other, {name: value for name, value in merge.loser_state["facts"].items() if name in MERGED_FACTS})
    state = dict(merge.loser_state["state"])
    if at_rest:
        state |= {
            "status": lifecycle.rest_status(other.item_type, has_home=state["home_id"] is not None).value,
            "status_since": timezone.now().isoformat(), "holder_id": None, "assigned_to_id": None,
            "place_id": state["home_id"],
        }  # fmt: skip
    _write_state(other, state)


def _write(item: Item, facts: dict[str, Any]) -> None:
    """Store facts given as JSON; the codes are normalised by ``save``."""
    if not facts:
        return
    fresh = type(item)._default_manager.get(pk=item.pk)
    for name, value in facts.items():
        for one in (fresh, item):
            setattr(one, name, stored(one, name, value))
    fresh.save(
        update_fields=[
            *facts,
            *(["barcode_norm"] if "barcode" in facts else []),
            *(["serial_norm"] if "serial" in facts else []),
        ]
    )


def _write_state(item: Item, state: dict[str, Any]) -> None:
    fresh = {name: stored(item, name, value) for name, value in state.items()}
    Item.objects.filter(pk=item.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(item, name, value)
