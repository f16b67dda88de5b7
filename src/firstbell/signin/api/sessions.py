"""Who is signed in where; what administrators end, unlink and reset."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.people.models import Account
from firstbell.signin.actions.factors import reset_factors
from firstbell.signin.actions.identities import unlink_identity
from firstbell.signin.actions.sessions import end_session, end_sessions
from firstbell.signin.models import LinkedIdentity, SignedInSession
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.schemas import (
    FactorsResetIn,
    FactorsResetOut,
    LinkedIdentityOut,
    SessionsEndedOut,
    SignedInSessionOut,
)

router = Router()


def _account(request: ApiRequest, pk: int, permission: str) -> Account:
    request.actor.require(permission)
    return found(Account.objects.visible_to(request.actor).select_related("person__organisation"), pk)


@router.get("/signed-in-sessions", response=Page[SignedInSessionOut])
def list_signed_in_sessions(request: ApiRequest, paging: Query[Paging], account_id: int | None = None) -> Any:
    """Where you are signed in; with ``account_id``, where somebody is whose sessions you may end."""
    wanted = account_id if account_id is not None else request.actor.account_id
    rows = SignedInSession.objects.visible_to(request.actor).filter(account=wanted)
    return paginate(rows, paging, order=("-seen_at", "-pk"))


@router.post("/signed-in-sessions/end", response=SessionsEndedOut)
def end_own_sessions(request: ApiRequest) -> Any:
    """Sign yourself out on every device; tokens stay."""
    own = found(Account.objects.select_related("person__organisation"), request.actor.account_id)
    return {"ended": end_sessions(own, by=request.actor)}


@router.delete("/signed-in-sessions/{pk}", response={204: None})
def end_signed_in_session(request: ApiRequest, pk: int) -> Any:
    """Sign out on one device."""
    rows = SignedInSession.objects.visible_to(request.actor).select_related("account__person__organisation")
    end_session(found(rows, pk), by=request.actor)
    return Status(204, None)


@router.post("/accounts/{pk}/sign-out", response=SessionsEndedOut)
def sign_account_out(request: ApiRequest, pk: int) -> Any:
    """Sign an account out on every device."""
    return {"ended": end_sessions(_account(request, pk, SigninPermission.SESSION_END), by=request.actor)}


@router.post("/accounts/{pk}/reset-factors", response=FactorsResetOut)
def reset_account_factors(request: ApiRequest, pk: int, body: FactorsResetIn) -> Any:
    """Take every second factor of somebody else away and sign them out, for a reason."""
    account = _account(request, pk, SigninPermission.FACTOR_RESET)
    return {"reset": reset_factors(account, reason=body.reason, by=request.actor)}


@router.get("/linked-identities", response=Page[LinkedIdentityOut])
def list_linked_identities(request: ApiRequest, paging: Query[Paging], account_id: int | None = None) -> Any:
    """Outside identities that open accounts: your own, and those you may unlink, by id."""
    rows = LinkedIdentity.objects.visible_to(request.actor)
    return paginate(rows if account_id is None else rows.filter(account=account_id), paging)


@router.delete("/linked-identities/{pk}", response={204: None})
def delete_linked_identity(request: ApiRequest, pk: int) -> Any:
    """The outside identity is nobody's again; the next sign-in links anew."""
    rows = LinkedIdentity.objects.visible_to(request.actor)
    unlink_identity(found(rows.select_related("provider", "account__person__organisation"), pk), by=request.actor)
    return Status(204, None)
