"""REST for the public catalogue: search it, read a title, see whether a copy is on the shelf. Never who has one."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Router, found
from firstbell.core.errors import Invalid
from firstbell.library.models import Title
from firstbell.library.queries.levels import level_of
from firstbell.library.queries.like import books_like
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.library.queries.shelves import standings_of
from firstbell.library.queries.titles import alike, levels_of, series_of, uses_of
from firstbell.library.schemas.catalogue import (
    AvailabilityOut,
    CatalogueFilter,
    CatalogueOut,
    CatalogueTitleOut,
)
from firstbell.library.schemas.readers import LikeFilter, LikeOut

router = Router(tags=["Library catalogue"])


@router.get("/catalogue/search", response=CatalogueOut)
def search_library(request: ApiRequest, asked: Query[CatalogueFilter]) -> Any:
    """Titles by words, best first. Misspelled words are mended and limits in words understood, unless ``exactly``."""
    limits = {name: str(value) for name, value in asked.limits().items()}
    question = Asked(
        text=asked.q,
        limits=limits,
        exactly=asked.exactly,
        at=asked.at,
        page=asked.page,
        size=asked.limit,
        order=asked.order,
    )
    result = search_catalogue(question, actor=request.actor)
    return CatalogueOut.of(result)


@router.get("/catalogue/like", response=LikeOut)
def list_like(request: ApiRequest, asked: Query[LikeFilter]) -> Any:
    """Books like a title, about something, at a level; each may be left out. Every hit says why it is one."""
    level = level_of(asked.level)
    if asked.level.strip() and level is None:
        raise Invalid(f"“{asked.level}” is no level.", remedy="Give 700L, AR 4.2, F&P M or grade 3.", field="level")
    title = None if asked.title is None else found(Title.objects.visible_to(request.actor), asked.title)
    return LikeOut.of(books_like(title, about=asked.about, level=level, actor=request.actor, most=asked.limit))


@router.get("/catalogue/titles/{pk}", response=CatalogueTitleOut)
def read_catalogue_title(request: ApiRequest, pk: int) -> Any:
    """One title with its headings, numbers and levels, its series in order, and titles like it with the reason."""
    title = found(Title.objects.visible_to(request.actor), pk)
    uses = uses_of(title)
    return CatalogueTitleOut.of(
        title,
        uses,
        list(title.numbers.all()),
        levels_of(title),
        series_of(title, uses, actor=request.actor),
        alike(title, uses, actor=request.actor),
    )


@router.get("/catalogue/titles/{pk}/availability", response=list[AvailabilityOut])
def read_availability(request: ApiRequest, pk: int, at: int | None = None) -> Any:
    """Its copies: where each stands and whether it is there. Those at the school ``at`` first."""
    title = found(Title.objects.visible_to(request.actor), pk)
    return standings_of(title.pk, at=at)
