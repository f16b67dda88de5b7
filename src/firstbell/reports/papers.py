"""A report as a file: CSV and Excel with a number in each line, and a PDF to hand on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from django.contrib.staticfiles import finders
from django.utils import timezone
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from firstbell.core.csv_safety import safe_cell
from firstbell.core.listing import Column as ListColumn
from firstbell.reports.queries.shapes import Hidden, Number, Report, Table

FORMS = {"csv": "CSV", "xlsx": "Excel", "pdf": "PDF"}
_UNITS = {
    "count": "", "percent": "per cent", "minutes": "minutes", "work": "seconds of school hours",
    "time": "seconds by the clock on the wall",
}  # fmt: skip
_HEADER = ("Part", "Line", "Number", "Value", "Unit", "Period", "Place")
_REGULAR, _BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
_INCH = 72


def paper_of(report: Report, form: str) -> tuple[bytes, str]:
    """(content, media type) of one of :data:`FORMS`."""
    if form == "pdf":
        return report_pdf(report), "application/pdf"
    if form == "xlsx":
        # Here, so that only a process that writes one holds the library of workbooks.
        from firstbell.core.listing.workbooks import SHEET_TYPE, write_workbook

        file = io.BytesIO()
        columns = [ListColumn[Any](name, name, value=lambda _: "") for name in _HEADER]
        write_workbook(file, report.title, columns, cells_of(report))
        return file.getvalue(), SHEET_TYPE
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    writer.writerows([safe_cell(cell) for cell in cells] for cells in cells_of(report))
    return f"\ufeff{text.getvalue()}".encode(), "text/csv; charset=utf-8"


def filename_of(report: Report, form: str) -> str:
    """What the file is called."""
    return f"{report.name}-{report.period.first:%Y-%m-%d}-{report.period.last:%Y-%m-%d}.{form}"


def cells_of(report: Report) -> Iterator[list[object]]:
    """A number in each line, so that a spreadsheet can filter and turn them. What is not shown says so."""
    for figure in report.figures:
        for value, period in ((figure.value, report.period.words), (figure.before, report.period.before_words)):
            yield ["Figures", "", figure.label, _cell(value), _UNITS[figure.unit], period, report.place]
    for table in report.tables:
        for line in table.lines:
            for column, value in zip(table.columns, line.values, strict=True):
                period = report.period.before_words if column.key == "before" else report.period.words
                yield [table.title, line.label, column.label, _cell(value), _UNITS[column.unit], period, report.place]


def _cell(value: Number) -> object:
    if isinstance(value, Hidden):
        return str(value)
    return "" if value is None else round(value, 1) if isinstance(value, float) else value


@cache
def _load_letters() -> None:
    """The labels' letters: Latin, Greek, Cyrillic and more."""
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, finders.find(f"inventory/fonts/{name}.ttf")))


def report_pdf(report: Report) -> bytes:
    """Letter paper, one column: what is counted, the figures, and every table."""
    _load_letters()
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=9.5, leading=12.5, spaceAfter=4)
    head = ParagraphStyle("head", parent=body, fontName=_BOLD, fontSize=12, leading=16, spaceBefore=10)
    top = ParagraphStyle("top", parent=body, fontName=_BOLD, fontSize=16, leading=21)
    made = f"{timezone.localtime():%b %-d, %Y, %H:%M}"
    period = report.period
    where = f"{report.place}, {period.words}, beside {period.before_words}. Made {made} by Firstbell."
    story: list[Flowable] = [Paragraph(escape(report.title), top), Paragraph(escape(where), body)]
    story += [Paragraph(escape(text), body) for text in report.meaning]
    if report.smallest_group:
        story.append(Paragraph(escape(small_text(report)), body))
    rows = [["", period.words, period.before_words]]
    rows += [[one.label, one.text, one.before_text] for one in report.figures]
    story += [Spacer(1, 6), _grid(rows, body)]
    for table in report.tables:
        title = Paragraph(escape(table.title), head)
        story.append(KeepTogether([title, _table(table, body)]) if len(table.lines) < 20 else title)
        if len(table.lines) >= 20:
            story.append(_table(table, body))
    file = io.BytesIO()
    SimpleDocTemplate(
        file, pagesize=letter, title=report.title, author="Firstbell", leftMargin=_INCH, rightMargin=_INCH
    ).build(story)
    return file.getvalue()


def small_text(report: Report) -> str:
    return (
        f"Groups of fewer than {report.smallest_group} are not shown, nor what they could be worked out from, so that no "
        "number points at a child."
    )


def _table(table: Table, body: ParagraphStyle) -> Flowable:
    if not table.lines:
        return Paragraph("Nothing in this period.", body)
    rows = [[table.what, *(one.label for one in table.columns)]]
    rows += [[line.label, *(text for _, text in cells)] for line, cells in table.rows]
    return _grid(rows, body)


def _grid(rows: list[list[str]], body: ParagraphStyle) -> Grid:
    """The first column takes what the numbers leave; a header on every page."""
    bold = ParagraphStyle("bold", parent=body, fontName=_BOLD)
    right = ParagraphStyle("right", parent=body, alignment=2)
    bold_right = ParagraphStyle("bold-right", parent=bold, alignment=2)
    cells = [
        [
            Paragraph(escape(text), (bold if n == 0 else body) if place == 0 else (bold_right if n == 0 else right))
            for place, text in enumerate(row)
        ]
        for n, row in enumerate(rows)
    ]
    numbers = len(rows[0]) - 1
    width = min(1.45 * _INCH, 4.2 * _INCH / max(numbers, 1))
    grid = Grid(cells, colWidths=[6.5 * _INCH - numbers * width, *([width] * numbers)], repeatRows=1)
    grid.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return grid
