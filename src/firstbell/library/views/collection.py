"""The collection in numbers, with charts and the same numbers in tables; as a file for a spreadsheet."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from firstbell.core.csv_safety import safe_cell
from firstbell.core.http import Request, page
from firstbell.core.ui.charts import Chart, Series
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.collection import SMALLEST_GROUP, Table, collection_tables
from firstbell.library.queries.weeding import years_before
from firstbell.library.views.titles import crumbs
from firstbell.people.queries import schools_for

YEARS = (1, 3, 5)


@page(May.CATALOGUE_WORK)
def collection(request: Request) -> HttpResponseBase:
    """``?school=`` one of one's schools, ``?years=`` how far back loans are counted, ``?format=csv`` the numbers."""
    schools = list(schools_for(request.actor, May.CATALOGUE_WORK).filter(kind="school").order_by("name"))
    asked = request.GET.get("school", "")
    school = next((one for one in schools if str(one.pk) == asked), None)
    years = int(request.GET["years"]) if request.GET.get("years") in {str(one) for one in YEARS} else 1
    today = timezone.localdate()
    ids = [school.pk] if school is not None else [one.pk for one in schools]
    tables = [one for one in collection_tables(ids, since=years_before(today, years), today=today) if one.rows]
    if request.GET.get("format") == "csv":
        return _csv(tables)
    context: dict[str, Any] = {
        "page_title": "The collection in numbers",
        "page_meta": f"{school.name if school else 'All your schools'}; loans of the last {years} year{'s' if years > 1 else ''}",
        "breadcrumbs": crumbs(),
        "schools": schools,
        "school": school,
        "years": years,
        "choices": YEARS,
        "tables": [(one, _chart(one)) for one in tables],
    }
    return render(request, "library/collection.html", context)


def _chart(table: Table) -> Chart:
    kind = "lines" if table.key == "loans-month" else "bars"
    values = [numbers[table.drawn] for _, numbers in table.rows]
    series = [Series(table.columns[table.drawn], values)]
    return Chart(kind, table.title, [name for name, _ in table.rows], series, hidden=f"fewer than {SMALLEST_GROUP}")  # type: ignore[arg-type]


def _csv(tables: list[Table]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="collection.csv"'
    out = csv.writer(answer)
    for table in tables:
        out.writerow([safe_cell(one) for one in (table.title, *table.columns)])
        for name, numbers in table.rows:
            out.writerow([safe_cell(name), *("" if one is None else one for one in numbers)])
        out.writerow([])
    return answer
