"""What is odd about the file as a whole, and was accepted: told once."""

from __future__ import annotations

from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import StageContext


def tell_notes(ctx: StageContext, records: RecordFile, entity: str) -> None:
    """Encodings other than UTF-8."""
    file = records.name[:120]
    if "cp1252" in records.notes:
        shown = "; ".join(records.decoded_samples)
        ctx.issues.warning(
            "encoding", value="Windows-1252", file=file, entity=entity,
            message=f"The file is not UTF-8; it was read as Windows-1252. Please look at these rows: {shown}",
            todo="If letters look wrong, discard this import and export again without opening the file in a spreadsheet.",
        )  # fmt: skip
    wide = next((name for name in records.notes if name.startswith("utf-")), "")
    if wide:
        ctx.issues.warning(
            "encoding", value=wide.upper(), file=file, entity=entity,
            message=f"The file is written in {wide.upper()}, not in UTF-8. It was read all the same.",
            todo="Nothing to do; a spreadsheet probably saved it.",
        )  # fmt: skip
