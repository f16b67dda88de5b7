"""One borrower's account: what a reader, or a terminal of the library, sees of that reader alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from firstbell.circulation.models import Hold, Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import standing_of
from firstbell.circulation.queries.holds import related
from firstbell.circulation.queries.loans import LoanState, states_of
from firstbell.core.actor import Actor
from firstbell.people.models import Person


@dataclass(frozen=True, slots=True)
class AccountLoan:
    loan: Loan
    state: LoanState


@dataclass(frozen=True, slots=True)
class Account:
    """``balance_cents`` is None for whoever may not see fees. ``block_reason`` is empty when nothing blocks."""

    person: Person
    loans: list[AccountLoan] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    balance_cents: int | None = None
    block_reason: str = ""

    @property
    def overdue(self) -> int:
        return sum(1 for one in self.loans if one.state.key == "overdue")

    @property
    def ready(self) -> int:
        """Holds that wait to be picked up."""
        return sum(1 for hold in self.holds if hold.state == Hold.State.READY)


def account_of(person: Person, *, by: Actor) -> Account:
    """Open loans (the soonest due first), open holds, what is owed: as far as ``by`` may see them. Five queries.

    Oneself sees all of it. Raises Forbidden for anybody else without ``circulation.loan.view`` at the person's school.
    """
    path = person.organisation.scope_path
    is_self = by.person_id == person.pk
    if not is_self:
        by.require(CirculationPermission.LOAN_VIEW, at=path)
    visible = ("item__item_type", "item__product", "item__device", "borrower", "place", "organisation")
    loans = list(Loan.objects.visible_to(by).open().filter(borrower=person).select_related(*visible))
    loans.sort(key=lambda loan: (loan.due_at is None, loan.due_at or loan.lent_at, loan.pk))
    states = states_of(loans, now=timezone.now())
    standing = standing_of(person, today=timezone.localdate())
    sees_fees = is_self or by.can(CirculationPermission.FEE_VIEW, at=path)
    return Account(
        person=person,
        loans=[AccountLoan(loan, states[loan.pk]) for loan in loans],
        holds=list(related().visible_to(by).open().in_order().filter(person=person)),
        balance_cents=standing.balance_cents if sees_fees else None,
        block_reason=standing.block_reason,
    )
