"""A piece of a file: one record's bytes, or what stands between records."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.library.marc.record import Form

LONGEST_TEXT = 5_000_000
"""Bytes of one record as XML, JSON or lines."""
FILLER = b"\r\n\x1a\x00\t \xef\xbb\xbf"


class Frame(NamedTuple):
    """One record's bytes, or bytes between records.

    ``number`` counts records from 1 (0 for filler), ``offset`` is where ``data`` began in the unpacked file. ``problem``: why
    this cannot be a record. ``repaired``: what was taken out of ``data`` before it stood here; ``raw`` then is what stood there.
    """

    number: int
    offset: int
    data: bytes
    form: Form = Form.ISO2709
    problem: str = ""
    todo: str = ""
    repaired: str = ""
    raw: bytes | None = None
    is_filler: bool = False
    is_rest: bool = False
    """Filler that goes on with a record that was named as broken: nothing new to tell."""

    @property
    def original(self) -> bytes:
        return self.data if self.raw is None else self.raw

    @property
    def is_blank(self) -> bool:
        """Line ends and the like: nothing to tell anybody of."""
        return self.is_filler and not self.data.strip(FILLER)
