"""What can be done with many things at once, on the list of items."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.listing import BulkAction, LeadingAction, Verdict, nothing, refused, register, would_change
from firstbell.core.listing.registry import Answers, Memory
from firstbell.inventory import lifecycle
from firstbell.inventory.actions import change_status, edit_item, move_item, restore_item, set_condition
from firstbell.inventory.forms import (
    BulkFundingForm,
    BulkHomeForm,
    BulkMissingForm,
    BulkMoveForm,
    BulkRetireForm,
    BulkTypeForm,
    ConditionForm,
)
from firstbell.inventory.models import Condition, Item, Status
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import RELATED, concrete, state_of

LIST = "inventory.items"
_CHANGED = "Its page says what happened since; change it there."


class _ItemAction(BulkAction[Item]):
    """Rows are devices where they are; the permission is asked at each item's school."""

    permission: ClassVar[str]

    def rows(self, actor: Actor) -> QuerySet[Item]:
        return Item.objects.visible_to(actor).select_related(*RELATED, "funding_source").order_by("barcode_norm", "pk")

    def prepared(self, rows: list[Item], answers: Answers, actor: Actor) -> list[Item]:
        return [concrete(row) for row in rows]

    def label_of(self, row: Item) -> str:
        return row.label

    def judge(self, row: Item, answers: Answers, actor: Actor) -> Verdict:
        if not actor.can(self.permission, at=row.organisation.scope_path):
            return refused(f"You may not do this at {row.organisation.short}.")
        if row.status in lifecycle.GONE:
            return refused(f"It is {row.get_status_display().lower()}.")
        return self.judged(row, answers)

    @abstractmethod
    def judged(self, row: Item, answers: Answers) -> Verdict:
        """The rule of this action; the permission is given."""


class _StateAction(_ItemAction):
    """Changes fields of ``Item.STATE_FIELDS``; taking back puts all of them back, if none was touched since."""

    @abstractmethod
    def change(self, row: Item, answers: Answers, by: Actor) -> None:
        """Call the action."""

    def apply(self, row: Item, answers: Answers, by: Actor) -> Memory:
        before = state_of(row)
        self.change(row, answers, by)
        return {"before": before, "after": state_of(row)}

    def take_back(self, row: Item, memory: Memory, by: Actor) -> None:
        if state_of(row) != memory["after"]:
            raise Conflict(f"{row.label} has changed since: it is “{row.get_status_display()}”.", remedy=_CHANGED)
        restore_item(row, state=memory["before"], expected=memory["after"]["status"], by=by)


class MoveItems(_StateAction):
    key, label, icon, permission = "move", "Move to a place", "room", May.ITEM_MOVE

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkMoveForm(data, actor=actor)

    def judged(self, row: Item, answers: Answers) -> Verdict:
        place, is_new_home = answers["place"], answers["is_new_home"]
        is_out = row.status in lifecycle.WITH_SOMEBODY | lifecycle.NOT_IN_A_PLACE
        if is_out and not is_new_home:
            return refused(f"It is “{row.get_status_display()}”, so it is in no place.")
        if (is_out or row.place_id == place.pk) and (not is_new_home or row.home_id == place.pk):
            return nothing(f"{place} already.")
        where = "" if is_out else f"{row.place or 'no place'} → {place}"
        home = f"home: {row.home or 'none'} → {place}" if is_new_home and row.home_id != place.pk else ""
        return would_change("; ".join(part for part in (where, home) if part))

    def change(self, row: Item, answers: Answers, by: Actor) -> None:
        place = answers["place"]
        slot = row.home_slot if row.home_id == place.pk else ""
        move_item(row, place=place, is_new_home=answers["is_new_home"], slot=slot, by=by)


class SetCondition(_StateAction):
    key, label, icon, permission = "condition", "Set the condition", "check", May.ITEM_TRIAGE

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return ConditionForm(data)

    def judged(self, row: Item, answers: Answers) -> Verdict:
        new = Condition(answers["condition"])
        if row.condition == new:
            return nothing(f"{new.label} already.")
        return would_change(f"{row.get_condition_display()} → {new.label}")

    def change(self, row: Item, answers: Answers, by: Actor) -> None:
        set_condition(row, condition=answers["condition"], note=answers["note"], by=by)


class _StatusAction(_StateAction):
    """One step of the lifecycle."""

    to: ClassVar[Status]
    form_class: ClassVar[type[forms.Form]]

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return self.form_class(data)

    def judged(self, row: Item, answers: Answers) -> Verdict:
        if row.status == self.to:
            return nothing(f"It is “{self.to.label}” already.")
        if lifecycle.transition(row, self.to) is None:
            return refused(f"It is “{row.get_status_display()}”; from there it cannot become “{self.to.label}”.")
        owner = None if row.item_type.holder_is_private else row.holder or row.assigned_to
        who = f", with {owner.name}" if owner is not None else ""
        return would_change(f"{row.get_status_display()}{who} → {self.to.label}")

    def change(self, row: Item, answers: Answers, by: Actor) -> None:
        change_status(row, self.to, details=dict(answers), by=by)


class MarkMissing(_StatusAction):
    key, label, icon, permission = "missing", "Mark as missing", "search", May.ITEM_MARK_MISSING
    to, form_class = Status.MISSING, BulkMissingForm


class StartRetiring(_StatusAction):
    key, label, icon, permission = "retire", "Start retiring", "trash", May.ITEM_RETIRE
    to, form_class = Status.RETIRING, BulkRetireForm
    note = (
        "What is assigned to somebody is nobody's own any more then. Loans that are out stay out until they come back."
    )


class _FactAction(_ItemAction):
    """Changes one fact by ``edit_item``; taking back needs that fact unchanged."""

    permission = May.ITEM_EDIT
    fact: ClassVar[str]
    form_class: ClassVar[Callable[..., forms.Form]]

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return type(self).form_class(data, actor=actor)

    def judged(self, row: Item, answers: Answers) -> Verdict:
        old, new = getattr(row, self.fact), answers[self.fact]
        if old == new:
            return nothing(f"{new or 'None'} already.")
        return would_change(f"{old or 'none'} → {new or 'none'}")

    def apply(self, row: Item, answers: Answers, by: Actor) -> Memory:
        new: Any = answers[self.fact]
        memory = {"before": getattr(row, f"{self.fact}_id"), "after": new.pk if new is not None else None}
        edit_item(row, changes={self.fact: new}, by=by)
        return memory

    def take_back(self, row: Item, memory: Memory, by: Actor) -> None:
        if getattr(row, f"{self.fact}_id") != memory["after"]:
            raise Conflict(f"{row.label} was changed since.", remedy=_CHANGED)
        model = Item._meta.get_field(self.fact).related_model
        assert isinstance(model, type)
        before = model._default_manager.filter(pk=memory["before"]).first()
        edit_item(row, changes={self.fact: before}, by=by)


class SetFunding(_FactAction):
    key, label, icon = "funding", "Set the funding", "money"
    fact, form_class = "funding_source", BulkFundingForm


class SetHome(_FactAction):
    key, label, icon = "home", "Set the home", "home"
    fact, form_class = "home", BulkHomeForm
    note = "Where they belong. Where they are now stays as it is."


class ChangeType(_FactAction):
    key, label, icon = "type", "Change the item type", "laptop"
    fact, form_class = "item_type", BulkTypeForm
    note = "The type decides by which rules a thing is lent. What is in stock becomes stock of the new type."


def _labels(selection: int) -> str:
    return f"{reverse('inventory:labels')}?selection={selection}"


def _printed(selection: int) -> str:
    return f"{reverse('inventory:items')}?status=all&format=print&selection={selection}"


register(
    LIST,
    LeadingAction("labels", "Print labels", May.LABEL_PRINT, _labels, "tag"),
    MoveItems(),
    SetCondition(),
    SetHome(),
    SetFunding(),
    ChangeType(),
    MarkMissing(),
    StartRetiring(),
    LeadingAction("print", "Print the list", May.ITEM_VIEW, _printed, "print"),
)
