"""What is drawn, and where on the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

PAPERS = {"letter": (2159, 2794), "a4": (2100, 2970)}
"""Width and height in tenths of a millimetre (ISO 216; ANSI/ASME Y14.1)."""
POINTS = 72 / 254
"""PDF points to a tenth of a millimetre."""
TRUE_RULER = 1000


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
    """``tag`` is encoded as it is; ``lines`` are printed below it, ``foot`` small at the bottom."""

    tag: str
    lines: tuple[str, ...] = ()
    foot: str = ""

    def without_foot(self) -> Label:
        return replace(self, foot="")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """How one printer is put right: moved by ``shift`` (tenths of a millimetre, right and down), and stretched so that
    what it prints ``ruler`` tenths long, where it should be 1000, comes out right."""

    shift_x: int = 0
    shift_y: int = 0
    ruler_x: int = TRUE_RULER
    ruler_y: int = TRUE_RULER


NO_ADJUSTMENT = Adjustment()


@dataclass(frozen=True, slots=True)
class Place:
    """One label's place: page from 0, left upper corner from the page's, in tenths of a millimetre."""

    page: int
    x: int
    y: int


def page_size(size: Size) -> tuple[int, int]:
    """A sheet of paper, or the label itself on a roll."""
    return PAPERS.get(size.paper, (size.width, size.height))


def places(size: Size, count: int, *, start: int = 1) -> Iterator[Place]:
    """Left to right, top to bottom, from the ``start``-th place of the first sheet (those before it were used)."""
    per_page = max(size.columns * size.rows, 1)
    first = (start - 1) % per_page
    for number in range(first, first + count):
        page, on_page = divmod(number, per_page)
        row, column = divmod(on_page, size.columns)
        x = size.margin_left + column * (size.width + size.gap_x)
        yield Place(page, x, size.margin_top + row * (size.height + size.gap_y))
