"""Labels: what is drawn reads back as the tag, leading zeros and all."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from firstbell.inventory.label_sheets import Label, sheets

_PATH = re.compile(r'<path transform="translate\((\d+) (\d+)\) scale\(([\d.]+)(?: ([\d.]+))?\)" d="([^"]+)"/>')
_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


@dataclass
class Plain:
    paper: str = "label"
    code: str = "both"
    width: int = 620
    height: int = 290
    columns: int = 1
    rows: int = 1
    margin_top: int = 0
    margin_left: int = 0
    gap_x: int = 0
    gap_y: int = 0


def drawn(svg: str, *, zoom: int = 3) -> Image.Image:
    """The label's paths as a printer would put them on paper."""
    image = Image.new("L", (620 * zoom, 290 * zoom), 255)
    pen = ImageDraw.Draw(image)
    for x, y, sx, sy, path in _PATH.findall(svg):
        across, down = float(sx), float(sy or sx)
        for left, top, length in _RUN.findall(path):
            x0, y0 = int(x) + int(left) * across, int(y) + int(top) * down
            box = (x0 * zoom, y0 * zoom, (x0 + int(length) * across) * zoom - 1, (y0 + down) * zoom - 1)
            pen.rectangle(box, fill=0)
    return image


@pytest.mark.parametrize("tag", ["0042", "CB-0001234", "5CD1234XYZ", "000000"])
def test_both_codes_read_back_as_the_tag(tag: str) -> None:
    (svg,) = sheets([Label(tag, ("Acer Chromebook 311", "EHS"))], Plain())
    found = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(drawn(svg))}
    assert {text for _, text in found} == {tag}
    assert len(found) == 2


def test_hostile_names_are_text() -> None:
    (svg,) = sheets([Label("0042", ('<script>alert("x")</script>',))], Plain(code="qr"))
    assert "<script" not in svg


@pytest.mark.parametrize(("count", "skip", "expected"), [(1, 0, 1), (6, 0, 1), (7, 0, 2), (6, 1, 2), (1, 6, 1)])
def test_sheets_are_filled_from_where_the_last_print_stopped(count: int, skip: int, expected: int) -> None:
    size = Plain(paper="letter", columns=2, rows=3)
    made = sheets([Label(f"{number:04}") for number in range(count)], size, skip=skip)
    assert len(made) == expected
    assert sum(svg.count("<g transform") for svg in made) == count


def test_a_style_would_be_refused_by_the_browser() -> None:
    (svg,) = sheets([Label("0042")], Plain())
    assert "style=" not in svg
