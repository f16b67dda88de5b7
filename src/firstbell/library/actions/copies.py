"""Copies: taken in, changed, moved to another title, withdrawn and brought back.

The item's own facts and states are changed by inventory's actions; what stands on the spine is changed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.actions import Intake, add_made_item, change_status, edit_item, restore_item
from firstbell.inventory.models import ItemType, Product, Status
from firstbell.inventory.queries import state_of
from firstbell.library.actions._genre_shelves import settle_shelves
from firstbell.library.call_numbers import sort_key
from firstbell.library.events import CopyAdded, CopyEdited, CopyMoved, CopyReinstated, CopyWithdrawn
from firstbell.library.models import Copy, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission

COPY_FACTS = {
    "call_number": "Call number", "cutter": "Cutter", "copy_number": "Copy number", "volume": "Volume",
    "shelving_place": "Shelving place", "vendor": "Vendor", "public_note": "Public note",
}  # fmt: skip
ITEM_FACTS = (
    "barcode", "item_type", "organisation", "cost_cents", "purchased_on", "funding_source", "order_number", "notes",
)  # fmt: skip
OUT = frozenset({Status.ON_LOAN, Status.ASSIGNED})
"""Somebody has it."""


def add_copy(title: Title, *, barcode: str, intake: Intake, values: Mapping[str, Any] | None = None, by: Actor) -> Copy:
    """A copy of the title comes in. ``values`` by the names of :data:`COPY_FACTS`.

    Without a call number it gets that of a copy its school has already. Raises Conflict naming the item that carries the
    barcode, Invalid, Forbidden (``library.copy.edit``, ``inventory.item.add``).
    """
    facts = _checked(values or {}, intake.organisation.pk)
    with change(by) as unit:
        by.require(LibraryPermission.COPY_EDIT, at=intake.organisation.scope_path)
        kind = intake.item_type or title.item_type
        _require_library(kind)
        if not facts.get("call_number"):
            facts |= _of_a_sister(title, intake.organisation.pk)
        copy = add_made_item(title, barcode=barcode, intake=intake, make=lambda **item: Copy(**item, **facts), by=by)
        _settle(copy)
        note = " · ".join(part for part in (copy.barcode, copy.call_number) if part)
        unit.publish(CopyAdded(subject=title.ref, about=(copy.ref,), org_path=copy.organisation.scope_path, note=note))
    return copy


def edit_copy(copy: Copy, *, changes: Mapping[str, Any], by: Actor) -> Copy:
    """Change facts by name: those of :data:`COPY_FACTS`, and of the item those of :data:`ITEM_FACTS`.

    A copy that goes to another school leaves its shelving place behind, unless a new one is named. Raises Conflict, Invalid,
    Forbidden (``library.copy.edit``; for facts of the item also ``inventory.item.edit``).
    """
    unknown = sorted(set(changes) - set(COPY_FACTS) - set(ITEM_FACTS))
    if unknown:
        raise Invalid(f"A copy has no fact called {unknown[0]}.", field=unknown[0])
    with change(by) as unit:
        now = _locked(copy)
        by.require(LibraryPermission.COPY_EDIT, at=now.organisation.scope_path)
        item_facts = {name: value for name, value in changes.items() if name in ITEM_FACTS}
        school = item_facts.get("organisation") or now.organisation
        mine = {name: value for name, value in changes.items() if name in COPY_FACTS}
        if school.pk != now.organisation_id and now.shelving_place_id is not None:
            mine.setdefault("shelving_place", None)
        if "item_type" in item_facts:
            _require_library(item_facts["item_type"])
        mine = _checked(mine, school.pk)
        item_facts = {name: value for name, value in item_facts.items() if getattr(now, name) != value}
        if item_facts:
            edit_item(now, changes=item_facts, by=by)
        told = {
            COPY_FACTS[name]: (_shown(getattr(now, name)), _shown(value))
            for name, value in mine.items()
            if name in COPY_FACTS and getattr(now, name) != value
        }
        if told:
            Copy.objects.filter(pk=now.pk).update(**mine)
            _settle(now, mine.get("shelving_place"))
            unit.publish(CopyEdited(subject=now.ref, org_path=school.scope_path, changes=told))
    for name, value in (item_facts | mine).items():
        setattr(copy, name, value)
    return copy


def move_copy(copy: Copy, title: Title, *, by: Actor) -> Copy:
    """It was put under the wrong title. Loans, holds on the copy and its story go along.

    Raises Conflict when it is a copy of that title already, Forbidden (``library.copy.edit``, ``inventory.item.edit``).
    """
    with change(by) as unit:
        now = _locked(copy)
        path = now.organisation.scope_path
        by.require(LibraryPermission.COPY_EDIT, at=path)
        if now.product_id == title.pk:
            raise Conflict(f"{now.label} is a copy of that title already.", remedy="Choose the title it should be of.")
        former = Title.objects.get(pk=now.product_id)
        product = Product.objects.get(pk=title.pk)
        edit_item(now, changes={"product": product}, by=by)
        _settle(now)
        copy.product = product
        unit.publish(CopyMoved(subject=title.ref, about=(former.ref, now.ref), org_path=path, note=now.label))
        offer_undo(undo_move, {"copy": now.pk, "from": former.pk, "to": title.pk}, label=f"{now.label} moved", by=by)
    return copy


@undo_handler
def undo_move(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a copy goes back under its former title."""
    copy = Copy.objects.filter(pk=payload["copy"], product_id=payload["to"]).first()
    former = Title.objects.filter(pk=payload["from"]).first()
    if copy is None or former is None:
        raise Conflict("It has moved on since.", remedy="Move it by hand.")
    move_copy(copy, former, by=by)


def withdraw_copy(copy: Copy, *, reason: str, by: Actor) -> Copy:
    """It leaves the collection: not on the public list any more; the thing is inventory's to dispose of.

    Raises Conflict when somebody has it or it is withdrawn already, Invalid without a reason, Forbidden
    (``library.copy.withdraw``, ``inventory.item.retire``). Undo is offered.
    """
    if not reason.strip():
        raise Invalid("It needs a reason.", remedy="e.g. worn out, out of date, nobody reads it.", field="reason")
    with change(by) as unit:
        now = _locked(copy)
        path = now.organisation.scope_path
        by.require(LibraryPermission.COPY_WITHDRAW, at=path)
        if now.status in OUT:
            raise Conflict(f"{now.label} is out.", remedy="Take it back first, then withdraw it.")
        state = state_of(now)
        change_status(
            now, Status.RETIRING, details={"retire_reason": "other", "data_removed": True}, reason=reason.strip()[:300],
            by=by,
        )  # fmt: skip
        copy.status = now.status
        unit.publish(
            CopyWithdrawn(
                subject=Title.objects.get(pk=now.product_id).ref, about=(now.ref,), org_path=path,
                note=f"{now.label}: {reason.strip()}",
            )
        )  # fmt: skip
        offer_undo(undo_withdrawal, {"copy": now.pk, "state": state}, label=f"{now.label} withdrawn", by=by)
    return copy


@undo_handler
def undo_withdrawal(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a withdrawn copy is back where it was."""
    copy = Copy.objects.filter(pk=payload["copy"]).first()
    if copy is None:
        raise NotFound("There is nothing to undo here.")
    restore_item(copy, state=payload["state"], expected=Status.RETIRING, by=by)


def reinstate_copy(copy: Copy, *, by: Actor) -> Copy:
    """A withdrawn copy that is still in the house stands on the shelf again.

    Raises Conflict when it is not withdrawn, or has left the house; Forbidden (``library.copy.withdraw``,
    ``inventory.item.move``).
    """
    with change(by) as unit:
        now = _locked(copy)
        path = now.organisation.scope_path
        by.require(LibraryPermission.COPY_WITHDRAW, at=path)
        if now.status != Status.RETIRING:
            raise Conflict(
                f"{now.label} is “{now.get_status_display()}”.", remedy="Only a withdrawn copy can be brought back."
            )
        state = state_of(now) | {"status": Status.AVAILABLE.value, "status_since": timezone.now().isoformat()}
        restore_item(now, state=state, expected=Status.RETIRING, by=by)
        copy.status = now.status
        subject = Title.objects.get(pk=now.product_id).ref
        unit.publish(CopyReinstated(subject=subject, about=(now.ref,), org_path=path, note=now.label))
    return copy


def _settle(copy: Copy, goes_to: ShelvingPlace | None = None) -> None:
    """Its section of the shelves, where the place it stands in or goes to is shelved by genre."""
    places = (copy.shelving_place, goes_to)
    if copy.genre_key or any(place is not None and place.by_genre for place in places):
        settle_shelves(Copy.objects.filter(pk=copy.pk))


def _locked(copy: Copy) -> Copy:
    found = (
        Copy.objects.select_for_update(of=("self",))
        .select_related("organisation", "item_type", "shelving_place", "product")
        .filter(pk=copy.pk)
        .first()
    )
    if found is None:
        raise NotFound("This copy does not exist any more.")
    return found


def _require_library(kind: ItemType) -> None:
    if kind.purpose != ItemType.Purpose.LIBRARY:
        raise Invalid(
            f"“{kind}” is no type of library material.", remedy="Choose a type whose purpose is the library.",
            field="item_type",
        )  # fmt: skip


def _checked(values: Mapping[str, Any], school_id: int) -> dict[str, Any]:
    """Trimmed, short enough, the shelving place of that school; the sort key follows the call number."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name == "shelving_place":
            if value is not None and value.organisation_id != school_id:
                raise Invalid(
                    f"“{value}” is a shelf of another school.", remedy="Choose one of this school.", field=name
                )
            found[name] = value
            continue
        text = " ".join(str(value or "").split())
        longest = getattr(Copy._meta.get_field(name), "max_length", None)
        if longest is not None and len(text) > longest:
            raise Invalid(f"{COPY_FACTS[name]}: at most {longest} characters.", remedy="Shorten it.", field=name)
        found[name] = text
    if "call_number" in found:
        found["call_sort"] = sort_key(found["call_number"])
    return found


def _of_a_sister(title: Title, school_id: int) -> dict[str, Any]:
    """The spine of a copy that stands there already, newest first."""
    sister = (
        Copy.objects.filter(product_id=title.pk, organisation_id=school_id)
        .exclude(call_number="")
        .order_by("-pk")
        .first()
    )
    if sister is None:
        return {}
    return {"call_number": sister.call_number, "call_sort": sister.call_sort, "cutter": sister.cutter}


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
