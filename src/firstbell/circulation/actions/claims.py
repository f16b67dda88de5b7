"""“I brought it back”: the claim, looks at the shelf, and how it ends."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation.actions._locked import locked_loan
from firstbell.circulation.actions._told import told, unnamed
from firstbell.circulation.actions.returns import return_item
from firstbell.circulation.events import ClaimMade, ClaimSettled, ShelfChecked
from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.claims import claims_this_year
from firstbell.circulation.queries.overrides import require_override
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.inventory.actions import change_status
from firstbell.inventory.models import Status
from firstbell.rooms.queries import zone_of

State = Claim.State


def claim_returned(loan: Loan, *, note: str = "", override_reason: str = "", by: Actor) -> Claim:
    """The borrower says it came back. Until that is settled the loan neither blocks nor costs anything; somebody looks at
    the shelf (``queries.claims.to_look_for``).

    Raises Forbidden (``circulation.claim.edit``); Conflict: ``no_checkout``, ``claimed`` already, ``too_many`` this school
    year (passes with a reason and ``circulation.loan.override``).
    """
    with change(by) as unit:
        held = locked_loan(loan)
        by.require(CirculationPermission.CLAIM_EDIT, at=held.organisation.scope_path)
        if not held.is_open or held.borrower is None:
            raise Conflict(f"{held.item.label} is not lent to anybody.", remedy="Nothing to do.", code="no_checkout")
        most = effective_rules(held.organisation, held.borrower, held.item).number("max_claims")
        made = claims_this_year(held.borrower)
        if most is not None and made >= most:
            if not override_reason.strip():
                text = f"{held.borrower.name} said so {made} times this school year; {most} are allowed."
                raise Conflict(text, remedy="Look for it first, or make an exception with a reason.", code="too_many")
            require_override(by, held.item.item_type, at=held.organisation.scope_path)
        by = unnamed(unit, by, held.item.item_type, held.borrower)
        month = timezone.now().astimezone(zone_of(held.organisation)).date().replace(day=1)
        claim = Claim(
            person=held.borrower, organisation=held.organisation, loan=held, month=month, note=note.strip()[:300]
        )
        try:
            with transaction.atomic():
                claim.save(force_insert=True)
        except IntegrityError:
            text = f"{held.item.label} is being looked for already."
            raise Conflict(text, remedy="Settle that claim first.", code="claimed") from None
        unit.publish(ClaimMade(**_of(held), claim_id=claim.pk))
    return claim


def record_shelf_check(claim: Claim, *, seen: str, by: Actor) -> Claim:
    """Somebody looked for it: ``seen`` says where and what. Raises Forbidden (``circulation.claim.edit``), Conflict, Invalid."""
    if not seen.strip():
        raise Invalid("What was seen?", remedy="Say where you looked.", field="seen")
    with change(by) as unit:
        held = _locked(claim)
        by.require(CirculationPermission.CLAIM_EDIT, at=held.organisation.scope_path)
        held.checks = [*held.checks, [timezone.now().isoformat(timespec="minutes"), by.name, seen.strip()[:200]]]
        held.save(update_fields=["checks"])
        if held.loan is not None:
            unit.publish(ShelfChecked(**_of(held.loan), claim_id=held.pk))
    claim.checks = held.checks
    return claim


def settle_claim(claim: Claim, *, outcome: str, by: Actor) -> Claim:
    """``found``: it is taken back as of the last school day; ``refused``: still lent, and counts again; ``forgiven``: the
    loan ends, the thing is missing and nobody pays.

    Raises Forbidden (``circulation.claim.edit``; to forgive ``circulation.loan.override``), Conflict, Invalid.
    """
    if outcome not in {State.FOUND, State.REFUSED, State.FORGIVEN}:
        raise Invalid(f"“{outcome}” is no end of a claim.", remedy="found, refused or forgiven.", field="outcome")
    with change(by) as unit:
        held = _locked(claim)
        path = held.organisation.scope_path
        by.require(CirculationPermission.CLAIM_EDIT, at=path)
        if outcome == State.FORGIVEN:
            _require_forgiving(held, by, path)
        loan = held.loan
        if outcome == State.FOUND and loan is not None:
            return_item(loan, from_book_drop=True, by=by)  # which closes the claim as well
            held.refresh_from_db(fields=["state"])
        else:
            held.state = outcome
            held.save(update_fields=["state"])
            if loan is not None:
                if outcome == State.FORGIVEN:
                    _end_as_missing(loan, by)
                unit.publish(ClaimSettled(**_of(loan), claim_id=held.pk, how=held.get_state_display()))
    claim.state = held.state
    return claim


def _end_as_missing(loan: Loan, by: Actor) -> None:
    held = locked_loan(loan)
    if held.is_open:
        held.returned_at, held.returned_by = timezone.now(), by.name[:200]
        held.save(update_fields=["returned_at", "returned_by"])
    if held.item.status == Status.ON_LOAN:
        said = {"last_seen": "Said to be returned, not found", "reporter": by.name}
        change_status(held.item, Status.MISSING, details=said, by=by)


def _locked(claim: Claim) -> Claim:
    related = ("loan__item__item_type", "loan__organisation", "organisation", "loan__borrower", "loan__place")
    found = Claim.objects.select_for_update(of=("self",)).select_related(*related, "loan__stands_in_for")
    held = found.filter(pk=claim.pk).first()
    if held is None:
        raise NotFound("This claim does not exist any more.")
    if held.state != State.OPEN:
        raise Conflict(f"It is settled: {held.get_state_display().lower()}.", remedy="Nothing more to do.")
    return held


def _of(loan: Loan) -> dict[str, Any]:
    common = dict(told(loan))
    del common["loan_id"]
    return common


def _require_forgiving(claim: Claim, by: Actor, path: str) -> None:
    """Once the loan is no longer linked, nobody knows of which kind the thing was: then it takes the right for everything."""
    if claim.loan is None:
        by.require(CirculationPermission.LOAN_OVERRIDE, at=path)
    else:
        require_override(by, claim.loan.item.item_type, at=path)
