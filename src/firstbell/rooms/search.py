"""Places in the search box: by name, number, code and building."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.rooms.models import Place
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.scan import ICONS


def documents(ids: Sequence[int]) -> Iterable[Document]:
    for place in Place.objects.filter(pk__in=ids).select_related("organisation", "building"):
        yield Document(
            object_id=place.pk,
            title=place.name,
            terms=[place.number, place.code, place.get_kind_display(), place.building.name if place.building else ""],
            org_paths=[place.organisation.scope_path],
        )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for place in Place.objects.visible_to(actor).filter(pk__in=ids).select_related("organisation", "building"):
        yield Hit(
            kind=Place.KIND_REF,
            id=place.pk,
            title=place.name,
            detail=", ".join(part for part in (place.organisation.short, str(place.building or "")) if part),
            url=reverse("rooms:place", args=[place.pk]),
            icon=ICONS.get(place.kind, "room"),
            badge="Not used any more" if place.closed_at else "",
        )


register(Searchable(Place.KIND_REF, "Places", RoomsPermission.PLACE_VIEW, documents, hits, order=30))
