"""Who outside may vouch for our people: looked at, tried, switched, removed."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.core.scope import EVERYWHERE
from firstbell.signin.actions.providers import (
    check_provider,
    read_metadata_again,
    remove_provider,
    switch_provider,
)
from firstbell.signin.models import IdentityProvider
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.schemas import IdentityProviderOut, SwitchProviderIn
from firstbell.signin.views.oidc import callback_url

router = Router()
_UNTOLD = ("secret", "metadata", "settings")


def _require(request: ApiRequest) -> None:
    request.actor.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)


def _provider(request: ApiRequest, pk: int) -> IdentityProvider:
    _require(request)
    return found(IdentityProvider.objects.all(), pk)


@router.get("/identity-providers", response=Page[IdentityProviderOut])
def list_identity_providers(request: ApiRequest, paging: Query[Paging]) -> Any:
    """All of them in the order of their buttons, with what the last test found."""
    _require(request)
    return paginate(IdentityProvider.objects.defer(*_UNTOLD), paging, order=("position", "name", "pk"))


@router.get("/identity-providers/{pk}", response=IdentityProviderOut)
def read_identity_provider(request: ApiRequest, pk: int) -> Any:
    """One of them."""
    _require(request)
    return found(IdentityProvider.objects.defer(*_UNTOLD), pk)


@router.post("/identity-providers/{pk}/switch", response=IdentityProviderOut)
def switch_identity_provider(request: ApiRequest, pk: int, body: SwitchProviderIn) -> Any:
    """On or off; the last way in cannot be switched off."""
    return switch_provider(_provider(request, pk), on=body.is_on, by=request.actor)


@router.post("/identity-providers/{pk}/check", response=IdentityProviderOut)
def check_identity_provider(request: ApiRequest, pk: int) -> Any:
    """Try the connection; ``test_findings`` of the answer say what was found."""
    provider = _provider(request, pk)
    return check_provider(provider, callback=callback_url(request, provider), by=request.actor)


@router.post("/identity-providers/{pk}/metadata", response=IdentityProviderOut)
def read_identity_provider_metadata(request: ApiRequest, pk: int) -> Any:
    """Fetch its SAML metadata anew from where it is published."""
    return read_metadata_again(_provider(request, pk), by=request.actor)


@router.delete("/identity-providers/{pk}", response={204: None})
def delete_identity_provider(request: ApiRequest, pk: int) -> Any:
    """It and its links are gone, the accounts stay; not while it is switched on."""
    remove_provider(_provider(request, pk), by=request.actor)
    return Status(204, None)
