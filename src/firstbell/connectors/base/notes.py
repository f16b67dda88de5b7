"""What is odd about a file as a whole: told once when it was accepted, refused when nothing can be read."""

from __future__ import annotations

from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.headers import wrong_separator
from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import StageContext

AGAIN = "If letters look wrong, discard this import and export again without opening the file in a spreadsheet."
SAVED = "Nothing to do; a spreadsheet probably saved it."
UNOPENED = "Drop the file as it was exported; a spreadsheet has saved it in its own way."


def tell_encoding(
    ctx: StageContext,
    records: RecordFile,
    entity: str,
    *,
    subject: str = "The file",
    legacy: str = AGAIN,
    wide: str = SAVED,
) -> None:
    """Encodings other than UTF-8. ``subject`` begins the sentence; ``legacy`` and ``wide`` say what to do."""
    file, notes = records.name[:120], records.notes
    if "cp1252" in notes:
        shown = "; ".join(records.decoded_samples)
        ctx.issues.warning(
            "encoding", value="Windows-1252", file=file, entity=entity, todo=legacy,
            message=f"{subject} is not UTF-8; it was read as Windows-1252. Please look at these rows: {shown}",
        )  # fmt: skip
    name = next((name for name in notes if name.startswith("utf-")), "")
    if name:
        ctx.issues.warning(
            "encoding", value=name.upper(), file=file, entity=entity, todo=wide,
            message=f"{subject} is written in {name.upper()}, not in UTF-8. It was read all the same.",
        )  # fmt: skip


def refuse_separator(header: list[str], *, file: str, shown: str, remedy: str = UNOPENED, line: int = 1) -> None:
    """Raises :class:`Rejected` when a header shows another separator than the comma. ``shown`` names the file."""
    separator = wrong_separator(header)
    if separator:
        raise Rejected(
            f"The columns of {shown} are separated by {separator}, not by commas.",
            remedy=remedy,
            code="separator",
            file=file,
            line=line,
        )
