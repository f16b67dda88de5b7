"""Tells the import machine which organisations there are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.imports.places import WHOLE, Place, register_places
from firstbell.core.permissions import CorePermission
from firstbell.people.models import Organisation


def places_of(actor: Actor) -> list[Place]:
    """The top organisations of the actor's reach; everything, for who may import everywhere."""
    scope = actor.scope(CorePermission.IMPORT_RUN)
    if scope.is_nowhere:
        return []
    roots = Organisation.objects.filter(parent=None, closed_at=None).order_by("name")
    if scope.is_everywhere:
        tops = list(roots[:200])
        # With one district everything is that district; with several each has its own student system.
        return [WHOLE] if len(tops) < 2 else [WHOLE, *map(_place, tops)]
    return [_place(one) for one in Organisation.objects.filter(path__in=scope.paths).order_by("name")]


def _place(organisation: Organisation) -> Place:
    return Place(organisation.pk, organisation.scope_path, organisation.name)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def find(text: str) -> Place | None:
    """By code, official number or name; nothing when two share it."""
    named = Q(code__iexact=text) | Q(identifier=text) | Q(name__iexact=text)
    found = list(Organisation.objects.filter(named, closed_at=None)[:2])
    return _place(found[0]) if len(found) == 1 else None


register_places(places_of, names_of, find)
