"""One picture made safe to keep: bounded, upright, without what a camera writes beside it (place, time, owner)."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST_SIDE = 1600
"""Pixels; enough to read a label, small enough for thousands."""
MOST_PIXELS = 60_000_000
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class NoPicture(ValueError):
    """The bytes are no picture we keep; the message says why."""


def cleaned(data: bytes) -> bytes:
    """A JPEG of at most :data:`LONGEST_SIDE`, turned upright, with pixels and nothing else. Raises :class:`NoPicture`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture(f"it has {picture.width:,} × {picture.height:,} pixels, which is too large")
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                plain = Image.new("RGB", upright.size, "white")
                layered = upright.convert("RGBA")
                plain.paste(layered, mask=layered.getchannel("A"))
                out = io.BytesIO()
                plain.save(out, "JPEG", quality=_QUALITY)
                return out.getvalue()
    except NoPicture:
        raise
    except UnidentifiedImageError:
        raise NoPicture("it is no JPEG, PNG, WebP or GIF") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture("it unpacks to far more pixels than a photo has") from None
    except Exception as error:  # whatever a damaged picture makes Pillow raise means the same to a person
        raise NoPicture(f"it is damaged ({type(error).__name__})") from None
