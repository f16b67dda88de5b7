"""REST for citations: one source in one style, and one's own lists."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.library.actions.citations import (
    add_citation,
    add_citation_list,
    edit_citation,
    edit_citation_list,
    remove_citation,
    remove_citation_list,
)
from firstbell.library.citations import Cited, Style, cite, works_cited
from firstbell.library.citations.reading import read_source
from firstbell.library.models import Citation, CitationList
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.research import (
    CitationListIn,
    CitationListOut,
    CitationOut,
    CitedOut,
    CiteIn,
    EditCitationListIn,
    SourceIn,
)

router = Router(tags=["Citations"])


@router.post("/citations/format", response=CitedOut)
def format_citation(request: ApiRequest, body: CiteIn) -> Any:
    """A source in a style: the entry in the list and what stands in the text. Nothing is kept."""
    request.actor.require(May.RESEARCH_KEEP)
    source = read_source(body.dict(exclude={"style", "locator"}))
    return _cited(cite(source, body.style, locator=body.locator))


@router.get("/citation-lists", response=Page[CitationListOut])
def list_citation_lists(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Your own lists; nobody sees another person's."""
    request.actor.require(May.RESEARCH_KEEP)
    return paginate(CitationList.objects.all().visible_to(request.actor), paging, order=("pk",))


@router.post("/citation-lists", response={201: CitationListOut})
def create_citation_list(request: ApiRequest, body: CitationListIn) -> Any:
    """An empty list."""
    return created(add_citation_list(name=body.name, style=body.style, by=request.actor))


@router.patch("/citation-lists/{pk}", response=CitationListOut)
def change_citation_list(request: ApiRequest, pk: int, body: EditCitationListIn) -> Any:
    """Another name or style."""
    return edit_citation_list(_list(request, pk), **given(body), by=request.actor)


@router.delete("/citation-lists/{pk}", response={204: None})
def delete_citation_list(request: ApiRequest, pk: int) -> Any:
    """The list with all that is in it."""
    remove_citation_list(_list(request, pk), by=request.actor)
    return Status(204, None)


@router.get("/citation-lists/{pk}/entries", response=list[CitedOut])
def read_citation_entries(request: ApiRequest, pk: int) -> Any:
    """The list as it is handed in: in order, with letters behind years where needed."""
    kept = _list(request, pk)
    return [_cited(one) for one in works_cited([one.source for one in kept.citations.all()], Style(kept.style))]


@router.get("/citation-lists/{pk}/citations", response=Page[CitationOut])
def list_citations(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """The sources as they were given."""
    return paginate(_list(request, pk).citations.all(), paging, order=("pk",))


@router.post("/citation-lists/{pk}/citations", response={201: CitationOut})
def create_citation(request: ApiRequest, pk: int, body: SourceIn) -> Any:
    """Keep a source."""
    return created(add_citation(_list(request, pk), data=body.dict(exclude_defaults=True), by=request.actor))


@router.put("/citations/{pk}", response=CitationOut)
def put_citation(request: ApiRequest, pk: int, body: SourceIn) -> Any:
    """Another source in its place, in all that it says."""
    return edit_citation(_citation(request, pk), data=body.dict(exclude_defaults=True), by=request.actor)


@router.delete("/citations/{pk}", response={204: None})
def delete_citation(request: ApiRequest, pk: int) -> Any:
    """Take a source out of its list."""
    remove_citation(_citation(request, pk), by=request.actor)
    return Status(204, None)


def _list(request: ApiRequest, pk: int) -> CitationList:
    request.actor.require(May.RESEARCH_KEEP)
    kept: CitationList = found(CitationList.objects.all().visible_to(request.actor), pk)
    return kept


def _citation(request: ApiRequest, pk: int) -> Citation:
    request.actor.require(May.RESEARCH_KEEP)
    citation: Citation = found(Citation.objects.all().visible_to(request.actor).select_related("list"), pk)
    return citation


def _cited(one: Cited) -> dict[str, Any]:
    return {
        "entry": one.entry.plain,
        "entry_html": one.entry.html,
        "in_text": one.in_text.plain,
        "is_listed": one.is_listed,
    }
