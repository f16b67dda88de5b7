"""Label sheets: what is printed reads back as the tag, lies where the stock's labels lie, and never leaves its label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from firstbell.inventory.label_sheets import Adjustment, Label
from firstbell.inventory.label_sheets.drawing import sheets
from firstbell.inventory.label_sheets.lettering import BOLD, REGULAR, cut, fitted, runs_of, width_of
from firstbell.inventory.label_sheets.shapes import page_size, places
from firstbell.inventory.label_sheets.trial import trial_sheet

DPI = 300
PIXELS = DPI / 254
"""To a tenth of a millimetre."""
POINTS = 72 / 254


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


def shipped() -> dict[str, Plain]:
    """The sizes as the migrations bring them."""
    found = {}
    for name in ("0003_defaults", "0009_label_stock"):
        module = import_module(f"firstbell.inventory.migrations.{name}")
        for slug, _name, *values in module.LABEL_SIZES:
            found[slug] = Plain(*values[:-1])
    found["letter-80"].gap_x = 79  # as 0005 corrects it
    return found


STOCK = shipped()


def pages(pdf: bytes) -> list[Image.Image]:
    """As a printer would put it on paper, 300 dots to the inch."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]


def read(image: Image.Image) -> list[tuple[str, str, float, float]]:
    """(format, text, x, y) of every code; x and y of its left upper corner in tenths of a millimetre."""
    found = []
    for code in zxingcpp.read_barcodes(image):
        corner = code.position.top_left
        found.append((code.format.name, code.text, corner.x / PIXELS, corner.y / PIXELS))
    return found


def label_at(image: Image.Image, size: Plain, place: Any) -> Image.Image:
    box = (place.x, place.y, place.x + size.width, place.y + size.height)
    return ImageOps.expand(cut_out(image, *box), border=20, fill=255)


def cut_out(image: Image.Image, *box: int) -> Image.Image:
    """Left, top, right, bottom in tenths of a millimetre."""
    left, top, right, bottom = (round(side * PIXELS) for side in box)
    return image.crop((left, top, right, bottom))


@pytest.mark.parametrize("slug", STOCK)
@pytest.mark.parametrize("code", ["qr", "code128", "both"])
def test_every_code_of_a_full_sheet_reads_back_in_its_own_label(slug: str, code: str) -> None:
    size = STOCK[slug]
    count = size.columns * size.rows
    labels = [Label(f"{number:06}", ("Acer Chromebook 311", "EHS"), "If found: 555-0100") for number in range(count)]
    (image,) = pages(sheets(labels, size, code=code))
    for label, place in zip(labels, places(size, count), strict=True):
        found = {(kind, text) for kind, text, _, _ in read(label_at(image, size, place))}
        kinds = {kind for kind, _ in found}
        assert {text for _, text in found} == {label.tag}, (slug, code, place)
        if code == "qr":
            assert kinds == {"QRCode"}
        if code == "both":
            assert "QRCode" in kinds


@pytest.mark.parametrize("tag", ["0042", "CB-0001234", "5CD1234XYZ", "000000", "A" * 20])
def test_both_codes_carry_the_tag_as_it_is(tag: str) -> None:
    (image,) = pages(sheets([Label(tag, ("Acer Chromebook 311", "EHS"))], Plain(width=1016, height=508)))
    found = {(kind, text) for kind, text, _, _ in read(image)}
    assert found == {("QRCode", tag), ("Code128", tag)}


@pytest.mark.parametrize("slug", STOCK)
def test_labels_lie_within_half_a_millimetre_of_the_stock(slug: str) -> None:
    """Measured on the picture: the dark corner of each QR code is where the stock's measures say, white inside counted in."""
    size = STOCK[slug]
    count = size.columns * size.rows
    (image,) = pages(sheets([Label("0042")] * count, size, code="qr"))
    padding = 15 if size.height >= 150 else 10
    side = min(size.height - 2 * padding, (size.width - 2 * padding) * 0.4)
    white = 2 * side / 25  # two of the 21 + 4 modules of a tag this short
    expected = (padding + white, (size.height - side) / 2 + white)
    for place in places(size, count):
        crop = cut_out(image, place.x, place.y, place.x + padding + int(side), place.y + size.height)
        dark = crop.point(lambda value: 255 if value < 128 else 0).getbbox()
        assert dark is not None
        assert dark[0] / PIXELS == pytest.approx(expected[0], abs=5), place
        assert dark[1] / PIXELS == pytest.approx(expected[1], abs=5), place
    width, height = page_size(size)
    assert abs(image.width / PIXELS - width) <= 2
    assert abs(image.height / PIXELS - height) <= 2


def test_the_stock_fits_on_its_paper() -> None:
    for slug, size in STOCK.items():
        width, height = page_size(size)
        last = list(places(size, size.columns * size.rows))[-1]
        assert last.x + size.width <= width, slug
        assert last.y + size.height <= height, slug


@pytest.mark.parametrize(("count", "start", "expected"), [(1, 1, 1), (6, 1, 1), (7, 1, 2), (6, 2, 2), (1, 6, 1)])
def test_sheets_are_filled_from_where_the_last_print_stopped(count: int, start: int, expected: int) -> None:
    size = replace(STOCK["letter-10"], rows=3)
    images = pages(sheets([Label(f"{number:04}") for number in range(count)], size, start=start, code="qr"))
    assert len(images) == expected
    found = sorted(text for image in images for _, text, _, _ in read(image))
    assert found == [f"{number:04}" for number in range(count)]
    first = next(iter(places(size, 1, start=start)))
    (crop,) = [label_at(images[0], size, first)]
    assert [text for _, text, _, _ in read(crop)] == ["0000"]


def test_a_measured_printer_gets_it_moved_and_stretched() -> None:
    size = STOCK["letter-10"]
    ten = [Label("0042")] * 10
    (plain,) = pages(sheets(ten, size, code="qr"))
    (moved,) = pages(sheets(ten, size, code="qr", adjustment=Adjustment(shift_x=15, shift_y=-20)))
    (longer,) = pages(sheets(ten, size, code="qr", adjustment=Adjustment(ruler_x=990, ruler_y=1000)))

    def edges(image: Image.Image) -> tuple[float, ...]:
        box = image.point(lambda value: 255 if value < 128 else 0).getbbox()
        assert box is not None
        return tuple(side / PIXELS for side in box)

    before, after = edges(plain), edges(moved)
    assert after[0] - before[0] == pytest.approx(15, abs=1.5)
    assert after[1] - before[1] == pytest.approx(-20, abs=1.5)
    assert edges(longer)[2] == pytest.approx(before[2] / 0.99, abs=2)
    assert edges(longer)[3] == pytest.approx(before[3], abs=2)


NAMES = (
    "Zoë Müller-Lüdenscheidt",
    "Ярослав Володимирович Кравченко-Зеленський",
    "Ελένη Παπαδοπούλου",
    "Nguyễn Thị Minh Khai",
    "Wolfeschlegelsteinhausenbergerdorff",
    "A" * 200,
    "<script>alert('x')</script> & Co.",
)


@pytest.mark.parametrize("slug", STOCK)
@pytest.mark.parametrize("name", NAMES)
def test_no_letter_leaves_its_label(slug: str, name: str) -> None:
    size = STOCK[slug]
    count = min(size.columns * size.rows, size.columns + 1)
    labels = [Label("CB-0001234", (name, f"Homeroom {name}", name), f"If found: {name}")] * count
    page = pypdfium2.PdfDocument(sheets(labels, size))[0]
    text = page.get_textpage()
    height = page_size(size)[1] * POINTS
    spots = [
        (p.x * POINTS, height - (p.y + size.height) * POINTS, (p.x + size.width) * POINTS, height - p.y * POINTS)
        for p in places(size, count)
    ]
    assert text.count_rects() > 0
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        assert any(
            left >= spot[0] and right <= spot[2] + 0.1 and bottom >= spot[1] - 0.1 and top <= spot[3] + 0.1
            for spot in spots
        ), (slug, name, text.get_text_bounded(left, bottom, right, top))


def test_letters_of_many_scripts_are_in_the_file() -> None:
    pdf = sheets([Label("0042", NAMES[:3])], Plain(width=1016, height=508))
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    for name in ("Zoë", "Ярослав", "Παπαδοπούλου", "0042"):
        assert name in text
    assert b"DejaVuSansCondensed" in pdf
    assert b"/FontFile2" in pdf
    assert b"Helvetica" not in pdf.replace(b"/BaseFont /Helvetica", b"")


def test_asian_signs_and_letters_from_right_to_left_are_drawn_as_they_are_read() -> None:
    for line in ("龍猫", "한국", "カキ"):
        pdf = sheets([Label("", ("E", line))], Plain(width=254, height=381), code="text")
        assert line in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    agnon = "עגנון"
    assert runs_of(agnon, BOLD) == [(BOLD, agnon[::-1])]
    assert runs_of(f"FIC {agnon} 2", BOLD) == [(BOLD, f"FIC {agnon[::-1]} 2")]
    assert [font == BOLD for font, _ in runs_of("GN 龍 2", BOLD)] == [True, False, True]
    assert width_of("龍猫", BOLD, 10) == pytest.approx(20, abs=1)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=0, max_size=120), st.floats(10, 300), st.sampled_from([REGULAR, BOLD]))
def test_fitted_text_is_never_wider_than_its_room(text: str, room: float, letters: str) -> None:
    size, lines = fitted(text, letters, 9, room, most_lines=2)
    assert len(lines) <= 2
    for line in lines:
        assert width_of(line, letters, size) <= room + 0.01
    assert width_of(cut(text, letters, 6, room), letters, 6) <= room + 0.01


def test_a_bar_too_thin_to_read_becomes_a_qr_code() -> None:
    (image,) = pages(sheets([Label("A" * 40)], Plain(width=381, height=212, code="code128")))
    assert [(kind, text) for kind, text, _, _ in read(image)] == [("QRCode", "A" * 40)]


@pytest.mark.parametrize("slug", STOCK)
def test_the_trial_sheet_shows_every_label_where_it_lies(slug: str) -> None:
    size = STOCK[slug]
    (image,) = pages(trial_sheet(size, name=slug))
    for place in places(size, size.columns * size.rows):
        middle = round((place.y + size.height / 2) * PIXELS)
        edge = round(place.x * PIXELS)
        strip = image.crop((max(edge - 6, 0), middle - 3, edge + 6, middle + 3))
        assert strip.point(lambda value: 255 if value < 160 else 0).getbbox() is not None, (slug, place)
