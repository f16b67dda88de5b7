"""Where one record ends and the next begins, in a file of any of the forms.

Own framing, because readers that believe a record's length lose all that follows the first wrong one. Nothing is lost here:
every byte of a file is in a frame that can be read, in one that is named as broken, or in one named as filler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from firstbell.library.marc.frame import Frame
from firstbell.library.marc.iso_framing import LEADER, iso_frames
from firstbell.library.marc.line_framing import line_frames
from firstbell.library.marc.record import Form
from firstbell.library.marc.text_framing import json_frames, xml_frames


def frames(stream: BinaryIO, form: Form) -> Iterator[Frame]:
    """The frames of an unpacked file in the given form."""
    if form is Form.ISO2709:
        return iso_frames(stream)
    if form is Form.MARCXML:
        return xml_frames(stream)
    if form is Form.JSON:
        return json_frames(stream)
    return line_frames(stream, form)


_BOM = b"\xef\xbb\xbf"
_ALEPH_LINE = re.compile(rb"[0-9]{9} [0-9A-Z]{3}[ -~]{2} L ")


def sniff(head: bytes) -> Form | None:
    """The form of a file by its first bytes (unpacked); None when it is none of ours."""
    start = head.removeprefix(_BOM).lstrip(b"\r\n\x1a\x00\t ")
    if start[:1] == b"<":
        return Form.MARCXML if re.search(rb"<(?:[\w.-]+:)?(?:record|collection|leader)\b", start) else None
    if start[:1] in (b"{", b"["):
        return Form.JSON if b'"fields"' in start or b'"leader"' in start else None
    if start[:4] in (b"=LDR", b"=000"):
        return Form.MRK
    if _ALEPH_LINE.match(start):
        return Form.ALEPH
    # A picture has such a byte by chance, too; a leader begins with plain letters and digits, also a damaged one.
    is_plain = all(0x20 <= byte < 0x7F for byte in start[:10])
    if LEADER.match(start) or (is_plain and b"\x1e" in start):
        return Form.ISO2709
    return None
