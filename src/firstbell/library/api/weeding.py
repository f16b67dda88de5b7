"""Weeding: what the rules propose and why, keeping a copy all the same, and the rules."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions import keep_copy, remove_weeding_rule, save_weeding_rule, take_back_keeping
from firstbell.library.models import Copy, WeedingRule
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.weeding import candidates, look_for, to_weed, why
from firstbell.library.schemas.shelves import (
    KeepCopyIn,
    KeptCopyOut,
    WeedingCopyOut,
    WeedingFilter,
    WeedingRuleIn,
    WeedingRuleOut,
)
from firstbell.people.queries import schools_for

router = Router(tags=["Weeding"])


@router.get("/library/weeding", response=Page[WeedingCopyOut])
def list_weeding_candidates(request: ApiRequest, paging: Query[Paging], asked: Query[WeedingFilter]) -> Any:
    """Copies on the shelf that a rule proposes, by call number, each with its reasons. Nothing happens to them by itself."""
    actor, today = request.actor, timezone.localdate()
    actor.require(May.COPY_EDIT)
    rules = list(WeedingRule.objects.visible_to(actor))
    wanted = [found(WeedingRule.objects.visible_to(actor), asked.rule_id)] if asked.rule_id is not None else rules
    copies = candidates(to_weed(actor).filter(**asked.equals("organisation_id")), wanted, today=today)
    answer = paginate(copies, paging, order=("call_sort", "pk"))
    answer["items"] = [
        {
            "copy_id": one.pk, "title_id": one.product_id, "title": one.product.name, "barcode": one.barcode,
            "call_number": one.call_number, "organisation_id": one.organisation_id,
            "shelving_place_id": one.shelving_place_id, "condition": one.condition, "year": one.year,
            "last_used": one.last_used, "why": why(one, rules, today=today), "look_for": look_for(one, rules),
        }
        for one in answer["items"]
    ]  # fmt: skip
    return answer


@router.put("/library/copies/{pk}/keeping", response=KeptCopyOut)
def keep_library_copy(request: ApiRequest, pk: int, body: KeepCopyIn) -> Any:
    """It was looked at and stays: no rule proposes it before that day."""
    return keep_copy(_copy(request, pk), until=body.until, reason=body.reason, by=request.actor)


@router.delete("/library/copies/{pk}/keeping", response={204: None})
def take_back_copy_keeping(request: ApiRequest, pk: int) -> Any:
    """It is proposed again."""
    take_back_keeping(_copy(request, pk), by=request.actor)
    return Status(204, None)


@router.get("/library/weeding-rules", response=Page[WeedingRuleOut])
def list_weeding_rules(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The rules of your schools, and the district's own, by id."""
    request.actor.require(May.COPY_EDIT)
    return paginate(WeedingRule.objects.visible_to(request.actor), paging)


@router.post("/library/weeding-rules", response={201: WeedingRuleOut})
def create_weeding_rule(request: ApiRequest, body: WeedingRuleIn) -> Any:
    """Add a rule for a school, or for all."""
    return created(save_weeding_rule(None, values=_values(request, body), by=request.actor))


@router.put("/library/weeding-rules/{pk}", response=WeedingRuleOut)
def put_weeding_rule(request: ApiRequest, pk: int, body: WeedingRuleIn) -> Any:
    """Change one, in all that it says."""
    return save_weeding_rule(_rule(request, pk), values=_values(request, body), by=request.actor)


@router.delete("/library/weeding-rules/{pk}", response={204: None})
def delete_weeding_rule(request: ApiRequest, pk: int) -> Any:
    """It proposes nothing any more."""
    remove_weeding_rule(_rule(request, pk), by=request.actor)
    return Status(204, None)


def _copy(request: ApiRequest, pk: int) -> Copy:
    request.actor.require(May.COPY_EDIT)
    copy: Copy = found(to_weed(request.actor), pk)
    return copy


def _rule(request: ApiRequest, pk: int) -> WeedingRule:
    request.actor.require(May.RULE_EDIT)
    rule: WeedingRule = found(WeedingRule.objects.visible_to(request.actor).select_related("organisation"), pk)
    return rule


def _values(request: ApiRequest, body: WeedingRuleIn) -> dict[str, Any]:
    actor = request.actor
    actor.require(May.RULE_EDIT)
    schools = schools_for(actor, May.RULE_EDIT)
    school = found(schools, body.organisation_id) if body.organisation_id is not None else None
    return body.dict(exclude={"organisation_id"}) | {"organisation": school}
