"""Clearance, and the cases of those who left with something."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query

from firstbell.circulation.actions.cases import close_case, plan_case
from firstbell.circulation.models import (
    WithdrawalCase,
)
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.clearance import clearance_of, holders, is_clear
from firstbell.circulation.schemas import (
    CaseOut,
    CasePlanIn,
    ClearanceOut,
    CloseCaseIn,
    HolderOut,
)
from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    found,
    paginate,
)
from firstbell.people.models import Person

router = Router()


@router.get("/clearance", response=Page[HolderOut])
def list_clearance(
    request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None, withdrawn: bool | None = None
) -> Any:
    """People who still have or owe something, by last and first name."""
    people = holders(request.actor)
    if organisation_id is not None:
        people = people.filter(organisation_id=organisation_id)
    if withdrawn is not None:
        people = people.filter(withdrawn_on__isnull=not withdrawn)
    return paginate(people, paging, order=("sort_name", "pk"))


@router.get("/people/{pk}/clearance", response=ClearanceOut)
def read_clearance(request: ApiRequest, pk: int) -> Any:
    """Everything in the way of one person; an empty list is a clearance."""
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    request.actor.require(CirculationPermission.LOAN_VIEW, at=person.organisation.scope_path)
    lines = clearance_of(person, seen_by=request.actor)
    return {"person_id": person.pk, "is_clear": is_clear(lines), "lines": lines}


def _cases(request: ApiRequest) -> Any:
    return WithdrawalCase.objects.visible_to(request.actor).select_related("person__organisation", "organisation")


@router.get("/withdrawal-cases", response=Page[CaseOut])
def list_withdrawal_cases(
    request: ApiRequest,
    paging: Query[Paging],
    state: Literal["open", "cleared", "closed", "cancelled", "all"] = "open",
    organisation_id: int | None = None,
) -> Any:
    """Cases of people who left with something, the newest first; open ones unless asked otherwise."""
    cases = _cases(request)
    if state != "all":
        cases = cases.filter(state=state)
    if organisation_id is not None:
        cases = cases.filter(organisation_id=organisation_id)
    return paginate(cases, paging, order=("-opened_at", "-pk"))


@router.get("/withdrawal-cases/{pk}", response=CaseOut)
def read_withdrawal_case(request: ApiRequest, pk: int) -> Any:
    """One case."""
    return found(_cases(request), pk)


@router.post("/withdrawal-cases/{pk}/plan", response=CaseOut)
def plan_withdrawal_case(request: ApiRequest, pk: int, body: CasePlanIn) -> Any:
    """What is tried next, and when it comes up again."""
    return plan_case(found(_cases(request), pk), next_step=body.next_step, next_on=body.next_on, by=request.actor)


@router.post("/withdrawal-cases/{pk}/close", response=CaseOut)
def close_withdrawal_case(request: ApiRequest, pk: int, body: CloseCaseIn) -> Any:
    """End it; with something still out it needs an outcome in words."""
    return close_case(found(_cases(request), pk), outcome=body.outcome, by=request.actor)
