"""Published pathfinders in the search box, for those who may read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.library.models import Pathfinder
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.pathfinders import marks_for, marks_of


def documents(ids: Sequence[int]) -> Iterable[Document]:
    rows = Pathfinder.objects.filter(pk__in=ids, state=Pathfinder.State.PUBLISHED).select_related("organisation")
    for one in rows:
        yield Document(
            object_id=one.pk,
            title=one.title,
            terms=(one.keywords, one.summary),
            org_paths=[one.organisation.scope_path],
            marks=marks_of(one),
        )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
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
        documents,
        hits,
        order=44,
        marks=marks_for,
    )
)
