"""Records to test with: small ones made by hand, whole or broken in named ways."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from firstbell.core.imports.actions import apply_import, choose_option, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.library.marc.record import Field, Record
from firstbell.library.marc.writing import write_iso2709
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import Cast

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


def load(
    data: bytes,
    cast: Cast,
    *,
    filename: str = "books.mrc",
    options: dict[str, Any] | None = None,
    organisation: Organisation | None = None,
    is_applied: bool = True,
) -> ImportRun:
    """A file dropped by the librarian (or by district IT for all schools), looked at, and applied if it is not held."""
    place = organisation or cast.school
    by = cast.lib.actor if place == cast.school else cast.dita.actor
    run = upload_import(
        io.BytesIO(data),
        filename=filename,
        organisation_id=place.pk,
        org_path=place.scope_path,
        source_key="library_marc",
        by=by,
    )
    for name, value in (options or {}).items():
        run = choose_option(run, name=name, value=value, by=by)
    run = preview_import(run, by=by)
    if is_applied and run.state == ImportRun.State.PREVIEWED:
        run = apply_import(run, by=by)
    return run


def counted(run: ImportRun, entity: str = "titles") -> dict[str, int]:
    """How many rows of each kind a run has."""
    return {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items() if sum(places.values())}


def codes(run: ImportRun) -> dict[str, int]:
    """How many issues of each code a run has."""
    return dict(Counter(run.issues.values_list("code", flat=True)))
