"""A room's, cart's or shelf's label: one question."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, register
from firstbell.rooms.models import Place

ICONS = {"room": "room", "cart": "cart", "shelf": "shelf", "cabinet": "shelf", "storage": "shelf"}


def places_of(scan: Scan, actor: Actor) -> Iterable[Match]:
    for place in Place.objects.visible_to(actor).filter(code_norm=scan.code).select_related("organisation", "parent"):
        yield Match(
            kind=Place.KIND_REF,
            id=place.pk,
            label=place.name,
            detail=", ".join(part for part in (place.organisation.short, str(place.parent or "")) if part),
            url=reverse("rooms:place", args=[place.pk]),
            icon=ICONS.get(place.kind, "room"),
            object=place,
        )


register(Place.KIND_REF, places_of, order=30)
