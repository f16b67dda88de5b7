"""Records written down: ISO 2709 in UTF-8 or MARC-8, MARCXML, MARC-in-JSON, MARCMaker."""

from __future__ import annotations

from firstbell.library.marc.json_form import write_json
from firstbell.library.marc.lines import write_mrk
from firstbell.library.marc.marc8 import encode_marc8
from firstbell.library.marc.record import Form, Record
from firstbell.library.marc.xml_form import COLLECTION_END, COLLECTION_START, write_xml

__all__ = [
    "COLLECTION_END",
    "COLLECTION_START",
    "TooLong",
    "write_iso2709",
    "write_json",
    "write_mrk",
    "write_record",
    "write_xml",
]

LONGEST = 99_999
LONGEST_FIELD = 9_999


class TooLong(ValueError):
    """ISO 2709 has no room for this record: five digits for its length, four for that of a field."""


def write_iso2709(record: Record, encoding: str = "utf-8") -> bytes:
    """The record with length and directory worked out anew. Raises :class:`TooLong`.

    A record that was clean when read comes out byte for byte the same, if written in the encoding it came in.
    """
    places: list[str] = []
    parts: list[bytes] = []
    at = 0
    is_plain = True
    for field in record.fields:
        if encoding == "marc-8":
            part = encode_marc8(field.body) + b"\x1e"
            # Chinese in MARC-8 is escapes and plain letters: every byte is ASCII, and UTF-8 it is not.
            is_plain = is_plain and b"\x1b" not in part
        else:
            part = (
                field.body.encode(encoding, "surrogateescape" if encoding == "utf-8" else "xmlcharrefreplace") + b"\x1e"
            )
        is_plain = is_plain and part.isascii()
        size = len(part)
        if size > LONGEST_FIELD:
            raise TooLong(
                f"Field {field.tag} has {size:,} bytes; ISO 2709 ends at {LONGEST_FIELD:,}. Write the record as MARCXML."
            )
        places.append(f"{field.tag[:3]:<3}{size:04}{at:05}")
        parts.append(part)
        at += size
    directory = "".join(places).encode("latin-1", "replace") + b"\x1e"
    base = 24 + len(directory)
    total = base + at + 1
    if total > LONGEST:
        raise TooLong(f"The record has {total:,} bytes; ISO 2709 ends at {LONGEST:,}. Write it as MARCXML.")
    leader = f"{record.leader:<24}"
    claim = leader[9]
    if not is_plain:
        claim = "a" if encoding == "utf-8" else " "
    head = f"{total:05}{leader[5:9]}{claim}{leader[10:12]}{base:05}{leader[17:24]}".encode("latin-1", "replace")
    return b"".join((head, directory, *parts, b"\x1d"))


def write_record(record: Record, form: str = Form.ISO2709, *, encoding: str = "utf-8") -> bytes:
    """The record in one of the forms of which one record can be a file by itself. Raises :class:`TooLong`."""
    if form == Form.ISO2709:
        return write_iso2709(record, encoding)
    if form == Form.MARCXML:
        return write_xml(record).encode()
    if form == Form.JSON:
        return write_json(record).encode()
    if form == Form.MRK:
        return write_mrk(record).encode()
    raise ValueError(f"Records are not written as {form}")
