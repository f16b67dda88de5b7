"""Reports over REST: the same numbers as the pages, hidden alike. Who is named is in the files only, and in the log."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query

from firstbell.core.api import ApiRequest, Router, found
from firstbell.reports.actions.papers import take_report
from firstbell.reports.papers import FORMS, filename_of, paper_of
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries import asked_for, kind_named, kinds_for, places_of, report_of
from firstbell.reports.queries.shapes import Report
from firstbell.reports.schemas import ReportKindOut, ReportOut, as_out

router = Router(tags=["Reports"])
PeriodAsked = Annotated[str, Query(description="week, month, term, year or own; dates mean own, nothing means month")]
FirstAsked = Annotated[dt.date | None, Query(alias="from", description="First day")]
LastAsked = Annotated[dt.date | None, Query(description="Last day, included")]
PlaceAsked = Annotated[int | None, Query(description="A school, or what is above several; else all of yours")]


@router.get("/reports", response=list[ReportKindOut])
def list_reports(request: ApiRequest) -> Any:
    """The reports you may ask for."""
    request.actor.require(ReportsPermission.REPORT_VIEW)
    return kinds_for(asked_for(request.actor))


@router.get("/reports/{name}", response=ReportOut)
def read_report(
    request: ApiRequest,
    name: str,
    period: PeriodAsked = "",
    first: FirstAsked = None,
    to: LastAsked = None,
    organisation: PlaceAsked = None,
) -> Any:
    """One report. Small groups are hidden from who does not work on the tickets."""
    return as_out(_report(request, name, period, first, to, organisation))


@router.get("/reports/{name}/file")
def take_report_file(
    request: ApiRequest,
    name: str,
    form: Literal["csv", "xlsx", "pdf"] = "csv",
    period: PeriodAsked = "",
    first: FirstAsked = None,
    to: LastAsked = None,
    organisation: PlaceAsked = None,
) -> Any:
    """One report as a file. Where it names people, it is written into the disclosure log; a PDF hides small groups."""
    made = _report(request, name, period, first, to, organisation, hides_small=form == "pdf")
    content, content_type = paper_of(take_report(made, form=FORMS[form], by=request.actor), form)
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename_of(made, form)}"'
    return response


def _report(
    request: ApiRequest,
    name: str,
    period: str,
    first: dt.date | None,
    last: dt.date | None,
    organisation: int | None,
    *,
    hides_small: bool = False,
) -> Report:
    request.actor.require(ReportsPermission.REPORT_VIEW)
    place = found(places_of(request.actor), organisation) if organisation is not None else None
    wanted = period or ("own" if first or last else "month")
    asked = asked_for(request.actor, organisation=place, period=wanted, first=first, last=last, hides_small=hides_small)
    return report_of(kind_named(name, asked), asked)
