"""The sheet one prints on plain paper first: where every label would be, and two rulers to measure the printer by."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from firstbell.inventory.label_sheets.drawing import lay_on_paper, new_canvas, write_line
from firstbell.inventory.label_sheets.shapes import NO_ADJUSTMENT, POINTS, Adjustment, Size, page_size, places

_MM = 10 * POINTS
_INSET = 100
_HAIR = 0.35


def ruler_length(page: int) -> int:
    """Of the ruler along a side of the paper, in millimetres: 100 where there is room, else as many tens as fit."""
    return min(100, max((page - 2 * _INSET) // 100 * 10, 10))


def trial_sheet(size: Size, *, name: str, adjustment: Adjustment = NO_ADJUSTMENT) -> bytes:
    """Outlines of all labels with a cross in the corners of the first, and rulers across and down."""
    file = io.BytesIO()
    canvas = new_canvas(file, size, f"Test sheet: {name}")
    canvas.saveState()
    lay_on_paper(canvas, size, adjustment)
    canvas.setLineWidth(_HAIR)
    for number, place in enumerate(places(size, size.columns * size.rows), 1):
        x, y = place.x * POINTS, place.y * POINTS
        canvas.rect(x, y, size.width * POINTS, size.height * POINTS, stroke=1, fill=0)
        if size.columns * size.rows > 1:
            write_line(canvas, 6, x + 3, y + 8, str(number))
    _cross(canvas, places_corner(size)[0], places_corner(size)[1])
    width, height = page_size(size)
    across, down = ruler_length(width), ruler_length(height)
    middle_x, middle_y = width * POINTS / 2, height * POINTS / 2
    _ruler(canvas, middle_x - across * _MM / 2, middle_y, across, is_down=False)
    _ruler(canvas, middle_x, middle_y - down * _MM / 2, down, is_down=True)
    if min(width, height) > 1000:
        text = (
            f"{name}. Rulers: {across} mm across, {down} mm down. Hold a label sheet behind this one against the light."
        )
        write_line(canvas, 7, 12 * _MM, 6 * _MM, text)
    canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def places_corner(size: Size) -> tuple[float, float]:
    """The first label's left upper corner, in points."""
    return size.margin_left * POINTS, size.margin_top * POINTS


def _cross(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x - 3 * _MM, y, x + 3 * _MM, y)
    canvas.line(x, y - 3 * _MM, x, y + 3 * _MM)


def _ruler(canvas: Canvas, x: float, y: float, length: int, *, is_down: bool) -> None:
    """A tick every millimetre, longer every five and ten."""
    canvas.setLineWidth(_HAIR)
    canvas.line(x, y, x + (0 if is_down else length * _MM), y + (length * _MM if is_down else 0))
    for tick in range(length + 1):
        reach = (3 if tick % 10 == 0 else 2 if tick % 5 == 0 else 1) * _MM
        at = tick * _MM
        if is_down:
            canvas.line(x, y + at, x + reach, y + at)
        else:
            canvas.line(x + at, y, x + at, y - reach)
