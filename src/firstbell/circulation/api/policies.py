"""Lending rules as data: rules, patron groups, named due dates."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Status

from firstbell.circulation.actions import (
    remove_named_due_date,
    remove_patron_group,
    remove_rule,
    save_named_due_date,
    save_patron_group,
    set_rule,
)
from firstbell.circulation.models import (
    CirculationRule,
    NamedDueDate,
    PatronGroup,
)
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.matrix import somebody, what_would_hold
from firstbell.circulation.queries.policies import rule_organisations
from firstbell.circulation.schemas import (
    NamedDateIn,
    NamedDateOut,
    PatronGroupIn,
    PatronGroupOut,
    RuleIn,
    RuleOut,
)
from firstbell.circulation.schemas.library import EffectiveOut
from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.core.errors import Invalid
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import schools_for

router = Router()


def _rule_place(request: ApiRequest, organisation_id: int | None) -> Organisation | None:
    return None if organisation_id is None else found(rule_organisations(request.actor), organisation_id)


@router.get("/lending-rules", response=Page[RuleOut])
def list_lending_rules(
    request: ApiRequest, paging: Query[Paging], name: str = "", organisation_id: int | None = None
) -> Any:
    """Cells of the lending rules you may see, by id. Keys that are null mean any."""
    request.actor.require(CirculationPermission.POLICY_VIEW)
    rules = CirculationRule.objects.visible_to(request.actor)
    if name:
        rules = rules.filter(name=name)
    if organisation_id is not None:
        rules = rules.filter(organisation_id=organisation_id)
    return paginate(rules, paging)


@router.put("/lending-rules", response=RuleOut)
def put_lending_rule(request: ApiRequest, body: RuleIn) -> Any:
    """Put a value into the cell of these keys; sent again it changes it. The library sets those of its own types."""
    if not request.actor.can(CirculationPermission.LIBRARY_POLICY_EDIT):
        request.actor.require(CirculationPermission.POLICY_EDIT)
    groups, kinds = PatronGroup.objects.all(), ItemType.objects.all()
    return set_rule(
        body.name,
        body.value,
        organisation=_rule_place(request, body.organisation_id),
        patron_group=found(groups, body.patron_group_id) if body.patron_group_id is not None else None,
        item_type=found(kinds, body.item_type_id) if body.item_type_id is not None else None,
        note=body.note,
        source=body.source,
        by=request.actor,
    )


@router.delete("/lending-rules/{pk}", response={204: None})
def delete_lending_rule(request: ApiRequest, pk: int) -> Any:
    """Empty the cell: the next row's value holds."""
    remove_rule(found(CirculationRule.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)


@router.get("/effective-lending-rules", response=EffectiveOut)
def read_effective_rules(
    request: ApiRequest, organisation_id: int, item_type_id: int, kind: str = "student", grade: str = ""
) -> Any:
    """What would hold there for such a borrower and such a type: every rule with its row, and the due date of a loan made
    now. Nothing is lent."""
    request.actor.require(CirculationPermission.POLICY_VIEW)
    where = found(schools_for(request.actor, CirculationPermission.POLICY_VIEW), organisation_id)
    if kind not in Person.Kind.values:
        known = ", ".join(Person.Kind.values)
        raise Invalid(f"“{kind}” is not a kind of person.", remedy=f"Use one of: {known}.", field="kind")
    item_type = found(ItemType.objects.all(), item_type_id)
    held = what_would_hold(where, somebody(where, kind, grade), item_type, now=timezone.now())
    return {
        "due_at": held.due.at,
        "explain": list(held.due.lines),
        "rules": [
            {
                "name": name,
                "value": winner.value,
                "because": winner.because,
                "rule_id": winner.rule.pk if winner.rule is not None else None,
            }
            for name, winner in held.rules.winners.items()
        ],
    }


@router.get("/patron-groups", response=Page[PatronGroupOut])
def list_patron_groups(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Who the rules speak of; the first that a person fits wins."""
    request.actor.require(CirculationPermission.POLICY_VIEW)
    return paginate(PatronGroup.objects.all(), paging, order=("precedence", "pk"))


@router.post("/patron-groups", response={201: PatronGroupOut})
def create_patron_group(request: ApiRequest, body: PatronGroupIn) -> Any:
    """Add a group."""
    return created(save_patron_group(None, **body.dict(), by=request.actor))


@router.put("/patron-groups/{pk}", response=PatronGroupOut)
def put_patron_group(request: ApiRequest, pk: int, body: PatronGroupIn) -> Any:
    """Change a group."""
    request.actor.require(CirculationPermission.POLICY_EDIT, at=EVERYWHERE)
    return save_patron_group(found(PatronGroup.objects.all(), pk), **body.dict(), by=request.actor)


@router.delete("/patron-groups/{pk}", response={204: None})
def delete_patron_group(request: ApiRequest, pk: int) -> Any:
    """Remove a group no rule uses."""
    request.actor.require(CirculationPermission.POLICY_EDIT, at=EVERYWHERE)
    remove_patron_group(found(PatronGroup.objects.all(), pk), by=request.actor)
    return Status(204, None)


@router.get("/named-due-dates", response=Page[NamedDateOut])
def list_named_due_dates(request: ApiRequest, paging: Query[Paging], code: str = "") -> Any:
    """The dates that rules name, by code and first day of use."""
    request.actor.require(CirculationPermission.POLICY_VIEW)
    dates = NamedDueDate.objects.visible_to(request.actor)
    return paginate(dates.filter(code=code) if code else dates, paging, order=("code", "active_from", "pk"))


@router.post("/named-due-dates", response={201: NamedDateOut})
def create_named_due_date(request: ApiRequest, body: NamedDateIn) -> Any:
    """Add a date for a name; loans made from ``active_from`` on use it."""
    return created(_named(request, None, body))


@router.put("/named-due-dates/{pk}", response=NamedDateOut)
def put_named_due_date(request: ApiRequest, pk: int, body: NamedDateIn) -> Any:
    """Change one."""
    named = found(NamedDueDate.objects.visible_to(request.actor).select_related("organisation"), pk)
    return _named(request, named, body)


@router.delete("/named-due-dates/{pk}", response={204: None})
def delete_named_due_date(request: ApiRequest, pk: int) -> Any:
    """Remove one date of a name; loans keep theirs."""
    remove_named_due_date(found(NamedDueDate.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)


def _named(request: ApiRequest, named: NamedDueDate | None, body: NamedDateIn) -> NamedDueDate:
    where = _rule_place(request, body.organisation_id)
    return save_named_due_date(named, **body.dict(exclude={"organisation_id"}), organisation=where, by=request.actor)
