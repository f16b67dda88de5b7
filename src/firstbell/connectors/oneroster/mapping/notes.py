"""Deviations that are accepted: told once for a file, not once for a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.connectors.base.notes import tell_encoding
from firstbell.connectors.oneroster.payloads.layout import FileLayout
from firstbell.core.imports.headers import Header
from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import StageContext

_OURS = ("metadata.", "ext:")


def tell_header(ctx: StageContext, layout: FileLayout, header: Header) -> None:
    """Respelled, unknown and reordered columns."""
    where: dict[str, Any] = {"file": layout.filename, "entity": layout.entity, "line": 1}
    respelled = [found for found, _ in header.respelled if not found.lower().startswith(_OURS)]
    if respelled:
        names = ", ".join(f"“{found}”" for found in respelled[:5])
        ctx.issues.warning(
            "header_spelling", message=f"Column names of {layout.filename} are spelled otherwise than the standard: {names}.",
            todo="Nothing to do here: we know what is meant.", count=len(respelled), **where,
        )  # fmt: skip
    unknown = [name for name in header.unknown if name and not name.lower().startswith(_OURS)]
    # Extensions of other versions and old names are common and harmless; say it, keep nothing.
    if unknown:
        names = ", ".join(f"“{name}”" for name in unknown[:5])
        ctx.issues.warning(
            "unknown_columns", message=f"{layout.filename} has columns that OneRoster does not know: {names}.",
            todo="They are left alone.", count=len(unknown), **where,
        )  # fmt: skip
    if not header.in_order:
        ctx.issues.warning(
            "column_order", message=f"The columns of {layout.filename} are not in the standard's order.",
            todo="Nothing to do here: columns are found by their name.", **where,
        )  # fmt: skip


def tell_file_notes(ctx: StageContext, entity: str, file: str, records: RecordFile) -> None:
    """Encoding and line ends."""
    tell_encoding(
        ctx, records, entity, subject=file,
        legacy="If names look wrong, discard this import and have the system export UTF-8.",
        wide="Have the system export UTF-8.",
    )  # fmt: skip
    if "bare_cr" in records.notes:
        ctx.issues.warning(
            "line_ends", file=file, entity=entity,
            message=f"{file} has the line ends of old Macs (bare CR). It was read all the same.",
            todo="Nothing to do; the file was probably opened and saved in a spreadsheet.",
        )  # fmt: skip


_SEEN = {
    "status_in_bulk": (
        "{n:,} rows of {file} fill status or dateLastModified, which stay blank in a complete (bulk) file.",
        "Nothing to do: many student systems do that. Rows marked tobedeleted were taken at their word.",
    ),
    "inactive": (
        "{n:,} rows of {file} say “inactive”, a word of OneRoster 1.0; they were read as tobedeleted.",
        "Nothing to do here.",
    ),
    "scientific": (
        "{n:,} identifiers in {file} look like 1.00E+05: a spreadsheet has destroyed them. They were not taken.",
        "Export again and do not open the file in a spreadsheet before you drop it here.",
    ),
    "grade_zero": (
        "{n:,} rows of {file} write grades without the leading zero (9 instead of 09), as spreadsheets do.",
        "They were read as 09. Check that nobody opened and saved the file.",
    ),
    "grade_unknown": (
        "{n:,} rows of {file} have a grade that is none; it was left empty.",
        "Use the CEDS levels: PK, KG, 01 to 12.",
    ),
}


def tell_seen(ctx: StageContext, entity: str, file: str, seen: Mapping[str, list[int]]) -> None:
    """Deviations counted cell by cell."""
    for code, (count, line) in seen.items():
        message, todo = _SEEN[code]
        ctx.issues.warning(
            code,
            file=file,
            entity=entity,
            line=line,
            count=count,
            message=message.format(n=count, file=file),
            todo=todo,
        )
