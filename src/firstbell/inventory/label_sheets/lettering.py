"""Text that fits: smaller first, then in two lines, then cut with an ellipsis. Never wider than it may be.

The letters are DejaVu Sans Condensed (Latin, Greek, Cyrillic and more), embedded into every PDF as far as they are used,
so that a printer needs none of its own. Their licence lies beside them in ``static/inventory/fonts``. Chinese, Japanese and
Korean signs, which they lack, are drawn by the standard Asian fonts of PDF readers; Hebrew and Arabic from right to left.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
SMALLEST = 4.5
"""Points; below it nobody reads a label."""
_FOLDER = Path(__file__).resolve().parent.parent / "static" / "inventory" / "fonts"
_ELLIPSIS = "…"
_ASIAN = (
    ("HYGothic-Medium", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")),
    ("HeiseiKakuGo-W5", re.compile("[\u3040-\u30ff]")),
    ("MSung-Light", re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")),
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?: +[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*"
)


@cache
def load_letters() -> None:
    """Make the letters known to reportlab, once."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))


def width_of(text: str, letters: str, size: float) -> float:
    """In points."""
    return sum(float(pdfmetrics.stringWidth(run, font, size)) for font, run in runs_of(text, letters))


def runs_of(text: str, letters: str) -> list[tuple[str, str]]:
    """(font, part of the text) as they are drawn one behind the other, from left to right."""
    load_letters()
    if text.isascii():
        return [(letters, text)] if text else []
    known = pdfmetrics.getFont(letters).face.charToGlyph
    runs = []
    for font, part in groupby(_left_to_right(text), lambda one: letters if ord(one) in known else _asian(one, letters)):
        runs.append((font, "".join(part)))
    return runs


def _left_to_right(text: str) -> str:
    """What is written from right to left turned around, each stretch of it."""
    return _RIGHT_TO_LEFT.sub(lambda found: found[0][::-1], text)


def _asian(sign: str, letters: str) -> str:
    """The font that has such a sign; the usual one, which draws a box, when none of ours has."""
    name = next((font for font, signs in _ASIAN if signs.match(sign)), letters)
    if name != letters and name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def plain(text: str) -> str:
    """On one line, without what no printer shows."""
    return " ".join("".join(one if one.isprintable() or one.isspace() else "" for one in text).split())


def size_that_fits(text: str, letters: str, wanted: float, room: float) -> float:
    """The largest size up to ``wanted`` at which the text is no wider than ``room``; at least ``SMALLEST``."""
    needed = width_of(text, letters, 1.0)
    return max(min(wanted, room / needed if needed else wanted), SMALLEST)


def fitted(text: str, letters: str, wanted: float, room: float, *, most_lines: int = 1) -> tuple[float, list[str]]:
    """(size, lines) of a text. One line as long as it is not much smaller than wanted, else up to ``most_lines``."""
    text = plain(text)
    size = size_that_fits(text, letters, wanted, room)
    if most_lines > 1 and size < wanted * 0.8 and " " in text:
        size = max(wanted * 0.8, SMALLEST)
        return size, _wrapped(text, letters, size, room, most_lines)
    return size, [cut(text, letters, size, room)]


def cut(text: str, letters: str, size: float, room: float) -> str:
    """As much of the beginning as fits, with an ellipsis where something is missing."""
    if width_of(text, letters, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + _ELLIPSIS, letters, size) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _ELLIPSIS if low else ""


def _wrapped(text: str, letters: str, size: float, room: float, most_lines: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or width_of(longer, letters, size) <= room or len(lines) == most_lines:
            lines[-1] = longer
        else:
            lines.append(word)
    return [cut(line, letters, size, room) for line in lines]
