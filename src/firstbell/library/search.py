"""Titles in the house's search box, found by the catalogue's own index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.library.models import Title
from firstbell.library.queries.search import find_titles


def documents(ids: Sequence[int]) -> Iterable[Document]:
    """None: titles are not indexed twice."""
    del ids
    return ()


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
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


register(Searchable(Title.KIND_REF, "Library", "", documents, hits, order=60, find=find))
