"""QR and Code 128 as filled rectangles, as exact as the printer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import segno
from barcode import Code128
from reportlab.pdfgen.canvas import Canvas

QUIET_BARS = 10
"""Modules of white on either side of a Code 128 (ISO/IEC 15417)."""
QUIET_QR = 2
"""Modules of white inside the drawn QR square; the label's own white gives the rest of the standard's four."""
NARROWEST_BAR = 0.48
"""Points, 0.17 mm: two dots of a 300-dpi label printer. Thinner bars do not read reliably."""


def draw_qr(canvas: Canvas, tag: str, x: float, y: float, side: float) -> None:
    """Into the square with this left upper corner; y grows downwards from the page's top."""
    rows = list(segno.make(tag, error="m", micro=False).matrix_iter(border=QUIET_QR))
    module = side / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        for at, length in _dark_runs(row):
            path.rect(x + at * module, y + number * module, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def bar_width(tag: str, room: float) -> float:
    """How wide one module of the tag's Code 128 may be in ``room`` points; 0 when that is too thin to be read."""
    module = min(room / (len(_bars(tag)) + 2 * QUIET_BARS), 1.1)
    return module if module >= NARROWEST_BAR else 0.0


def draw_code128(canvas: Canvas, tag: str, x: float, y: float, module: float, height: float) -> None:
    """With its quiet zone, from ``x``; y grows downwards."""
    path = canvas.beginPath()
    for at, length in _dark_runs(_bars(tag)):
        path.rect(x + (QUIET_BARS + at) * module, y, length * module, height)
    canvas.drawPath(path, stroke=0, fill=1)


def _bars(tag: str) -> list[bool]:
    return [one == "1" for one in Code128(tag).build()[0]]


def _dark_runs(modules: Iterable[object]) -> Iterable[tuple[int, int]]:
    """(where, how many) of each run of dark modules."""
    at = 0
    for is_dark, run in groupby(modules, bool):
        length = len(list(run))
        if is_dark:
            yield at, length
        at += length
