"""Records to test with: small ones made by hand, whole or broken in named ways."""

from __future__ import annotations

from firstbell.library.marc.record import Field, Record
from firstbell.library.marc.writing import write_iso2709

FIXED = "870115s1987    nyu    c      000 1 eng  "


def book(
    title: str = "Hatchet /",
    *,
    author: str = "Paulsen, Gary.",
    isbn: str = "0689808828",
    number: str = "ocm00000001",
    year: str = "1987",
    more: tuple[Field, ...] = (),
    fixed: str = "",
    leader: str = "00000cam a2200000 a 4500",
) -> Record:
    """A novel for children as a vendor sends it."""
    fields = [
        Field("001", number),
        Field("003", "OCoLC"),
        Field("008", fixed or FIXED.replace("1987", year)),
    ]
    if isbn:
        fields.append(Field.of("020", "  ", ("a", isbn)))
    if author:
        fields.append(Field.of("100", "1 ", ("a", author)))
    fields += [
        Field.of("245", "10", ("a", title), ("c", "Gary Paulsen.")),
        Field.of("260", "  ", ("a", "New York :"), ("b", "Bradbury Press,"), ("c", f"c{year}.")),
        Field.of("300", "  ", ("a", "195 p. ;"), ("c", "22 cm.")),
        *more,
    ]
    return Record(leader, fields)


def file_of(*records: Record) -> bytes:
    return b"".join(write_iso2709(one) for one in records)
