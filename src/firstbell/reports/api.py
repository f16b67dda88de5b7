"""Reports over REST: the same numbers as the pages, hidden alike. Tables that name people stay on the screen."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Query

from firstbell.core.api import ApiRequest, Router, found
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries import asked_for, kind_named, kinds_for, places_of, report_of
from firstbell.reports.schemas import ReportKindOut, ReportOut, as_out

router = Router(tags=["Reports"])


@router.get("/reports", response=list[ReportKindOut])
def list_reports(request: ApiRequest) -> Any:
    """The reports you may ask for."""
    request.actor.require(ReportsPermission.REPORT_VIEW)
    return kinds_for(asked_for(request.actor))


@router.get("/reports/{name}", response=ReportOut)
def read_report(
    request: ApiRequest,
    name: str,
    period: Annotated[
        str, Query(description="week, month, term, year or own; dates mean own, nothing means month")
    ] = "",
    first: Annotated[dt.date | None, Query(alias="from", description="First day")] = None,
    to: Annotated[dt.date | None, Query(description="Last day, included")] = None,
    organisation: Annotated[
        int | None, Query(description="A school, or what is above several; else all of yours")
    ] = None,
) -> Any:
    """One report. Small groups are hidden from who does not work on the tickets."""
    request.actor.require(ReportsPermission.REPORT_VIEW)
    place = found(places_of(request.actor), organisation) if organisation is not None else None
    wanted = period or ("own" if first or to else "month")
    asked = asked_for(request.actor, organisation=place, period=wanted, first=first, last=to)
    return as_out(report_of(kind_named(name, asked), asked))
