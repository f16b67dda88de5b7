"""Small words that rooms' endpoints are written with."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Router, Schema, Status
from pydantic import AfterValidator, WithJsonSchema

from firstbell.core.errors import NotFound

__all__ = ["Filter", "LocalTime", "Router", "Schema", "created", "found", "given"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


#: RFC 3339 knows no time of day without a zone, and these are of the clock on the wall.
LocalTime = Annotated[
    dt.time,
    AfterValidator(lambda time: time.replace(tzinfo=None)),
    WithJsonSchema(
        {"type": "string", "examples": ["15:30"], "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}
    ),
]


class Filter(Schema):
    """What a list may be narrowed by; ``Query[...]`` of a subclass puts its fields into the address."""

    def equals(self, *names: str) -> dict[str, Any]:
        """Those of these fields that were given, for ``QuerySet.filter``."""
        return {name: value for name in names if (value := getattr(self, name)) not in (None, "")}


def found(visible: QuerySet[M], pk: int | None) -> M:
    """The object with this id among those the actor may see; raises NotFound for all others."""
    ours = visible.filter(pk=pk).order_by()[:1] if pk is not None and abs(pk) < 2**63 else ()
    thing = next(iter(ours), None)
    if thing is None:
        name = visible.model._meta.verbose_name
        raise NotFound(f"There is no {name} {pk} that you may see.", remedy="List them to find the right id.")
    return thing


def created(thing: T) -> Status[T]:
    """201 with the new object."""
    return Status(201, thing)


def given(body: Schema) -> dict[str, Any]:
    """What a PATCH names, by name; what it leaves out stays."""
    return body.dict(exclude_unset=True)
