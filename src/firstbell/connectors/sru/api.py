"""REST for opening the catalogue to others: read it, change it."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.models import public_catalogue
from firstbell.connectors.sru.permissions import SruPermission
from firstbell.connectors.sru.schemas import CatalogueAccessOut, CatalogueAccessPatch
from firstbell.core.api import ApiRequest, Router, given

router = Router(tags=["Catalogue for others"])


@router.get("/catalogue-access", response=CatalogueAccessOut)
def read_catalogue_access(request: ApiRequest) -> Any:
    """What others may do with the catalogue."""
    request.actor.require(SruPermission.ACCESS_EDIT)
    return public_catalogue()


@router.patch("/catalogue-access", response=CatalogueAccessOut)
def change_catalogue_access(request: ApiRequest, body: CatalogueAccessPatch) -> Any:
    """Change what is given; it holds from now on."""
    return edit_catalogue_access(values=given(body), by=request.actor)
