"""What a sign-in needs: passwords or not, and who must have a second factor."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, given, paginate
from firstbell.core.scope import EVERYWHERE
from firstbell.signin.actions.factors import edit_rules, release_factor, require_factor
from firstbell.signin.models import SecondFactorRule
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import sign_in_rules
from firstbell.signin.schemas import SecondFactorRuleIn, SecondFactorRuleOut, SignInRulesOut, SignInRulesPatch

router = Router()


def _require(request: ApiRequest) -> None:
    request.actor.require(SigninPermission.RULE_EDIT, at=EVERYWHERE)


@router.get("/sign-in-rules", response=SignInRulesOut)
def read_sign_in_rules(request: ApiRequest) -> Any:
    """Whether our own passwords open anything, and whom people without an account ask."""
    _require(request)
    return sign_in_rules()


@router.patch("/sign-in-rules", response=SignInRulesOut)
def change_sign_in_rules(request: ApiRequest, body: SignInRulesPatch) -> Any:
    """Change them; passwords cannot be switched off while nothing else lets anybody in."""
    _require(request)
    kept = sign_in_rules()
    values: dict[str, Any] = {"passwords_allowed": kept.passwords_allowed, "whom_to_ask": kept.whom_to_ask} | given(
        body
    )
    return edit_rules(**values, by=request.actor)


@router.get("/second-factor-rules", response=Page[SecondFactorRuleOut])
def list_second_factor_rules(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Roles that need a second factor, and from when."""
    _require(request)
    return paginate(SecondFactorRule.objects.all(), paging, order=("role",))


@router.post("/second-factor-rules", response=SecondFactorRuleOut)
def set_second_factor_rule(request: ApiRequest, body: SecondFactorRuleIn) -> Any:
    """Whoever holds the role needs one from that day; a rule that stands is changed."""
    return require_factor(body.role, required_from=body.required_from, note=body.note, by=request.actor)


@router.delete("/second-factor-rules/{pk}", response={204: None})
def delete_second_factor_rule(request: ApiRequest, pk: int) -> Any:
    """The role no longer needs one."""
    _require(request)
    release_factor(found(SecondFactorRule.objects.all(), pk), by=request.actor)
    return Status(204, None)
