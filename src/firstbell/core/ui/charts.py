"""Charts, drawn on the server as SVG: bars, stacked bars, lines. No script, no style: colours are classes of ``charts.css``.

Each is drawn twice, for a page and for a phone, because letters of a drawing shrink with it; the stylesheet shows the one
that fits. Colour is never the only sign: lines have dashes and marks of their own, stacked parts are told apart by their
order and a gap, and the same numbers stand in a table below (``{% chart %}``). Why no library: decision 0016.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.core.ui.figures import figure_text

MOST_SERIES = 5
"""Colours there are. A chart with more is a table."""
_WIDE, _NARROW = 720, 340
_SPOKEN = 8
_DASHES = ("", "7 4", "2 4", "9 3 2 3", "4 4")


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each label; None where there is none, or it is not shown."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """``bars`` draws several series beside each other, ``stacked`` one after the other. ``hidden`` is said where a value is None."""

    kind: Literal["bars", "stacked", "lines"]
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = "count"
    hidden: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"{self.title}: between 1 and {MOST_SERIES} series, not {len(self.series)}")
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError(f"{self.title}: each series needs a value for each label")

    def text(self, value: float | None) -> str:
        return (self.hidden or figure_text(None)) if value is None else figure_text(value, self.unit)

    @property
    def spoken(self) -> str:
        """What a screen reader says of the drawing; all of it is in the table."""
        said = []
        for place, label in list(enumerate(self.labels))[:_SPOKEN]:
            values = ", ".join(
                f"{one.label} {self.text(one.values[place])}" if len(self.series) > 1 else self.text(one.values[place])
                for one in self.series
            )
            said.append(f"{label}: {values}")
        rest = len(self.labels) - _SPOKEN
        return "; ".join(said) + (f"; and {rest} more, in the table" if rest > 0 else "")

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table with the same numbers."""
        return [(label, [self.text(one.values[n]) for one in self.series]) for n, label in enumerate(self.labels)]


@dataclass(slots=True)
class _Canvas:
    """Pieces of one drawing; its height is known at the end."""

    width: int
    is_narrow: bool
    height: float = 0
    pieces: list[SafeString] = field(default_factory=list)

    def add(self, template: str, *values: object) -> None:
        self.pieces.append(format_html(template, *(_short(one) if isinstance(one, float) else one for one in values)))

    def text(self, x: float, y: float, text: str, *, anchor: str = "start", css: str = "chart-text") -> None:
        self.add('<text class="{}" x="{}" y="{}" text-anchor="{}" font-size="12">{}</text>', css, x, y, anchor, text)


def draw(chart: Chart, *, is_narrow: bool = False) -> SafeString:
    """The drawing alone, as one ``<svg>``."""
    canvas = _Canvas(_NARROW if is_narrow else _WIDE, is_narrow)
    if chart.kind == "lines":
        _draw_lines(chart, canvas)
    else:
        _draw_bars(chart, canvas)
    mark = f"chart-{zlib.crc32(repr((chart.title, chart.labels, is_narrow)).encode()):08x}"
    return format_html(
        '<svg class="chart-drawing {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        "chart-narrow" if is_narrow else "chart-wide", canvas.width, _short(canvas.height), canvas.width,
        _short(canvas.height), mark, mark, mark, chart.title, mark, chart.spoken,
        format_html_join("", "{}", ((piece,) for piece in canvas.pieces)),
    )  # fmt: skip


def figure(chart: Chart) -> SafeString:
    """Both drawings, and what the colours mean where there are several."""
    names: SafeString = SafeString("")
    if len(chart.series) > 1:
        marks = format_html_join("", "<li>{}{}</li>", ((_key(n, chart.kind), one.label) for n, one in _each(chart)))
        names = format_html('<figcaption><ul class="chart-names" aria-hidden="true">{}</ul></figcaption>', marks)
    return format_html(
        '<figure class="chart">{}{}{}</figure>', names, draw(chart), draw(chart, is_narrow=True)
    )  # fmt: skip


def _each(chart: Chart) -> list[tuple[int, Series]]:
    return list(enumerate(chart.series))


def _key(number: int, kind: str) -> SafeString:
    """A square of the colour, or a piece of the line."""
    if kind == "lines":
        line = format_html(
            '<line class="chart-line chart-{}" x1="0" y1="6" x2="26" y2="6" stroke-width="2" stroke-dasharray="{}"/>{}',
            number + 1, _DASHES[number], _mark(number, 13, 6),
        )  # fmt: skip
        return format_html('<svg viewBox="0 0 26 12" width="26" height="12" focusable="false">{}</svg>', line)
    square = format_html('<rect class="chart-area chart-{}" x="0" y="0" width="12" height="12" rx="2"/>', number + 1)
    return format_html('<svg viewBox="0 0 12 12" width="12" height="12" focusable="false">{}</svg>', square)


def _draw_bars(chart: Chart, canvas: _Canvas) -> None:
    """A row for each label: its name, the bar or bars, and the value as a number."""
    is_stacked = chart.kind == "stacked"
    left = 0 if canvas.is_narrow else 260
    named = 18 if canvas.is_narrow else 0
    thick = 16 if is_stacked or len(chart.series) == 1 else 11
    high = named + (thick if is_stacked else (thick + 2) * len(chart.series)) + 10
    room = canvas.width - left - (64 if chart.unit in ("count", "percent") else 96)
    most = _most(chart, is_stacked) or 1
    for place, label in enumerate(chart.labels):
        top = canvas.height
        cut = _cut(label, 44 if canvas.is_narrow else 38)
        if canvas.is_narrow:
            canvas.text(0, top + 13, cut)
        else:
            canvas.text(left - 10, top + (high - 10) / 2 + 4, cut, anchor="end")
        if is_stacked:
            _stack(chart, place, canvas, (left, top + named, thick), (most, room))
        else:
            for number, one in _each(chart):
                y = top + named + number * (thick + 2)
                _bar(chart, number, one.values[place], canvas, (left, y, thick), (most, room))
        canvas.height += high
    canvas.add('<line class="chart-axis" x1="{}" y1="0" x2="{}" y2="{}"/>', left, left, max(canvas.height - 6, 0.0))


_At = tuple[float, float, float]
"""Left, top, and how thick."""
_Scale = tuple[float, float]
"""The highest value, and the room it takes. Divided first: of the tiniest numbers there is no quotient the other way."""


def _bar(chart: Chart, number: int, value: float | None, canvas: _Canvas, at: _At, scale: _Scale) -> None:
    (left, top, thick), (most, room) = at, scale
    long = (value or 0) / most * room
    if value:
        canvas.add(
            '<rect class="chart-area chart-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>',
            number + 1, left, top, max(long, 1.5), thick,
        )  # fmt: skip
    canvas.text(left + long + 6, top + thick / 2 + 4, chart.text(value), css="chart-value")


def _stack(chart: Chart, place: int, canvas: _Canvas, at: _At, scale: _Scale) -> None:
    (left, top, thick), (most, room) = at, scale
    x, total, is_whole = left, 0.0, True
    for number, one in _each(chart):
        value = one.values[place]
        is_whole = is_whole and value is not None
        if value:
            long = value / most * room
            canvas.add(
                '<rect class="chart-area chart-{}" x="{}" y="{}" width="{}" height="{}"/>',
                number + 1, x, top, max(long - 1, 1.0), thick,
            )  # fmt: skip
            x, total = x + long, total + value
    canvas.text(x + 6, top + thick / 2 + 4, chart.text(total if is_whole else None), css="chart-value")


def _draw_lines(chart: Chart, canvas: _Canvas) -> None:
    """Time runs to the right; a value that is not shown leaves a gap."""
    left, right, top = 44, canvas.width - 12, 10
    bottom = 190 if canvas.is_narrow else 220
    canvas.height = bottom + 28
    steps = _steps(_most(chart, is_stacked=False))
    scale = (bottom - top) / steps[-1]
    for step in steps:
        y = bottom - step * scale
        canvas.add('<line class="chart-grid" x1="{}" y1="{}" x2="{}" y2="{}"/>', left, y, right, y)
        canvas.text(left - 6, y + 4, figure_text(step, chart.unit), anchor="end")
    count = len(chart.labels)
    gap = (right - left - 16) / max(count - 1, 1)
    places = [left + 8 + gap * n if count > 1 else (left + right) / 2 for n in range(count)]
    every = max(math.ceil(count / (4 if canvas.is_narrow else 10)), 1)
    for n in range(0, count, every):
        anchor = "end" if n == count - 1 and count > 1 else "middle"
        canvas.text(places[n], bottom + 18, _cut(chart.labels[n], 12), anchor=anchor)
    for number, one in _each(chart):
        points = [(places[n], bottom - v * scale) if v is not None else None for n, v in enumerate(one.values)]
        for run in _runs(points):
            drawn = " ".join(f"{_short(x)},{_short(y)}" for x, y in run)
            canvas.add(
                '<polyline class="chart-line chart-{}" points="{}" fill="none" stroke-width="2" stroke-dasharray="{}"/>',
                number + 1, drawn, _DASHES[number],
            )  # fmt: skip
            for x, y in run if count <= 62 else ():
                canvas.pieces.append(_mark(number, x, y))


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The stretches without a gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]


def _mark(number: int, x: float, y: float) -> SafeString:
    """A shape of its own for each line: disc, square, diamond, triangle, ring."""
    css, at = f"chart-mark chart-{number + 1}", (_short(x), _short(y))
    if number in (0, 4):
        hollow = " chart-hollow" if number == 4 else ""
        return format_html('<circle class="{}" cx="{}" cy="{}" r="3.5"/>', css + hollow, *at)
    shape = {1: "-3.5,-3.5 3.5,-3.5 3.5,3.5 -3.5,3.5", 2: "0,-5 5,0 0,5 -5,0", 3: "0,-5 4.5,3.5 -4.5,3.5"}[number]
    return format_html('<polygon class="{}" points="{}" transform="translate({} {})"/>', css, shape, *at)


def _most(chart: Chart, is_stacked: bool) -> float:
    if is_stacked:
        return max((sum(one.values[n] or 0 for one in chart.series) for n in range(len(chart.labels))), default=0)
    return max((value or 0 for one in chart.series for value in one.values), default=0)


def _steps(most: float) -> list[float]:
    """Three to five round numbers from 0 to a little above the highest."""
    if most <= 0:
        return [0, 1]
    rough = most / 4
    size = 10 ** math.floor(math.log10(rough))
    step = next((size * n for n in (1, 2, 5, 10) if size * n >= rough), size * 10)
    step = max(step, 1)
    return [step * n for n in range(math.ceil(most / step) + 1)]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _short(number: float) -> str:
    """At most one digit after the point: nobody sees more, and the page stays small."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
