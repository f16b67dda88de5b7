"""Bar codes on photos: rendered as labels are, turned, blurred, small; and what is no photo at all."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import barcode
import pytest
import segno
from barcode.writer import ImageWriter
from django.test import Client
from PIL import Image, ImageDraw, ImageFilter

from firstbell.core.errors import Invalid
from firstbell.counter.queries.photos import MOST_BYTES, codes_in
from firstbell.people.tests.factories import make_cast

CODE = "AT-004217"


def code128(text: str = CODE) -> Image.Image:
    made: Any = barcode.get("code128", text, writer=ImageWriter())
    image: Image.Image = made.render({"module_width": 0.4, "quiet_zone": 6, "write_text": False})
    return image.convert("RGB")


def qr(text: str = CODE, scale: int = 8) -> Image.Image:
    buffer = io.BytesIO()
    segno.make(text).save(buffer, kind="png", scale=scale, border=4)
    return Image.open(buffer).convert("RGB")


def photo_of(label: Image.Image, *, angle: float = 0, blur: float = 0, light: int = 205) -> Image.Image:
    """A label on a lid, as a phone sees it: more background than label, uneven light."""
    table = Image.new("RGB", (1600, 1200), (light - 60, light - 55, light - 45))
    draw = ImageDraw.Draw(table)
    draw.rectangle((150, 120, 1450, 1080), fill=(light - 120, light - 120, light - 115))
    turned = label.rotate(
        angle, expand=True, fillcolor=(light - 120, light - 120, light - 115), resample=Image.Resampling.BICUBIC
    )
    table.paste(turned, ((1600 - turned.width) // 2, (1200 - turned.height) // 2))
    return table.filter(ImageFilter.GaussianBlur(blur)) if blur else table


def data(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("angle", [0, 8, 90, 180, 270, -20, 33, -45])
@pytest.mark.parametrize("make", [code128, qr])
def test_a_turned_label_is_read(make: Any, angle: float) -> None:
    assert codes_in(data(photo_of(make(), angle=angle), quality=80)) == [CODE]


@pytest.mark.parametrize("blur", [1.0, 1.6])
@pytest.mark.parametrize("make", [code128, qr])
def test_a_blurred_label_is_read(make: Any, blur: float) -> None:
    assert codes_in(data(photo_of(make(), blur=blur), quality=70)) == [CODE]


def test_other_kinds_of_pictures_and_several_codes() -> None:
    assert codes_in(data(photo_of(qr()), "PNG")) == [CODE]
    assert codes_in(data(photo_of(qr()), "WEBP")) == [CODE]
    both = photo_of(code128("SMALL-1"))
    both.paste(qr("LARGE-2", scale=12), (20, 20))
    assert set(codes_in(data(both))) == {"SMALL-1", "LARGE-2"}


def test_nothing_to_read_is_nothing() -> None:
    assert codes_in(data(photo_of(Image.new("RGB", (300, 200), "white")))) == []
    assert codes_in(data(photo_of(code128(), blur=14))) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 64,
        data(qr())[:400],
        b"%PDF-1.7",
    ],
)
def test_what_is_no_photo_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid, match="not a photo"):
        codes_in(body)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (9_000, 9_000), (2_000_000_000, 1)])
def test_a_bomb_is_refused_by_its_head(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        codes_in(bomb(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(Invalid, match="more than 5 MB"):
        codes_in(b"\xff\xd8" + b"\0" * MOST_BYTES)


@pytest.mark.django_db
def test_the_page_reads_a_photo_and_keeps_nothing(tmp_path: Any, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client = Client()
    client.force_login(make_cast().tess.account)

    def send(body: bytes) -> Any:
        return client.post("/counter/decode/", body, content_type="application/octet-stream")

    assert send(data(photo_of(code128()))).json() == {"codes": [CODE]}
    assert send(b"nothing").status_code == 422
    assert send(b"\0" * (MOST_BYTES + 1)).status_code == 413
    assert list(tmp_path.iterdir()) == []
    assert Client().post("/counter/decode/", b"", content_type="application/octet-stream").status_code == 302
