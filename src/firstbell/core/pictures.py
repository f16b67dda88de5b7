"""One picture made safe to keep: bounded, upright, without what a camera writes beside it (place, time, owner)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
"""Pixels; enough to read a label, small enough for thousands."""
MOST_PIXELS = 60_000_000
_QUALITY = 82
_REDUCED = ("L", "LA", "RGB", "RGBA", "CMYK")
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class NoPicture(ValueError):
    """The bytes are no picture we keep; the message says why."""


def cleaned(data: bytes) -> bytes:
    """A JPEG of at most :data:`LONGEST_SIDE`, turned upright, with pixels and nothing else. Raises :class:`NoPicture`."""
    with _opened(data, LONGEST_SIDE) as upright:
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _jpeg(_plain(upright))


def cut(data: bytes, *shapes: tuple[int, int, float], least: int = 1) -> list[bytes]:
    """A JPEG for each shape ``(width, height, from the top)``: filled whole, what is over is cut off evenly at the sides.

    ``from the top`` says which share of what is over goes there: 0 keeps the top, 0.5 the middle. Raises :class:`NoPicture`,
    also for one whose shorter side has fewer than ``least`` pixels.
    """
    largest = max(max(width, height) for width, height, _ in shapes)
    with _opened(data, 4 * largest) as upright:
        if min(upright.size) < least:
            raise NoPicture(f"it has only {upright.width} × {upright.height} pixels")
        whole = _plain(upright)
        return [_jpeg(ImageOps.fit(whole, (width, height), centering=(0.5, top))) for width, height, top in shapes]


@contextmanager
def _opened(data: bytes, wanted: int) -> Iterator[Image.Image]:
    """The picture upright; whatever goes wrong while it is read or changed is a :class:`NoPicture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture(f"it has {picture.width:,} × {picture.height:,} pixels, which is too large")
                picture.draft("RGB", (wanted, wanted))
                yield ImageOps.exif_transpose(_nearer(picture, wanted))
    except NoPicture:
        raise
    except UnidentifiedImageError:
        raise NoPicture("it is no JPEG, PNG, WebP or GIF") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture("it unpacks to far more pixels than a photo has") from None
    except Exception as error:  # whatever a damaged picture makes Pillow raise means the same to a person
        raise NoPicture(f"it is damaged ({type(error).__name__})") from None


def _nearer(picture: Image.Image, wanted: int) -> Image.Image:
    """In eight bits, and no larger than needed: each further step copies the whole of it, a gigabyte at the largest."""
    if picture.mode.startswith("I"):  # sixteen bits in which Pillow would show everything above 255 as white
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")
    factor = min(picture.size) // wanted
    return picture.reduce(factor) if factor > 1 and picture.mode in _REDUCED else picture


def _plain(upright: Image.Image) -> Image.Image:
    """On white where it was see-through."""
    plain = Image.new("RGB", upright.size, "white")
    layered = upright.convert("RGBA")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
