"""REST for one's own reading lists; nobody sees another person's."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions.reading_lists import (
    add_reading_list,
    put_on_reading_list,
    remove_reading_list,
    rename_reading_list,
    take_off_reading_list,
)
from firstbell.library.models import ReadingList, ReadingListTitle, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.readers import ReadingListIn, ReadingListOut, ReadingListTitleIn, ReadingListTitleOut

router = Router(tags=["Reading lists"])


@router.get("/reading-lists", response=Page[ReadingListOut])
def list_reading_lists(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Your own lists."""
    request.actor.require(May.RESEARCH_KEEP)
    return paginate(ReadingList.objects.all().visible_to(request.actor), paging, order=("pk",))


@router.post("/reading-lists", response={201: ReadingListOut})
def create_reading_list(request: ApiRequest, body: ReadingListIn) -> Any:
    """An empty list."""
    return created(add_reading_list(name=body.name, by=request.actor))


@router.patch("/reading-lists/{pk}", response=ReadingListOut)
def change_reading_list(request: ApiRequest, pk: int, body: ReadingListIn) -> Any:
    """Another name."""
    return rename_reading_list(_list(request, pk), name=body.name, by=request.actor)


@router.delete("/reading-lists/{pk}", response={204: None})
def delete_reading_list(request: ApiRequest, pk: int) -> Any:
    """The list with all that is on it."""
    remove_reading_list(_list(request, pk), by=request.actor)
    return Status(204, None)


@router.get("/reading-lists/{pk}/titles", response=Page[ReadingListTitleOut])
def list_reading_list_titles(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """The titles on it, as they were put there."""
    return paginate(_list(request, pk).entries.select_related("title"), paging, order=("pk",))


@router.post("/reading-lists/{pk}/titles", response={201: ReadingListTitleOut})
def create_reading_list_title(request: ApiRequest, pk: int, body: ReadingListTitleIn) -> Any:
    """Put a title on it, once."""
    title = found(Title.objects.visible_to(request.actor), body.title_id)
    return created(put_on_reading_list(_list(request, pk), title, by=request.actor))


@router.delete("/reading-list-titles/{pk}", response={204: None})
def delete_reading_list_title(request: ApiRequest, pk: int) -> Any:
    """Take a title off its list."""
    request.actor.require(May.RESEARCH_KEEP)
    rows = ReadingListTitle.objects.all().visible_to(request.actor).select_related("list")
    take_off_reading_list(found(rows, pk), by=request.actor)
    return Status(204, None)


def _list(request: ApiRequest, pk: int) -> ReadingList:
    request.actor.require(May.RESEARCH_KEEP)
    kept: ReadingList = found(ReadingList.objects.all().visible_to(request.actor), pk)
    return kept
