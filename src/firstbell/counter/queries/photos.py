"""Reads bar codes off a photo, for phones whose browser cannot. The photo stays in memory and is gone with the answer."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, UnidentifiedImageError

from firstbell.core.errors import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 60_000_000
_LONG_SIDE = 2200
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_CODES = 8
_TURNS = (20, -20, 40, -40)
_TURNED_SIDE = 1500


def codes_in(photo: bytes) -> list[str]:
    """The texts of all bar codes on it, each once, the largest first. Empty: none can be read.

    What it is, its bytes say, not its name; its size is read from its head before anything is unpacked.
    Raises Invalid for what is no photo, and for one that is too large.
    """
    if len(photo) > MOST_BYTES:
        size = f"{MOST_BYTES // 1_048_576} MB"
        raise Invalid(f"The photo has more than {size}.", remedy="Take it smaller.", field="photo")
    try:
        # Pillow warns of bombs by itself, but only from 90 million pixels on; the head says the size for free.
        image = Image.open(io.BytesIO(photo), formats=_FORMATS)
        if image.width * image.height > MOST_PIXELS or min(image.size) < 1:
            raise Invalid(
                f"The photo has {image.width} × {image.height} points.", remedy="Take it smaller.", field="photo"
            )
        image.draft("L", (_LONG_SIDE, _LONG_SIDE))
        grey = image.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid("This is not a photo.", remedy="Send a JPEG, PNG or WebP picture.", field="photo") from None
    grey.thumbnail((_LONG_SIDE, _LONG_SIDE))
    found = sorted(_found(grey), key=_extent, reverse=True)
    return list(dict.fromkeys(code.text.strip() for code in found if code.text.strip()))[:_MOST_CODES]


def _found(grey: Image.Image) -> list[zxingcpp.Barcode]:
    """As it is; then, because bars are read along straight lines only, turned a little both ways."""
    found = list(zxingcpp.read_barcodes(grey))
    if found:
        return found
    small = grey.copy()
    small.thumbnail((_TURNED_SIDE, _TURNED_SIDE))
    for angle in _TURNS:
        turned = small.rotate(angle, expand=True, fillcolor=128, resample=Image.Resampling.BILINEAR)
        found = list(zxingcpp.read_barcodes(turned))
        if found:
            return found
    return []


def _extent(code: zxingcpp.Barcode) -> int:
    corners = code.position
    return abs(corners.top_left.x - corners.bottom_right.x) + abs(corners.top_left.y - corners.bottom_right.y)
