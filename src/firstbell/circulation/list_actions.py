"""What can be done with many loans at once; and blocks, on the list of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import lift_block, renew_loan, set_block, undo_renewal
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.forms import BlockForm
from firstbell.circulation.models import Block, Loan
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.loans import due_of
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.events import change
from firstbell.core.listing import BulkAction, LeadingAction, Verdict, nothing, refused, register, would_change
from firstbell.core.listing.registry import Answers, Memory
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.rooms.queries import zone_of


class _OnlyTried(Exception):
    """Ends a part of the work that was never meant to stay."""


class RenewLoans(BulkAction[Loan]):
    """The preview really renews, and lets go of it again: only the rules themselves know what they say."""

    key, label, icon, permission = "renew", "Renew", "refresh", May.LOAN_RENEW
    most = 500

    def rows(self, actor: Actor) -> QuerySet[Loan]:
        related = ("item__item_type", "item__device", "item__organisation", "organisation", "borrower", "place")
        return Loan.objects.visible_to(actor).select_related(*related).order_by("-lent_at", "pk")

    def label_of(self, row: Loan) -> str:
        return row.item.label

    def judge(self, row: Loan, answers: Answers, actor: Actor) -> Verdict:
        if not row.is_open:
            return nothing("It is back already.")
        tried = Loan.objects.get(pk=row.pk)
        try:
            with change(actor) as unit, unit.part():
                renew_loan(tried, by=actor)
                raise _OnlyTried
        except FirstbellError as error:
            return refused(str(error))
        except _OnlyTried:
            return would_change(f"{_due(row)} → {_due(tried)}")

    def apply(self, row: Loan, answers: Answers, by: Actor) -> Memory:
        before = due_of(row)
        renew_loan(row, by=by)
        return {"before": before, "after": due_of(row)}

    def take_back(self, row: Loan, memory: Memory, by: Actor) -> None:
        undo_renewal(row, before=memory["before"], after=memory["after"], by=by)


def _due(loan: Loan) -> str:
    return day_text(loan.due_at.astimezone(zone_of(loan.organisation)).date()) if loan.due_at else "no due date"


class _PeopleAction(BulkAction[Person]):
    permission = May.BLOCK_EDIT

    def rows(self, actor: Actor) -> QuerySet[Person]:
        standing = Block.objects.visible_to(actor).standing(timezone.localdate()).select_related("organisation")
        people = Person.objects.visible_to(actor).select_related("organisation").order_by("sort_name", "pk")
        return people.prefetch_related(Prefetch("blocks", standing, to_attr="standing_blocks"))

    def label_of(self, row: Person) -> str:
        return row.listed_name


class BlockPeople(_PeopleAction):
    key, label, icon = "block", "Block from borrowing", "lock"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return BlockForm(data)

    def judge(self, row: Person, answers: Answers, actor: Actor) -> Verdict:
        if not actor.can(May.BLOCK_EDIT, at=row.organisation.scope_path):
            return refused(f"You may not block anybody at {row.organisation.short}.")
        if any(block.reason == answers["reason"].strip() for block in _blocks(row)):
            return nothing("Blocked for this reason already.")
        until = f" through {answers['until']:%b %-d}" if answers["until"] is not None else " until lifted"
        return would_change(f"Blocked{until}: {answers['reason']}")

    def apply(self, row: Person, answers: Answers, by: Actor) -> Memory:
        return {"blocks": [set_block(row, reason=answers["reason"], until=answers["until"], by=by).pk]}

    def take_back(self, row: Person, memory: Memory, by: Actor) -> None:
        for block in Block.objects.filter(pk__in=memory["blocks"], person=row).select_related("organisation", "person"):
            lift_block(block, by=by)


class LiftBlocks(_PeopleAction):
    key, label, icon = "lift", "Lift blocks", "key"
    note = "Blocks set by hand. Those that follow from fees and overdue loans end with their reason."

    def judge(self, row: Person, answers: Answers, actor: Actor) -> Verdict:
        blocks = _blocks(row)
        if not blocks:
            return nothing("No block stands.")
        if not _liftable(row, actor):
            return refused(f"Blocked by {blocks[0].organisation.short}, where you may not lift it.")
        return would_change("Lifted: " + "; ".join(block.reason for block in _liftable(row, actor)))

    def apply(self, row: Person, answers: Answers, by: Actor) -> Memory:
        lifted = [lift_block(block, by=by).pk for block in _liftable(row, by)]
        return {"blocks": lifted}

    def take_back(self, row: Person, memory: Memory, by: Actor) -> None:
        """A block that was lifted is over; the same is set anew, which the trail then shows."""
        standing = {block.reason for block in _blocks(row)}
        for block in Block.objects.filter(pk__in=memory["blocks"], person=row).select_related("organisation"):
            if block.reason in standing:
                raise Conflict(f"{row.name} was blocked again since.", remedy="Nothing more to do.")
            set_block(row, reason=block.reason, until=block.until, organisation=block.organisation, by=by)


def _blocks(person: Person) -> list[Block]:
    found: Any = getattr(person, "standing_blocks", [])
    return list(found)


def _liftable(person: Person, actor: Actor) -> list[Block]:
    return [block for block in _blocks(person) if actor.can(May.BLOCK_EDIT, at=block.organisation.scope_path)]


def _loans_printed(selection: int) -> str:
    return f"{reverse('circulation:loans')}?state=all&format=print&selection={selection}"


def _people_printed(selection: int) -> str:
    return f"{reverse('people:persons')}?status=all&format=print&selection={selection}"


register(
    "circulation.loans",
    RenewLoans(),
    LeadingAction("print", "Print the list", May.LOAN_VIEW, _loans_printed, "print"),
)
register(
    "people.persons",
    BlockPeople(),
    LiftBlocks(),
    LeadingAction("print", "Print the list", PeoplePermission.PERSON_VIEW, _people_printed, "print"),
)
