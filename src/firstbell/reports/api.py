"""Reports over REST: the same numbers as the pages, hidden alike. Tables that name people stay on the screen."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Router, found
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries import Asked, asked_for, kind_named, kinds_for, places_of, report_of
from firstbell.reports.schemas import ReportKindOut, ReportOut, ReportQuery, as_out

router = Router(tags=["Reports"])


@router.get("/reports", response=list[ReportKindOut])
def list_reports(request: ApiRequest) -> Any:
    """The reports you may ask for."""
    request.actor.require(ReportsPermission.REPORT_VIEW)
    return kinds_for(asked_for(request.actor))


@router.get("/reports/{name}", response=ReportOut)
def read_report(request: ApiRequest, name: str, asked: Query[ReportQuery]) -> Any:
    """One report. Small groups are hidden from who does not work on the tickets."""
    request.actor.require(ReportsPermission.REPORT_VIEW)
    wanted = _asked(request, asked)
    return as_out(report_of(kind_named(name, wanted), wanted))


def _asked(request: ApiRequest, asked: ReportQuery) -> Asked:
    place = found(places_of(request.actor), asked.organisation) if asked.organisation is not None else None
    period = asked.period or ("own" if asked.from_ or asked.to else "month")
    return asked_for(request.actor, organisation=place, period=period, first=asked.from_, last=asked.to)
