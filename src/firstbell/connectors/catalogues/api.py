"""REST for the catalogues that records are copied from."""

from __future__ import annotations

from typing import Any

from ninja import Status

from firstbell.connectors.catalogues.actions.targets import add_target, edit_target, remove_target, try_target
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.permissions import CataloguesPermission
from firstbell.connectors.catalogues.schemas import TargetIn, TargetOut
from firstbell.core.api import ApiRequest, Router, created, found, given

router = Router(tags=["Other catalogues"])


@router.get("/catalogue-targets", response=list[TargetOut])
def list_catalogue_targets(request: ApiRequest) -> Any:
    """All of them, in the order in which they are shown."""
    request.actor.require(CataloguesPermission.TARGET_EDIT)
    return CatalogueTarget.objects.all()


@router.post("/catalogue-targets", response={201: TargetOut})
def create_catalogue_target(request: ApiRequest, body: TargetIn) -> Any:
    """Add one; it is off until `is_on` says otherwise."""
    return created(add_target(values=given(body), by=request.actor))


@router.get("/catalogue-targets/{pk}", response=TargetOut)
def read_catalogue_target(request: ApiRequest, pk: int) -> Any:
    """One of them, with what the last try found."""
    return _target(request, pk)


@router.patch("/catalogue-targets/{pk}", response=TargetOut)
def edit_catalogue_target(request: ApiRequest, pk: int, body: TargetIn) -> Any:
    """Change what is named; a password is kept when none is sent."""
    return edit_target(_target(request, pk), values=given(body), by=request.actor)


@router.delete("/catalogue-targets/{pk}", response={204: None})
def delete_catalogue_target(request: ApiRequest, pk: int) -> Any:
    """Ask it no more and forget it."""
    remove_target(_target(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/catalogue-targets/{pk}/try", response=TargetOut)
def try_catalogue_target(request: ApiRequest, pk: int) -> Any:
    """Look for its trial book now; the answer holds the findings."""
    target = _target(request, pk)
    try_target(target, by=request.actor)
    return target


def _target(request: ApiRequest, pk: int) -> CatalogueTarget:
    request.actor.require(CataloguesPermission.TARGET_EDIT)
    return found(CatalogueTarget.objects.all(), pk)
