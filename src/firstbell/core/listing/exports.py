"""A list as a file or on paper: the visible columns of every row that matches. All exports go through ``_export``."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from firstbell.core.csv_safety import safe_cell
from firstbell.core.disclosures import disclose_rows
from firstbell.core.http import Request, redirect_with_toast
from firstbell.core.listing.asked import Asked
from firstbell.core.models import BulkRun
from firstbell.core.ui.toasts import Toast

FORMATS = {"csv": "CSV", "xlsx": "Excel", "print": "Print"}
MOST = {"csv": 500_000, "xlsx": 100_000, "print": 2_000}
"""Rows by format. More is refused rather than cut: half a list that looks whole does harm."""
_BATCH = 1000


def _export(request: Request, asked: Asked, kind: str) -> HttpResponseBase:
    """The one place where a list leaves the house."""
    queryset = _chosen_rows(request, asked)
    most = MOST[kind]
    if queryset.order_by()[most : most + 1].exists():
        text = f"{FORMATS[kind]} takes at most {most:,} rows of a list, and more match. Filter it first."
        back = asked.url_with(format=None, selection=None, page=None)
        return redirect_with_toast(request, back, Toast(text, tone="bad"))
    disclose_rows(
        asked.listing.name,
        queryset,
        title=f"{asked.listing.title}, as {FORMATS[kind]}",
        elements=[column.label for column in asked.visible],
        about=asked.listing.about,
        by=request.actor,
    )
    if kind == "print":
        return _on_paper(request, asked, queryset)
    stem = f"{asked.listing.name.replace('.', '-')}-{timezone.localdate().isoformat()}"
    if kind == "xlsx":
        # Here, so that only a process that writes one holds the library of workbooks: 15 MB.
        from firstbell.core.listing.workbooks import SHEET_TYPE, write_workbook

        # Closed, and so deleted, by the response.
        file = tempfile.TemporaryFile(prefix="firstbell-", suffix=".xlsx")  # noqa: SIM115
        write_workbook(file, asked.listing.title, asked.visible, _values(asked, queryset))
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{stem}.xlsx", content_type=SHEET_TYPE)
    response = StreamingHttpResponse(_csv_lines(asked, queryset), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
    return response


def _chosen_rows(request: Request, asked: Asked) -> Any:
    """All that match, or of these only the rows of ``selection``."""
    queryset = asked.rows()
    number = asked.query.get("selection", "")
    if not number:
        return queryset
    runs = BulkRun.objects.visible_to(request.actor).filter(listing=asked.listing.name)
    run = runs.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    return queryset.filter(pk__in=run.ids) if run is not None else queryset.none()


def _values(asked: Asked, queryset: Any) -> Iterator[list[object]]:
    """The cells of each row, read in batches."""
    batch: list[Any] = []
    for row in queryset.iterator(chunk_size=_BATCH):
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _cells(asked, batch)
            batch = []
    yield from _cells(asked, batch)


def _cells(asked: Asked, batch: list[Any]) -> Iterator[list[object]]:
    for row in asked.listing.prepared(batch, asked.actor):
        values = (column.value(row) for column in asked.visible)
        yield ["" if value is None else value for value in values]


class _Echo:
    """A file that gives each written line back, for streaming."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(asked: Asked, queryset: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([column.label for column in asked.visible])
    for cells in _values(asked, queryset):
        yield writer.writerow([safe_cell(cell) for cell in cells])


def _on_paper(request: Request, asked: Asked, queryset: Any) -> HttpResponseBase:
    context = {
        "page_title": asked.listing.title,
        "columns": asked.visible,
        "rows": list(_values(asked, queryset)),
        "filters": asked.active_filters(),
        "printed_at": timezone.localtime(),
        "print_back_url": asked.url_with(format=None, selection=None),
    }
    return render(request, "core/list_print.html", context)
