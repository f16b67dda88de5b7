"""A picture made ready to be somebody's photo; pure, nothing is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from firstbell.core.pictures import NoPicture, cut
from firstbell.people.models import PersonPhoto

MOST_BYTES = 20 * 1024 * 1024
SMALLEST = 64
"""Pixels of the shorter side; less is no face."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture made ready: as it is kept, its small version, and the hash that tells whether it is kept already."""

    file: bytes
    small: bytes
    sha256: str


def make_portrait(data: bytes) -> Portrait:
    """Cut to the shape of a portrait, from the top rather than the middle. Raises :class:`core.pictures.NoPicture`."""
    if len(data) > MOST_BYTES:
        raise NoPicture(f"it has more than {MOST_BYTES // 1_048_576} MB")
    large = (PersonPhoto.WIDTH, PersonPhoto.HEIGHT, 0.35)
    small = (PersonPhoto.SMALL, PersonPhoto.SMALL, 0.2)
    file, thumb = cut(data, large, small, least=SMALLEST)
    return Portrait(file, thumb, hashlib.sha256(file).hexdigest())
