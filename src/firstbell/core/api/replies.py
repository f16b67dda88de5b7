"""Small words that rooms' endpoints are written with."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from ninja import Router, Schema, Status

from firstbell.core.errors import NotFound

__all__ = ["Router", "Schema", "created", "found"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def found(visible: QuerySet[M], pk: int) -> M:
    """The object with this id among those the actor may see; raises NotFound for all others."""
    thing = visible.filter(pk=pk).first() if abs(pk) < 2**63 else None
    if thing is None:
        name = visible.model._meta.verbose_name
        raise NotFound(f"There is no {name} {pk} that you may see.", remedy="List them to find the right id.")
    return thing


def created(thing: T) -> Status[T]:
    """201 with the new object."""
    return Status(201, thing)
