"""What can be done with many titles or copies at once; a list of scanned barcodes leads here as well."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.listing import BulkAction, LeadingAction, Verdict, nothing, refused, register, would_change
from firstbell.core.listing.registry import Answers, Memory
from firstbell.inventory.actions import restore_item
from firstbell.inventory.models import ItemType, Status
from firstbell.inventory.queries import state_of
from firstbell.library.actions import edit_copy, keep_copy, take_back_keeping, want_labels, withdraw_copy
from firstbell.library.actions.copies import OUT
from firstbell.library.actions.titles import set_hidden
from firstbell.library.forms.copies import (
    BulkCallNumberForm,
    BulkPriceForm,
    BulkShelfForm,
    BulkTypeForm,
    BulkWithdrawForm,
)
from firstbell.library.forms.weeding import KeepForm
from firstbell.library.models import NOT_ON_LIST, Copy, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.weeding import years_before

COPIES = "library.copies"
TITLES = "library.titles"
WEEDING = "library.weeding"
_CHANGED = "Its page says what happened since; change it there."


class _CopyAction(BulkAction[Copy]):
    permission: ClassVar[str] = May.COPY_EDIT

    def rows(self, actor: Actor) -> QuerySet[Copy]:
        related = ("product", "organisation", "item_type", "shelving_place")
        return Copy.objects.visible_to(actor).select_related(*related).order_by("genre_key", "call_sort", "pk")

    def label_of(self, row: Copy) -> str:
        return f"{row.label} {row.product.name}"[:120]

    def judge(self, row: Copy, answers: Answers, actor: Actor) -> Verdict:
        if not actor.can(self.permission, at=row.organisation.scope_path):
            return refused(f"You may not do this at {row.organisation.short}.")
        if row.status in NOT_ON_LIST:
            return refused(f"It is withdrawn ({row.get_status_display().lower()}).")
        return self.judged(row, answers)

    @abstractmethod
    def judged(self, row: Copy, answers: Answers) -> Verdict: ...


class _FactAction(_CopyAction):
    """Changes one fact by ``edit_copy``; taking back needs that fact unchanged."""

    fact: ClassVar[str]

    def new(self, row: Copy, answers: Answers) -> Any:
        return answers[self.fact]

    def judged(self, row: Copy, answers: Answers) -> Verdict:
        old, new = getattr(row, self.fact), self.new(row, answers)
        if old == new:
            return nothing(f"{self.shown(new)} already.")
        return would_change(f"{self.shown(old)} → {self.shown(new)}")

    def shown(self, value: Any) -> str:
        return "none" if value in (None, "") else str(value)

    def stored(self, value: Any) -> Any:
        return value.pk if hasattr(value, "pk") else value

    def loaded(self, value: Any) -> Any:
        return value

    def apply(self, row: Copy, answers: Answers, by: Actor) -> Memory:
        memory = {"before": self.stored(getattr(row, self.fact)), "after": self.stored(self.new(row, answers))}
        edit_copy(row, changes={self.fact: self.new(row, answers)}, by=by)
        return memory

    def take_back(self, row: Copy, memory: Memory, by: Actor) -> None:
        if self.stored(getattr(row, self.fact)) != memory["after"]:
            raise Conflict(f"{row.label} was changed since.", remedy=_CHANGED)
        edit_copy(row, changes={self.fact: self.loaded(memory["before"])}, by=by)


class SetShelf(_FactAction):
    key, label, icon, fact = "shelf", "Set the shelving place", "shelf", "shelving_place"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkShelfForm(data, actor=actor)

    def judged(self, row: Copy, answers: Answers) -> Verdict:
        shelf = answers["shelving_place"]
        if shelf is not None and shelf.organisation_id != row.organisation_id:
            return refused(f"It belongs to {row.organisation.short}, the shelf is another school's.")
        return super().judged(row, answers)

    def loaded(self, value: Any) -> Any:
        return ShelvingPlace.objects.filter(pk=value).first()


class SetType(_FactAction):
    key, label, icon, fact = "type", "Set the circulation type", "book", "item_type"
    note = "The type decides by which rules a copy is lent."

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkTypeForm(data)

    def loaded(self, value: Any) -> Any:
        return ItemType.objects.get(pk=value)


class SetPrice(_FactAction):
    key, label, icon, fact = "price", "Set the price", "money", "cost_cents"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkPriceForm(data)

    def new(self, row: Copy, answers: Answers) -> int:
        return int(answers["price"] * 100)

    def shown(self, value: Any) -> str:
        return "none" if value is None else f"${value / 100:,.2f}"


class ChangeCallNumber(_FactAction):
    key, label, icon, fact = "call_number", "Change how call numbers begin", "edit", "call_number"
    note = "For moving a part of the shelf, e.g. FIC to MYS. New spine labels go on the list of labels to print."

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkCallNumberForm(data)

    def new(self, row: Copy, answers: Answers) -> str:
        begins, becomes = answers["begins"].strip(), answers["becomes"].strip()
        rest = row.call_number[len(begins) :].strip()
        return f"{becomes} {rest}".strip()

    def judged(self, row: Copy, answers: Answers) -> Verdict:
        begins = answers["begins"].strip()
        if begins and not f"{row.call_number} ".upper().startswith(f"{begins} ".upper()):
            return nothing(f"“{row.call_number or 'none'}” does not begin with “{begins}”.")
        if len(self.new(row, answers)) > 100:
            return refused("It would have more than 100 characters.")
        return super().judged(row, answers)

    def apply(self, row: Copy, answers: Answers, by: Actor) -> Memory:
        memory = super().apply(row, answers, by)
        want_labels([row.pk], kinds=("spine",), by=by)
        return memory


class Withdraw(_CopyAction):
    key, label, icon, permission = "withdraw", "Withdraw", "trash", May.COPY_WITHDRAW
    note = "They are not on the public list any more. What somebody has stays until it comes back."

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BulkWithdrawForm(data)

    def judged(self, row: Copy, answers: Answers) -> Verdict:
        if row.status in OUT:
            return refused("It is out; take it back first.")
        return would_change(f"{row.get_status_display()} → withdrawn")

    def apply(self, row: Copy, answers: Answers, by: Actor) -> Memory:
        before = state_of(row)
        withdraw_copy(row, reason=answers["reason"], by=by)
        return {"before": before}

    def take_back(self, row: Copy, memory: Memory, by: Actor) -> None:
        restore_item(row, state=memory["before"], expected=Status.RETIRING, by=by)


class Keep(_CopyAction):
    key, label, icon = "keep", "Keep", "check"
    note = "Looked at, and it stays: no rule proposes it before the day you name."

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return KeepForm(data, initial={"until": years_before(timezone.localdate(), -2)})

    def judged(self, row: Copy, answers: Answers) -> Verdict:
        return would_change(f"stays until {answers['until']:%b %-d, %Y}")

    def apply(self, row: Copy, answers: Answers, by: Actor) -> Memory:
        keep_copy(row, until=answers["until"], reason=answers["reason"], by=by)
        return {}

    def take_back(self, row: Copy, memory: Memory, by: Actor) -> None:
        take_back_keeping(row, by=by)


class _Visibility(BulkAction[Title]):
    permission: ClassVar[str] = May.TITLE_EDIT
    hides: ClassVar[bool]

    def rows(self, actor: Actor) -> QuerySet[Title]:
        return Title.objects.visible_to(actor).order_by("sort_title", "pk")

    def judge(self, row: Title, answers: Answers, actor: Actor) -> Verdict:
        if row.is_hidden == self.hides:
            return nothing("Hidden already." if self.hides else "Shown already.")
        return would_change("shown → hidden" if self.hides else "hidden → shown")

    def apply(self, row: Title, answers: Answers, by: Actor) -> Memory:
        set_hidden(row, is_hidden=self.hides, by=by)
        return {}

    def take_back(self, row: Title, memory: Memory, by: Actor) -> None:
        if row.is_hidden != self.hides:
            raise Conflict(f"{row} was changed since.", remedy=_CHANGED)
        set_hidden(row, is_hidden=not self.hides, by=by)


class HideTitles(_Visibility):
    key, label, icon, hides = "hide", "Hide from the public catalogue", "lock", True


class ShowTitles(_Visibility):
    key, label, icon, hides = "show", "Show in the public catalogue", "check", False


def _labels(selection: int) -> str:
    return f"{reverse('library:labels_wanted')}?selection={selection}"


register(
    COPIES,
    LeadingAction("labels", "Print labels", May.COPY_EDIT, _labels, "tag"),
    SetShelf(),
    ChangeCallNumber(),
    SetType(),
    SetPrice(),
    Withdraw(),
)
register(TITLES, HideTitles(), ShowTitles())
register(WEEDING, Keep(), Withdraw())
