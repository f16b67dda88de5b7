"""The library in the house's search box: titles by the catalogue's own index, and published pathfinders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.library.models import BookList, Pathfinder, Title
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.pathfinders import marks_for, marks_of
from firstbell.library.queries.search import find_titles


def no_documents(ids: Sequence[int]) -> Iterable[Document]:
    """None: titles are not indexed twice."""
    del ids
    return ()


def title_hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for title in Title.objects.visible_to(actor).filter(pk__in=ids):
        yield Hit(
            kind=Title.KIND_REF,
            id=title.pk,
            title=title.name,
            detail=" · ".join(part for part in (title.author, str(title.year or "")) if part),
            url=reverse("library:title", args=[title.pk]),
            icon="book",
        )


def find(words: Sequence[str], actor: Actor, limit: int) -> Sequence[int]:
    del actor  # the catalogue is for everybody
    return find_titles(words, limit=limit)


register(Searchable(Title.KIND_REF, "Library", "", no_documents, title_hits, order=60, find=find))


def pathfinder_documents(ids: Sequence[int]) -> Iterable[Document]:
    rows = Pathfinder.objects.filter(pk__in=ids, state=Pathfinder.State.PUBLISHED).select_related("organisation")
    for one in rows:
        yield Document(
            object_id=one.pk,
            title=one.title,
            terms=(one.keywords, one.summary),
            org_paths=[one.organisation.scope_path],
            marks=marks_of(one),
        )


def pathfinder_hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for one in Pathfinder.objects.readable_by(actor).filter(pk__in=ids):
        yield Hit(
            kind=Pathfinder.KIND_REF,
            id=one.pk,
            title=one.title,
            detail=one.summary,
            url=reverse("library:pathfinder", args=[one.pk]),
            icon="book",
        )


register(
    Searchable(
        Pathfinder.KIND_REF,
        "Pathfinders",
        LibraryPermission.PATHFINDER_READ,
        pathfinder_documents,
        pathfinder_hits,
        order=44,
        marks=marks_for,
    )
)


def book_list_documents(ids: Sequence[int]) -> Iterable[Document]:
    for one in BookList.objects.filter(pk__in=ids, is_shown=True).select_related("organisation"):
        yield Document(
            object_id=one.pk,
            title=one.name,
            terms=(one.keywords, one.summary),
            org_paths=[one.organisation.scope_path],
            marks=marks_of(one),
        )


def book_list_hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for one in BookList.objects.readable_by(actor).filter(pk__in=ids):
        url = reverse("library:book_list", args=[one.pk])
        yield Hit(kind=BookList.KIND_REF, id=one.pk, title=one.name, detail=one.summary, url=url, icon="book")


register(
    Searchable(
        BookList.KIND_REF,
        "Book lists",
        LibraryPermission.PATHFINDER_READ,
        book_list_documents,
        book_list_hits,
        order=45,
        marks=marks_for,
    )
)
