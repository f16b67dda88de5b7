"""REST for book lists: those one may read, and for their makers all that the pages do."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import NotFound
from firstbell.library.actions.book_lists import (
    add_book_list,
    edit_book_list,
    edit_book_list_title,
    move_book_list_title,
    put_on_book_list,
    remove_book_list,
    show_book_list,
    take_off_book_list,
)
from firstbell.library.models import BookList, BookListTitle, Title
from firstbell.library.queries.book_lists import matching_lists
from firstbell.library.schemas.readers import (
    BookListFilter,
    BookListIn,
    BookListOut,
    BookListShowIn,
    BookListTitleIn,
    BookListTitleOut,
    EditBookListIn,
    EditBookListTitleIn,
    MoveBookListTitleIn,
)
from firstbell.people.models import Organisation, Section

router = Router(tags=["Book lists"])
MOST_FOUND = 50


@router.get("/book-lists", response=Page[BookListOut])
def list_book_lists(request: ApiRequest, paging: Query[Paging], asked: Query[BookListFilter]) -> Any:
    """Lists you may read, by name; those not shown yet where you may edit them."""
    rows = BookList.objects.visible_to(request.actor)
    if asked.is_shown is not None:
        rows = rows.filter(is_shown=asked.is_shown)
    if asked.q:
        rows = rows.filter(pk__in=[one.pk for one in matching_lists(asked.q, request.actor, most=MOST_FOUND)])
    return paginate(rows, paging, order=("name", "pk"))


@router.get("/book-lists/{pk}", response=BookListOut)
def read_book_list(request: ApiRequest, pk: int) -> Any:
    """One list."""
    return _visible(request, pk)


@router.get("/book-lists/{pk}/titles", response=Page[BookListTitleOut])
def list_book_list_titles(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """Its titles in order."""
    rows = _visible(request, pk).entries.filter(title__in=Title.objects.visible_to(request.actor))
    return paginate(rows.select_related("title"), paging, order=("position", "pk"))


@router.post("/book-lists", response={201: BookListOut})
def create_book_list(request: ApiRequest, body: BookListIn) -> Any:
    """A list of your own that readers do not see yet; put titles on it, then show it."""
    organisation = found(Organisation.objects.visible_to(request.actor), body.organisation_id)
    values = body.dict(exclude={"organisation_id", "section_ids"})
    sections = _sections(request, body.section_ids)
    return created(add_book_list(organisation=organisation, values=values, sections=sections, by=request.actor))


@router.patch("/book-lists/{pk}", response=BookListOut)
def change_book_list(request: ApiRequest, pk: int, body: EditBookListIn) -> Any:
    """Change what is named."""
    values = given(body)
    ids = values.pop("section_ids", None)
    sections = None if ids is None else _sections(request, ids)
    return edit_book_list(_visible(request, pk), values=values, sections=sections, by=request.actor)


@router.post("/book-lists/{pk}/show", response=BookListOut)
def show_one_book_list(request: ApiRequest, pk: int, body: BookListShowIn) -> Any:
    """Readers find it, or do not any more."""
    return show_book_list(_visible(request, pk), is_shown=body.is_shown, by=request.actor)


@router.delete("/book-lists/{pk}", response={204: None})
def delete_book_list(request: ApiRequest, pk: int) -> Any:
    """Delete it."""
    remove_book_list(_visible(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/book-lists/{pk}/titles", response={201: BookListTitleOut})
def create_book_list_title(request: ApiRequest, pk: int, body: BookListTitleIn) -> Any:
    """Put a title at its end."""
    title = found(Title.objects.visible_to(request.actor), body.title_id)
    return created(put_on_book_list(_visible(request, pk), title, note=body.note, by=request.actor))


@router.patch("/book-list-titles/{pk}", response=BookListTitleOut)
def change_book_list_title(request: ApiRequest, pk: int, body: EditBookListTitleIn) -> Any:
    """Other words why it is on the list."""
    return edit_book_list_title(_entry(request, pk), note=body.note, by=request.actor)


@router.post("/book-list-titles/{pk}/move", response=BookListTitleOut)
def move_one_book_list_title(request: ApiRequest, pk: int, body: MoveBookListTitleIn) -> Any:
    """One place up or down."""
    return move_book_list_title(_entry(request, pk), up=body.way == "up", by=request.actor)


@router.delete("/book-list-titles/{pk}", response={204: None})
def delete_book_list_title(request: ApiRequest, pk: int) -> Any:
    """Take a title off its list."""
    take_off_book_list(_entry(request, pk), by=request.actor)
    return Status(204, None)


def _visible(request: ApiRequest, pk: int) -> BookList:
    """One that may be read; who may not edit it gets 403 from the action."""
    one: BookList = found(BookList.objects.visible_to(request.actor).select_related("organisation"), pk)
    return one


def _entry(request: ApiRequest, pk: int) -> BookListTitle:
    rows = BookListTitle.objects.all().visible_to(request.actor)
    entry: BookListTitle = found(rows.select_related("book_list__organisation", "title"), pk)
    return entry


def _sections(request: ApiRequest, ids: list[int]) -> list[Section]:
    rows = list(Section.objects.visible_to(request.actor).filter(pk__in=[one for one in ids if abs(one) < 2**63]))
    if len(rows) < len(set(ids)):
        raise NotFound("One of the classes is not there for you.", remedy="List the classes you see.")
    return rows
