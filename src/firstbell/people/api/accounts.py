"""Accounts, tokens and roles. Of secrets only a new password link is ever in an answer, once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from ninja import Query, Status

from firstbell.core.actor import all_roles
from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.core.scope import EVERYWHERE
from firstbell.people.actions.accounts import (
    create_account_for,
    deactivate_account,
    edit_account,
    make_password_link,
    reactivate_account,
)
from firstbell.people.actions.roles import edit_role_rule, grant_role, revoke_role
from firstbell.people.actions.tokens import revoke_token
from firstbell.people.models import (
    Account,
    ApiToken,
    Organisation,
    Person,
    RoleGrant,
    RoleRule,
)
from firstbell.people.permissions import PeoplePermission
from firstbell.people.schemas import (
    AccountOut,
    AccountPatch,
    PasswordLinkOut,
    ReasonIn,
    RoleGrantIn,
    RoleGrantOut,
    RoleKindOut,
    RoleRuleIn,
    RoleRuleOut,
    TokenOut,
)

router = Router()


def _accounts(request: ApiRequest) -> Any:
    request.actor.require(PeoplePermission.ACCOUNT_MANAGE)
    return Account.objects.visible_to(request.actor).select_related("person__organisation")


@router.get("/accounts", response=Page[AccountOut])
def list_accounts(
    request: ApiRequest,
    paging: Query[Paging],
    is_active: bool | None = None,
    username: str = "",
    person_id: int | None = None,
) -> Any:
    """Accounts you manage, by user name."""
    accounts = _accounts(request)
    if is_active is not None:
        accounts = accounts.filter(is_active=is_active)
    if username:
        accounts = accounts.filter(username__iexact=username)
    if person_id is not None:
        accounts = accounts.filter(person_id=person_id)
    return paginate(accounts, paging, order=("username", "pk"))


@router.post("/people/{pk}/account", response={201: AccountOut})
def create_account_of_person(request: ApiRequest, pk: int) -> Any:
    """An account for somebody of the roster. Its password is set by a link that is made for it."""
    request.actor.require(PeoplePermission.ACCOUNT_MANAGE)
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    return created(create_account_for(person, by=request.actor).account)


@router.patch("/accounts/{pk}", response=AccountOut)
def change_account(request: ApiRequest, pk: int, body: AccountPatch) -> Any:
    """Change user name or address."""
    account = found(_accounts(request), pk)
    username = account.username if body.username is None else body.username
    email = account.email if body.email is None else body.email
    return edit_account(account, username=username, email=email, by=request.actor)


@router.post("/accounts/{pk}/deactivate", response=AccountOut)
def switch_account_off(request: ApiRequest, pk: int, body: ReasonIn) -> Any:
    """Nobody signs in with it any more; sessions and tokens end."""
    return deactivate_account(found(_accounts(request), pk), reason=body.reason, by=request.actor)


@router.post("/accounts/{pk}/reactivate", response=AccountOut)
def switch_account_on(request: ApiRequest, pk: int) -> Any:
    """It may be used again."""
    return reactivate_account(found(_accounts(request), pk), by=request.actor)


@router.post("/accounts/{pk}/password-link", response=PasswordLinkOut)
def make_account_password_link(request: ApiRequest, pk: int) -> Any:
    """A link that sets this account's password, once; only for an account that may nothing that you may not."""
    link = make_password_link(found(_accounts(request), pk), by=request.actor)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": link.uidb36, "key": link.key})
    return {"account_id": link.account.pk, "path": path}


@router.get("/tokens", response=Page[TokenOut])
def list_tokens(request: ApiRequest, paging: Query[Paging], standing: bool = True) -> Any:
    """Tokens you manage and your own, the newest first, without their secrets."""
    request.actor.require(PeoplePermission.TOKEN_MANAGE)
    tokens = ApiToken.objects.visible_to(request.actor)
    return paginate(tokens.filter(revoked_at=None) if standing else tokens, paging, order=("-pk",))


@router.post("/tokens/{pk}/revoke", response=TokenOut)
def revoke_one_token(request: ApiRequest, pk: int) -> Any:
    """It opens nothing any more."""
    request.actor.require(PeoplePermission.TOKEN_MANAGE)
    tokens = ApiToken.objects.visible_to(request.actor).select_related("account__person__organisation")
    return revoke_token(found(tokens, pk), by=request.actor)


@router.get("/roles", response=list[RoleKindOut])
def list_roles(request: ApiRequest) -> Any:
    """What roles there are and what each may do."""
    request.actor.require(PeoplePermission.ROLE_GRANT)
    return [
        {"key": role.key, "label": role.label, "permissions": sorted(role.permissions)} for role in all_roles().values()
    ]


@router.get("/role-grants", response=Page[RoleGrantOut])
def list_role_grants(request: ApiRequest, paging: Query[Paging], account_id: int | None = None, role: str = "") -> Any:
    """Roles given by hand that you may see, by id."""
    request.actor.require(PeoplePermission.ROLE_GRANT)
    grants = RoleGrant.objects.visible_to(request.actor)
    if account_id is not None:
        grants = grants.filter(account_id=account_id)
    if role:
        grants = grants.filter(role=role)
    return paginate(grants, paging)


@router.post("/role-grants", response={201: RoleGrantOut})
def give_role(request: ApiRequest, body: RoleGrantIn) -> Any:
    """Give a role at an organisation and everything below it; without one, everywhere."""
    request.actor.require(PeoplePermission.ROLE_GRANT)
    account = found(Account.objects.visible_to(request.actor), body.account_id)
    places = Organisation.objects.visible_to(request.actor)
    where = found(places, body.organisation_id) if body.organisation_id is not None else None
    grant = grant_role(
        account, body.role, organisation=where, reason=body.reason, expires_on=body.expires_on, by=request.actor
    )
    return created(grant)


@router.delete("/role-grants/{pk}", response={204: None})
def take_role(request: ApiRequest, pk: int, reason: str = "") -> Any:
    """Take the role away."""
    request.actor.require(PeoplePermission.ROLE_GRANT)
    grants = RoleGrant.objects.visible_to(request.actor)
    grants = grants.select_related("account__person__organisation", "organisation")
    revoke_role(found(grants, pk), reason=reason, by=request.actor)
    return Status(204, None)


@router.get("/role-rules", response=Page[RoleRuleOut])
def list_role_rules(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Which role a roster role gives, for the whole district."""
    request.actor.require(PeoplePermission.ROLE_GRANT)
    return paginate(RoleRule.objects.all(), paging, order=("roster_role", "pk"))


@router.put("/role-rules/{pk}", response=RoleRuleOut)
def put_role_rule(request: ApiRequest, pk: int, body: RoleRuleIn) -> Any:
    """Change what a roster role gives; empty gives none."""
    request.actor.require(PeoplePermission.ROLE_GRANT, at=EVERYWHERE)
    return edit_role_rule(found(RoleRule.objects.all(), pk), role=body.role, source=body.source, by=request.actor)
