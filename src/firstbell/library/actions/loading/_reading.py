"""First half of a load: frames become records, and what cannot be a title is kept aside with the reason and its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.source import StageContext
from firstbell.library.actions.loading._files import RecordsFile, record_files
from firstbell.library.actions.loading._known import records_here
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.framing import Frame, frames
from firstbell.library.marc.record import Form, Record, Remark, Severity, Unreadable
from firstbell.library.marc.saying import Derived, derived
from firstbell.library.matching import Rules

TITLES, COPIES = "titles", "copies"
_BLOCK = 400
_AUTHORITY = frozenset("z")
_HOLDINGS = frozenset("uvxy")
_ALWAYS_TOLD = {
    "salvaged": "Records whose directory was wrong", "bad_bytes": "Fields with bytes that are no letters",
    "encoding": "Records in another encoding than they say", "wrong_length": "Records that tell a wrong length",
    "repaired": "Records that were put right",
}  # fmt: skip


@dataclass(slots=True)
class Parsed:
    """A record that can be a title, and where it stood."""

    file: str
    frame: Frame
    record: Record
    said: Derived
    remarks: list[Remark]

    @property
    def where(self) -> str:
        return self.said.name[:100]

    @property
    def is_damaged(self) -> bool:
        """Whether something of it was guessed or lost; such a record never takes another's place."""
        return self.record.was_salvaged or any(one.code == "bad_bytes" for one in self.remarks)


def printable(data: bytes) -> str:
    """Bytes as people can read, copy and send them: letters stay, everything else as ``\\x1f``."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}" for one in text)


def records_in(ctx: StageContext, rules: Rules) -> Iterator[Parsed]:
    """The readable records of a file in their order; everything else is told to ``ctx`` on the way.

    Records that are here byte for byte and bring no copies are counted as the same and not even read.
    """
    seen = 0
    for file in record_files(ctx.path, ctx.filename, ctx.limits):
        following = frames(file.stream, file.form)
        while block := list(islice(following, _BLOCK)):
            here = _unchanged(block, rules)
            for frame in block:
                if frame.is_filler:
                    _tell_filler(ctx, file, frame)
                    continue
                seen += 1
                if frame.offset in here:
                    ctx.tally.add(TITLES, "same")
                    continue
                parsed = _read(ctx, file, frame, rules)
                if parsed is not None:
                    yield parsed
    if not seen:
        raise Rejected(
            "There is no MARC record in this file.",
            remedy="Drop a file in MARC 21 (.mrc), MARCXML, MARC-in-JSON or MARCMaker (.mrk).",
            code="no_records",
        )


def _unchanged(block: list[Frame], rules: Rules) -> set[int]:
    """Offsets of the frames that are a record of ours as they stand."""
    if rules.remove or rules.add or rules.set:
        return set()
    tag = rules.items.tag.encode()
    digests: dict[bytes, list[int]] = {}
    for frame in block:
        if frame.is_filler or frame.problem or frame.form is not Form.ISO2709:
            continue
        directory = frame.data[24 : frame.data.find(b"\x1e")]
        if tag and tag in directory and any(directory[at : at + 3] == tag for at in range(0, len(directory), 12)):
            continue
        digests.setdefault(sha256(frame.data).digest(), []).append(frame.offset)
    known = records_here(list(digests))
    return {offset for digest in known for offset in digests[digest]}


def keep_aside(
    ctx: StageContext,
    file: str,
    frame: Frame,
    code: str,
    message: str,
    todo: str,
    *,
    group: str,
    key: str = "",
) -> None:
    """A record that does not land: named, with its bytes."""
    ctx.issues.error(
        code,
        file=file,
        line=frame.number,
        value=f"byte {frame.offset:,}",
        key=key or f"record {frame.number}",
        entity=TITLES,
        message=message,
        todo=todo,
        group=group,
        raw=printable(frame.original),
    )
    ctx.tally.add(TITLES, "quarantined")


def _tell_filler(ctx: StageContext, file: RecordsFile, frame: Frame) -> None:
    if frame.is_blank:
        return
    if file.form in (Form.MARCXML, Form.JSON):
        return  # the collection around its records
    ctx.issues.error(
        "stray_bytes",
        file=file.name,
        column="",
        value=f"byte {frame.offset:,}",
        key=f"byte {frame.offset}",
        entity=TITLES,
        message=f"{len(frame.data):,} bytes between two records belong to none.",
        todo="Nothing to do if all records are here; else ask whoever made the file.",
        group="Bytes between records",
        raw=printable(frame.data),
    )


def _read(ctx: StageContext, file: RecordsFile, frame: Frame, rules: Rules) -> Parsed | None:
    if frame.problem:
        keep_aside(
            ctx, file.name, frame, "broken_record", frame.problem, frame.todo or _ASK, group="Records that break off"
        )
        return None
    try:
        record = read_record(frame.data, frame.form, _encoding(frame, rules))
    except Unreadable as problem:
        keep_aside(
            ctx, file.name, frame, problem.code, problem.message, problem.todo,
            group="Records that cannot be read",
        )  # fmt: skip
        return None
    if frame.repaired:
        record.remarks.insert(0, Remark("repaired", frame.repaired, "Nothing to do if the record is right.", "LDR"))
    if (reason := _no_title_for(record)) is not None:
        code, message, todo = reason
        keep_aside(ctx, file.name, frame, code, message, todo, group=message)
        return None
    parsed = Parsed(file.name, frame, record, derived(record), [*record.remarks, *check_record(record)])
    _tell_remarks(ctx, parsed)
    return parsed


_ASK = "Ask whoever made the file for this record again."


def _encoding(frame: Frame, rules: Rules) -> str | None:
    """The profile's encoding, where a record's own bytes do not decide."""
    if not rules.encoding or frame.form is not Form.ISO2709 or frame.data.isascii():
        return None
    try:
        frame.data.decode()
    except UnicodeDecodeError:
        return rules.encoding
    return None


def _no_title_for(record: Record) -> tuple[str, str, str] | None:
    """Why a readable record is no title of ours."""
    kind = record.leader[6:7]
    if record.leader[5:6] == "d":
        return (
            "deleted",
            "The record says that it was deleted.",
            "Look whether you still have the title. A load deletes nothing.",
        )
    if kind in _AUTHORITY:
        return "authority", "This is an authority record, not one of a title.", "Authority records are not loaded here."
    if kind in _HOLDINGS and record.first("245") is None:
        return (
            "holdings",
            "This is a holdings record without its title.",
            "Export the titles with their copies in them.",
        )
    title = record.first("245")
    if title is not None and any(text.strip() for _, text in title.subfields):
        return None
    if any(one.tag == "200" for one in record.fields):
        return (
            "unimarc",
            "There is no title in 245, but a field 200: this looks like UNIMARC.",
            "Ask for the file in MARC 21.",
        )
    return "no_title", "The record has no title (field 245).", "Ask for the whole record, or catalogue it by hand."


def _tell_remarks(ctx: StageContext, parsed: Parsed) -> None:
    for remark in parsed.remarks:
        if remark.severity is Severity.NOTE and remark.code not in _ALWAYS_TOLD:
            continue
        ctx.issues.warning(
            remark.code,
            file=parsed.file,
            line=parsed.frame.number,
            column=remark.field,
            value=f"byte {parsed.frame.offset:,}",
            key=parsed.where,
            entity=TITLES,
            message=remark.message,
            todo=remark.todo or "Correct it in the editor when you come by.",
            group=_ALWAYS_TOLD.get(remark.code, remark.message),
        )
