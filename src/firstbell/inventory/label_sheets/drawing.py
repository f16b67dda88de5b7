"""Sheets of labels."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from firstbell.inventory.label_sheets.codes import bar_width, draw_code128, draw_qr
from firstbell.inventory.label_sheets.lettering import (
    BOLD,
    REGULAR,
    SMALLEST,
    cut,
    fitted,
    load_letters,
    runs_of,
    size_that_fits,
    width_of,
)
from firstbell.inventory.label_sheets.shapes import (
    NO_ADJUSTMENT,
    POINTS,
    TRUE_RULER,
    Adjustment,
    Label,
    Size,
    page_size,
    places,
)

PADDING, THIN_PADDING = 15, 10
"""White inside a label's edge; less on a label that is less than 15 mm high."""


TEXT = "text"
LARGEST_TEXT = 16.0
"""Points; on a spine."""


def sheets(
    labels: Sequence[Label], size: Size, *, start: int = 1, code: str = "", adjustment: Adjustment = NO_ADJUSTMENT
) -> bytes:
    """The labels on as many pages as they need, from the ``start``-th place of the first.

    ``code`` (qr, code128, both; text: nothing but the lines) wins over the size's own. Where bars would be too thin to be read, there is a QR code.
    """
    file = io.BytesIO()
    canvas = new_canvas(file, size, "Labels")
    page = 0
    for label, place in zip(labels, places(size, len(labels), start=start), strict=True):
        if place.page != page:
            canvas.showPage()
            page = place.page
        canvas.saveState()
        lay_on_paper(canvas, size, adjustment)
        canvas.translate(place.x * POINTS, place.y * POINTS)
        if code == TEXT:
            _draw_text(canvas, label, size)
        else:
            _draw(canvas, label, size, code or size.code)
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def new_canvas(file: io.BytesIO, size: Size, title: str) -> Canvas:
    """A PDF of this paper whose viewer is asked to print it as it is, not to fit."""
    load_letters()
    width, height = page_size(size)
    canvas = Canvas(file, pagesize=(width * POINTS, height * POINTS), pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("Firstbell")
    canvas.setViewerPreference("PrintScaling", "None")
    return canvas


def lay_on_paper(canvas: Canvas, size: Size, adjustment: Adjustment) -> None:
    """From here on y grows downwards from the page's left upper corner, as this printer needs it."""
    _, height = page_size(size)
    canvas.transform(1, 0, 0, -1, adjustment.shift_x * POINTS, (height - adjustment.shift_y) * POINTS)
    canvas.scale(TRUE_RULER / adjustment.ruler_x, TRUE_RULER / adjustment.ruler_y)


def _draw(canvas: Canvas, label: Label, size: Size, code: str) -> None:
    """One label, from its left upper corner: code at the left, words and bars at its right."""
    padding = (PADDING if size.height >= 150 else THIN_PADDING) * POINTS
    width, height = size.width * POINTS - 2 * padding, size.height * POINTS - 2 * padding
    left, room = padding, width
    side = min(height, width * 0.4) if code == "qr" else min(height, width / 3)
    has_qr = code in {"qr", "both"}
    module = bar_width(label.tag, width - (side + padding if has_qr else 0)) if code != "qr" else 0.0
    if has_qr or not module:
        draw_qr(canvas, label.tag, left, padding + (height - side) / 2, side)
        left += side + padding
        room -= side + padding
    top = padding
    if module and height >= 14 * SMALLEST / 3:
        bars = height * 0.38
        draw_code128(canvas, label.tag, left, top, module, bars)
        top += bars + 2
    _write(canvas, label, left, top, room, padding + height - top)


def _draw_text(canvas: Canvas, label: Label, size: Size) -> None:
    """Lines in the middle of the label, one size for all of them, as large as the widest and their number allow."""
    lines = [line for line in label.lines if line.strip()]
    if not lines:
        return
    padding = THIN_PADDING * POINTS
    width, height = size.width * POINTS - 2 * padding, size.height * POINTS - 2 * padding
    wanted = min(LARGEST_TEXT, height / (len(lines) * 1.15))
    letters = min(size_that_fits(line, BOLD, wanted, width) for line in lines)
    y = padding + (height - len(lines) * letters * 1.15) / 2
    for line in lines:
        y += letters * 1.15
        text = cut(line, BOLD, letters, width)
        _line(canvas, BOLD, letters, padding + (width - width_of(text, BOLD, letters)) / 2, y - letters * 0.2, text)


def _write(canvas: Canvas, label: Label, left: float, top: float, room: float, height: float) -> None:
    """The tag, the lines, and at the bottom the foot, as far as the height reaches."""
    bottom = top + height
    lines = [line for line in label.lines if line.strip()]
    parts = 1.1 + 0.83 * len(lines) + (0.55 if label.foot else 0)
    size, (tag,) = fitted(label.tag, BOLD, min(13.0, height * 0.36, height / parts), room)
    top += size
    _line(canvas, BOLD, size, left, top, tag)
    if label.foot and bottom - top >= 2 * SMALLEST * 1.2:
        foot_size, foot = fitted(label.foot, REGULAR, 5.5, room, most_lines=2 if height > 40 else 1)
        for text in reversed(foot):
            _line(canvas, REGULAR, foot_size, left, bottom - foot_size * 0.25, text)
            bottom -= foot_size * 1.15
    for line in lines:
        wanted = max(min(8.5, size * 0.72), SMALLEST)
        left_over = int((bottom - top) / (wanted * 1.15))
        if left_over < 1:
            break
        line_size, texts = fitted(line, REGULAR, wanted, room, most_lines=min(2, left_over))
        for text in texts:
            top += line_size * 1.15
            if top <= bottom:
                _line(canvas, REGULAR, line_size, left, top, text)


def _line(canvas: Canvas, letters: str, size: float, x: float, baseline: float, text: str) -> None:
    """The page is upside down for us, letters are not."""
    canvas.saveState()
    canvas.translate(x, baseline)
    canvas.scale(1, -1)
    left = 0.0
    for font, run in runs_of(text, letters):
        canvas.setFont(font, size)
        canvas.drawString(left, 0, run)
        left += float(canvas.stringWidth(run, font, size))
    canvas.restoreState()


def write_line(canvas: Canvas, size: float, x: float, baseline: float, text: str) -> None:
    """A line of plain text for the trial sheet."""
    _line(canvas, REGULAR, size, x, baseline, text)
