"""An item while an action works on it: one locked read, one update, one status change, one event.

For the other modules of this folder only.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import Change
from firstbell.core.refs import Ref
from firstbell.inventory import lifecycle
from firstbell.inventory.events import ItemStatusChanged
from firstbell.inventory.models import Item, ItemType, Status, StatusChange
from firstbell.people.models import Person
from firstbell.rooms.models import Place


def _locked(item: int) -> QuerySet[Item]:
    locked = Item.objects.select_for_update(of=("self",))
    related = locked.select_related("item_type", "organisation", "holder", "assigned_to", "place", "home")
    return related.filter(pk=item).order_by()[:1]


class HeldItem:
    """``now`` is the row as it is, locked until the transaction ends; ``item`` the caller's copy, kept in step.

    Raises NotFound when the item does not exist any more. Needs an open transaction (``change``).
    """

    def __init__(self, item: Item) -> None:
        found = prepared.row(_locked, item=item.pk)
        if found is None:
            raise NotFound("This item does not exist any more.")
        self.now = found
        self.item = item

    @property
    def path(self) -> str:
        return self.now.organisation.scope_path

    @property
    def ref(self) -> Ref:
        """The caller's copy may be a device and know its serial, which the bare item does not."""
        return self.item.ref

    @property
    def is_private(self) -> bool:
        return self.now.item_type.holder_is_private

    def about(self, *persons: Person | None) -> tuple[Ref, ...]:
        """On whose timelines an event appears; on nobody's for private item types."""
        if self.is_private:
            return ()
        return tuple(dict.fromkeys(person.ref for person in persons if person is not None))

    def write(self, **values: Any) -> None:
        """Store the fields and let the caller's copy know."""
        if "item_type" in values:
            values["is_library"] = values["item_type"].purpose == ItemType.Purpose.LIBRARY
        for name, value in values.items():
            setattr(self.now, name, value)
            setattr(self.item, name, value)
        Item.objects.filter(pk=self.now.pk).update(**values)

    def set_status(
        self,
        unit: Change,
        to: Status,
        *,
        by: Actor,
        details: dict[str, Any],
        reason: str = "",
        put_into: Place | None = None,
        also_about: tuple[Person | None, ...] = (),
        **values: Any,
    ) -> None:
        """Write the new status with what it means for holder, assignment and place, and publish it.

        ``put_into`` is where it is from now on; ``values`` wins over that and over what the lifecycle says.
        """
        old, holder, old_place, old_owner = (
            Status(self.now.status), self.now.holder, self.now.place, self.now.assigned_to,
        )  # fmt: skip
        effects = self._effects(to, put_into) | values
        self.write(**effects)
        shown = None if self.is_private else holder
        StatusChange.objects.create(
            item_id=self.now.pk, old=old, new=to, at=self.now.status_since, by=by.name[:200], reason=reason[:300],
            details=details, holder=shown,
        )  # fmt: skip
        changes: dict[str, tuple[Any, Any]] = {"Status": (old.label, to.label)}
        _note(changes, "Place", old_place, self.now.place)
        if not self.is_private:
            _note(changes, "Holder", holder, self.now.holder)
            _note(changes, "Assigned to", old_owner, self.now.assigned_to)
        unit.publish(
            ItemStatusChanged(
                subject=self.ref,
                org_path=self.path,
                about=self.about(holder, old_owner, *also_about),
                changes=changes,
                note=" · ".join(part for part in (reason, _told(details)) if part),
                old=old,
                new=to,
                holder_id=None if shown is None else shown.pk,
            )
        )
        if not self.now.is_library:  # the search for items leaves books out
            unit.reindex(Item.KIND_REF, self.now.pk)

    def _effects(self, to: Status, place: Place | None) -> dict[str, Any]:
        effects: dict[str, Any] = {"status": to, "status_since": timezone.now()}
        if to not in lifecycle.WITH_SOMEBODY:
            effects["holder"] = None
        if to in lifecycle.ENDS_ASSIGNMENT:
            effects["assigned_to"] = None
        if to in lifecycle.NOT_IN_A_PLACE:
            effects["place"] = None
        elif place is not None:
            effects["place"] = place
        return effects


def _note(changes: dict[str, tuple[Any, Any]], label: str, old: object, new: object) -> None:
    if old != new:
        changes[label] = (None if old is None else str(old), None if new is None else str(new))


def _told(details: dict[str, Any]) -> str:
    """What was answered, as one line for the timeline."""
    parts = []
    for name, value in details.items():
        if value in (None, "", []) or name == "place":
            continue
        parts.append(f"{lifecycle.label_of(name)}: {lifecycle.answer_text(name, value)}")
    return "; ".join(parts)
