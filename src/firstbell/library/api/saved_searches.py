"""REST for one's own saved searches; nobody sees another person's."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions.saved_searches import (
    put_search_in_pathfinder,
    remove_search,
    rename_search,
    save_search,
    see_search,
)
from firstbell.library.models import Pathfinder, SavedSearch
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.readers import (
    RenameSavedSearchIn,
    SavedSearchIn,
    SavedSearchOut,
    SavedSearchToPathfinderIn,
)
from firstbell.library.schemas.research import PathfinderPartOut

router = Router(tags=["Saved searches"])


@router.get("/saved-searches", response=Page[SavedSearchOut])
def list_saved_searches(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Your own, with how many titles came since you looked."""
    request.actor.require(May.RESEARCH_KEEP)
    return paginate(SavedSearch.objects.all().visible_to(request.actor), paging, order=("pk",))


@router.post("/saved-searches", response={201: SavedSearchOut})
def create_saved_search(request: ApiRequest, body: SavedSearchIn) -> Any:
    """Keep a search; what there is now counts as seen."""
    return created(
        save_search(name=body.name, text=body.text, limits=body.limits, exactly=body.exactly, by=request.actor)
    )


@router.patch("/saved-searches/{pk}", response=SavedSearchOut)
def change_saved_search(request: ApiRequest, pk: int, body: RenameSavedSearchIn) -> Any:
    """Another name."""
    return rename_search(_search(request, pk), name=body.name, by=request.actor)


@router.post("/saved-searches/{pk}/seen", response=SavedSearchOut)
def see_saved_search(request: ApiRequest, pk: int) -> Any:
    """Only what comes from now on is new."""
    return see_search(_search(request, pk), by=request.actor)


@router.post("/saved-searches/{pk}/pathfinder", response={201: PathfinderPartOut})
def put_saved_search_in_pathfinder(request: ApiRequest, pk: int, body: SavedSearchToPathfinderIn) -> Any:
    """A part of a pathfinder you edit: its readers get the search as a link."""
    kept = _search(request, pk)
    ways = Pathfinder.objects.visible_to(request.actor).select_related("organisation")
    return created(put_search_in_pathfinder(kept, found(ways, body.pathfinder_id), by=request.actor))


@router.delete("/saved-searches/{pk}", response={204: None})
def delete_saved_search(request: ApiRequest, pk: int) -> Any:
    """Delete it."""
    remove_search(_search(request, pk), by=request.actor)
    return Status(204, None)


def _search(request: ApiRequest, pk: int) -> SavedSearch:
    request.actor.require(May.RESEARCH_KEEP)
    kept: SavedSearch = found(SavedSearch.objects.all().visible_to(request.actor), pk)
    return kept
