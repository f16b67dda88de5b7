"""Printable labels as SVG: pure drawing, no database. One SVG is one sheet in true size.

Lengths are tenths of a millimetre, the unit of :class:`LabelSize`. The tag is drawn as text, as a QR
code (ISO/IEC 18004, error correction M) and as Code 128 (ISO/IEC 15417); leading zeros stay because
both carry the tag's text. Every shape is an attribute, never a style, so the page needs no inline CSS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Protocol

import segno
from barcode import Code128

PAPERS = {"letter": (2159, 2794), "a4": (2100, 2970)}
PADDING = 15
QUIET_BARS = 10
"""Modules of white beside a Code 128, as the standard asks."""


class Size(Protocol):
    """What drawing reads of a label size."""

    paper: str
    code: str
    width: int
    height: int
    columns: int
    rows: int
    margin_top: int
    margin_left: int
    gap_x: int
    gap_y: int


@dataclass(frozen=True, slots=True)
class Label:
    """``tag`` is encoded as it is; ``lines`` are printed below it."""

    tag: str
    lines: tuple[str, ...] = ()


def sheets(labels: Sequence[Label], size: Size, *, skip: int = 0) -> list[str]:
    """The labels on as many sheets as they need, left to right, top to bottom.

    ``skip`` places of the first sheet stay empty: they were used before.
    """
    per_page = max(size.columns * size.rows, 1)
    places: list[Label | None] = [*([None] * (skip % per_page)), *labels]
    return [_sheet(places[start : start + per_page], size) for start in range(0, len(places), per_page)]


def _sheet(labels: Sequence[Label | None], size: Size) -> str:
    width, height = PAPERS.get(size.paper, (size.width, size.height))
    drawn = []
    for number, label in enumerate(labels):
        if label is None:
            continue
        column, row = number % size.columns, number // size.columns
        x = size.margin_left + column * (size.width + size.gap_x)
        y = size.margin_top + row * (size.height + size.gap_y)
        drawn.append(f'<g transform="translate({x} {y})">{"".join(_label(label, size))}</g>')
    names = escape(", ".join(label.tag for label in labels if label is not None))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Labels {names}" '
        f'width="{width / 10}mm" height="{height / 10}mm" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(drawn)}</svg>'
    )


def _label(label: Label, size: Size) -> Iterator[str]:
    inner_height = size.height - 2 * PADDING
    left = PADDING
    if size.code in {"qr", "both"}:
        side = min(inner_height, size.width // 3)
        yield _qr(label.tag, left, PADDING + (inner_height - side) // 2, side)
        left += side + PADDING
    width = size.width - left - PADDING
    text = min(28, inner_height // 5)
    bars = 0
    if size.code in {"code128", "both"}:
        bars = inner_height // 2
        yield _code128(label.tag, left, PADDING, width, bars)
    y = PADDING + bars + text + 4
    yield _text(label.tag, left, y, text, width, weight="700")
    for line in label.lines:
        y += round(text * 0.95)
        if y <= size.height - PADDING // 2:
            yield _text(line, left, y, round(text * 0.72), width)


def _qr(tag: str, x: int, y: int, side: int) -> str:
    """Dark modules as one path, scaled to ``side`` with the quiet zone inside."""
    rows = list(segno.make(tag, error="m", micro=False).matrix_iter(border=2))
    path = []
    for number, row in enumerate(rows):
        at = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                path.append(f"M{at} {number}h{length}v1h-{length}z")
            at += length
    return f'<path transform="translate({x} {y}) scale({side / len(rows):.4f})" d="{"".join(path)}"/>'


def _code128(tag: str, x: int, y: int, width: int, height: int) -> str:
    modules: str = Code128(tag).build()[0]
    unit = width / (len(modules) + 2 * QUIET_BARS)
    drawn = []
    at = QUIET_BARS
    for bit, run in groupby(modules):
        length = len(list(run))
        if bit == "1":
            drawn.append(f"M{at} 0h{length}v1h-{length}z")
        at += length
    return f'<path transform="translate({x} {y}) scale({unit:.4f} {height})" d="{"".join(drawn)}"/>'


def _text(text: str, x: int, y: int, size: int, width: int, *, weight: str = "400") -> str:
    # About what fits: a sans-serif letter is a little over half as wide as it is high.
    fitting = max(int(width / (size * 0.56)), 4)
    shown = text if len(text) <= fitting else f"{text[: fitting - 1]}…"
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'font-family="Arial, Liberation Sans, sans-serif">{escape(shown)}</text>'
    )
