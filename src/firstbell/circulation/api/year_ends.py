"""The end of a school year in a library: what it would clear, closing it, taking it back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Status

from firstbell.circulation.actions import end_year, reopen_year
from firstbell.circulation.models import YearEnd
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.year_end import year_preview
from firstbell.circulation.schemas.textbooks import YearEndIn, YearEndOut, YearPreviewOut
from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.people.queries import schools_for
from firstbell.rooms.queries import zone_of

router = Router()


@router.get("/year-ends", response=Page[YearEndOut])
def list_year_ends(request: ApiRequest, paging: Query[Paging]) -> Any:
    """School years that were closed."""
    request.actor.require(May.YEAR_END)
    return paginate(YearEnd.objects.visible_to(request.actor), paging)


@router.get("/year-end-preview", response=YearPreviewOut)
def preview_year_end(request: ApiRequest, organisation_id: int) -> Any:
    """What closing the year there would clear, and what people settle first; numbers only."""
    request.actor.require(May.YEAR_END)
    school = found(schools_for(request.actor, May.YEAR_END), organisation_id)
    preview = year_preview(school, today=timezone.now().astimezone(zone_of(school)).date())
    return {
        "school_year": preview.school_year,
        "is_ended": preview.done is not None,
        "clears": preview.clears,
        "settle": preview.settle,
        "by_grade": preview.by_grade,
        "dates_missing": list(preview.dates_missing),
    }


@router.post("/year-ends", response=YearEndOut)
def close_year(request: ApiRequest, body: YearEndIn) -> Any:
    """Close the year there; done already, nothing happens and what was done is returned."""
    request.actor.require(May.YEAR_END)
    return end_year(found(schools_for(request.actor, May.YEAR_END), body.organisation_id), by=request.actor)


@router.delete("/year-ends/{int:pk}", response={204: None})
def take_year_end_back(request: ApiRequest, pk: int) -> Any:
    """Bring library days and textbook plans back; holds stay cancelled."""
    request.actor.require(May.YEAR_END)
    rows = YearEnd.objects.visible_to(request.actor).select_related("organisation")
    reopen_year(found(rows, pk), by=request.actor)
    return Status(204, None)
