"""Two entries that are the same person: make them one, and take them apart again."""

from __future__ import annotations

import datetime as dt
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
from firstbell.people.events import PersonsMerged, PersonsSplit
from firstbell.people.models import Account, Person, PersonIdentifier
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.merges import CHOOSABLE, TOLD

_LOSER_COLUMNS = ("withdrawn_on", "withdrawn_reason", "homeroom_id")


def merge_persons(keeper: Person, other: Person, *, take: Collection[str] = (), reason: str, by: Actor) -> Merge:
    """``other`` is the same person as ``keeper``: all that was kept about them is the keeper's from now on.

    ``take`` names the columns of ``queries.merges.CHOOSABLE`` whose value comes from the other one. The other's number
    goes on as a code of the keeper's, so an old badge or slip still finds them. Undo is offered.

    Raises Forbidden (``people.person.merge`` at both schools), Conflict when something final speaks against it, Invalid.
    """
    for one in (keeper, other):
        by.require(PeoplePermission.PERSON_MERGE, at=one.organisation.scope_path)
    unknown = sorted(set(take) - set(CHOOSABLE))
    if unknown:
        raise Invalid(f"“{unknown[0]}” cannot be chosen.", remedy="Choose names, language, homeroom and the like.")
    if not reason.strip():
        raise Invalid("It needs a word on how you know.", remedy="Say what you compared.", field="reason")
    with change(by) as unit:
        locked = {
            one.pk: one
            for one in Person.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .filter(pk__in=(keeper.pk, other.pk))
            .order_by("pk")
        }
        keeper, other = locked[keeper.pk], locked[other.pk]
        refuse_final(obstacles(Person.KIND_REF, keeper, other))
        merge = merge_records(
            Person.KIND_REF, keeper, other, org_path=keeper.organisation.scope_path, reason=reason, by=by
        )
        merge.values = _take(keeper, other, take)
        merge.loser_state = _hide(other, keeper)
        merge.save(update_fields=["values", "loser_state"])
        changes = {
            TOLD.get(column, column).lower(): (old or "", new or "") for column, (old, new) in merge.values.items()
        }
        unit.publish(
            PersonsMerged(
                subject=keeper.ref, about=(other.ref,), org_path=merge.org_path, changes=changes,
                note=merge.reason, other=_told(other),
            )
        )  # fmt: skip
        unit.reindex(Person.KIND_REF, keeper.pk, other.pk)
        offer_undo(undo_merge, {"merge": merge.pk}, label=f"{other} and {keeper} made one", by=by)
    return merge


def split_persons(merge: Merge, *, by: Actor) -> list[str]:
    """Take a merge back, also long afterwards. What was made since stays with the keeper.

    Answers what could not go back, in words. Raises Forbidden, NotFound, Conflict when it was taken apart already.
    """
    with change(by) as unit:
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        people = Person.objects.select_for_update(of=("self",)).select_related("organisation")
        pair = {one.pk: one for one in people.filter(pk__in=(merge.keeper_id, merge.loser_id)).order_by("pk")}
        if merge.kind != Person.KIND_REF or len(pair) != 2:
            raise NotFound("These two are not there any more.")
        keeper, other = pair[merge.keeper_id], pair[merge.loser_id]
        for one in (keeper, other):
            by.require(PeoplePermission.PERSON_MERGE, at=one.organisation.scope_path)
        if other.merged_into_id != keeper.pk:
            raise Conflict(
                "The one they were merged into has itself been merged since.", remedy="Take that merge apart first."
            )
        stuck = take_apart(merge, keeper, other, by=by)
        _give_back(keeper, merge)
        _show(other, merge)
        unit.publish(
            PersonsSplit(
                subject=keeper.ref, about=(other.ref,), org_path=merge.org_path, other=_told(other),
                note=f"Stays: {', '.join(stuck)}" if stuck else "",
            )
        )  # fmt: skip
        unit.reindex(Person.KIND_REF, keeper.pk, other.pk)
    return stuck


@undo_handler
def undo_merge(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a merge is taken back whole."""
    merge = Merge.objects.filter(pk=payload["merge"]).first()
    if merge is None:
        raise NotFound("There is nothing to undo here.")
    split_persons(merge, by=by)


def _take(keeper: Person, other: Person, take: Collection[str]) -> dict[str, list[Any]]:
    """The chosen columns from the other, and whatever the keeper lacks."""
    values: dict[str, list[Any]] = {}
    for column in CHOOSABLE:
        old, new = getattr(keeper, column), getattr(other, column)
        if new and old != new and (column in take or not old):
            values[column] = [old, new]
            setattr(keeper, column, new)
    if values:
        keeper.save(update_fields=[*values, "sort_name"])
    return values


def _hide(other: Person, keeper: Person) -> dict[str, Any]:
    """The other's row stays as it was, but nobody meets it any more; answers what to put back."""
    state: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name in _LOSER_COLUMNS
        for value in (getattr(other, name),)
    }
    other.merged_into = keeper
    other.homeroom = None
    if other.withdrawn_on is None:
        other.withdrawn_on, other.withdrawn_reason = timezone.localdate(), f"The same person as {keeper}"[:200]
    other.save(update_fields=["merged_into", *_LOSER_COLUMNS])
    state["account"] = Account.objects.filter(person=other, is_active=True).update(is_active=False)
    state["code"] = _keep_number(other, keeper)
    return state


def _keep_number(other: Person, keeper: Person) -> int | None:
    """The other's number becomes a code of the keeper's, unless it is one already."""
    code = normalise(other.identifier)
    taken = PersonIdentifier.objects.filter(code=code, retired_at=None).exists()
    if not code or code == normalise(keeper.identifier) or taken:
        return None
    kept = PersonIdentifier.objects.create(
        person=keeper, kind=PersonIdentifier.Kind.OTHER, value=other.identifier, code=code
    )
    return kept.pk


def _give_back(keeper: Person, merge: Merge) -> None:
    """The keeper's columns as they were, where nobody changed them since."""
    back = {column: old for column, (old, new) in merge.values.items() if getattr(keeper, column) == new}
    for column, old in back.items():
        setattr(keeper, column, old)
    if back:
        keeper.save(update_fields=[*back, "sort_name"])


def _show(other: Person, merge: Merge) -> None:
    state = merge.loser_state
    other.merged_into = None
    other.homeroom_id = state["homeroom_id"]
    other.withdrawn_on = dt.date.fromisoformat(state["withdrawn_on"]) if state["withdrawn_on"] else None
    other.withdrawn_reason = state["withdrawn_reason"]
    other.save(update_fields=["merged_into", *_LOSER_COLUMNS])
    if state["account"]:
        Account.objects.filter(person=other).update(is_active=True)
    if state["code"]:
        PersonIdentifier.objects.filter(pk=state["code"]).delete()


def _told(person: Person) -> str:
    return f"{person} ({person.identifier})" if person.identifier else str(person)
