"""First half of a load: frames become drafts, and what cannot be a title is kept aside with the reason and its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import islice

from firstbell.core.imports import crew
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.issues import RAW_KEPT
from firstbell.core.imports.source import StageContext
from firstbell.core.imports.spool import Rows
from firstbell.library.actions.loading._files import RecordsFile, record_files
from firstbell.library.actions.loading._known import records_here
from firstbell.library.drafts import Draft, Plan, Refused, Source, read_source, unpacked
from firstbell.library.marc.frame import Frame
from firstbell.library.marc.framing import frames
from firstbell.library.marc.record import Form, Record
from firstbell.library.marc.saying import Derived, derived
from firstbell.library.matching import Rules

TITLES, COPIES = "titles", "copies"
_BLOCK = 400
#: What only stands inside a record: outside of one the record was damaged.
_PARTS = {Form.MARCXML: (b"datafield", b"controlfield"), Form.JSON: (b'"fields"', b'"subfields"')}
_AGAIN = "Download or export it again; it was probably cut short on its way."
_DRAFTER = "firstbell.library.drafts:drafter"


@dataclass
class Parsed:
    """A record that can be a title: where it stood, what was drafted of it, and where its row is among its block's."""

    file: str
    frame: Frame
    source: Source
    draft: Draft
    at: int

    @property
    def where(self) -> str:
        return self.draft.name[:100]

    @cached_property
    def record(self) -> Record:
        """Read once more: few records of a load have to be looked into."""
        return read_source(self.source)

    @cached_property
    def said(self) -> Derived:
        return derived(self.record)


@dataclass
class Batch:
    """Records that stood one after the other, and the rows of those that are new titles."""

    records: list[Parsed]
    rows: Rows


@dataclass
class _Block:
    """Frames on their way to those who draft them. ``here``: offsets of those that are a record of ours as they stand."""

    file: RecordsFile
    frames: list[Frame]
    here: set[int]
    sources: list[Source] = field(default_factory=list)


def printable(data: bytes) -> str:
    """Bytes as people can read, copy and send them: letters stay, everything else as ``\\x1f``."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}" for one in text)


def records_in(ctx: StageContext, plan: Plan) -> Iterator[Batch]:
    """The readable records of a file in their order; everything else is told to ``ctx`` on the way.

    Records that are here byte for byte and bring no copies are counted as the same and not even read.
    """
    seen = 0
    damaged: list[tuple[str, str]] = []
    job = crew.Job(_DRAFTER, plan.as_plain())
    blocks = ((one, [tuple(source) for source in one.sources]) for one in _blocks(ctx, plan.rules, damaged))
    helpers = crew.others(ctx.limits.helpers)
    for block, answers, rows in crew.in_turn(job, blocks, helpers=helpers, folder=ctx.scratch):
        seen += sum(not frame.is_filler for frame in block.frames)
        yield Batch(list(_told(ctx, block, answers or [])), rows)
    for name, words in damaged:
        if not seen:
            raise Rejected(f"“{name}” is damaged: {words}", remedy=_AGAIN, code="gzip_damaged", file=name)
        _tell_damage(ctx, name, words)
    if not seen:
        raise Rejected(
            "There is no MARC record in this file.",
            remedy="Drop a file in MARC 21 (.mrc), MARCXML, MARC-in-JSON or MARCMaker (.mrk).",
            code="no_records",
        )


def _blocks(ctx: StageContext, rules: Rules, damaged: list[tuple[str, str]]) -> Iterator[_Block]:
    """``damaged``: takes the files whose packing broke off, and why."""
    for file in record_files(ctx.path, ctx.filename, ctx.limits):
        following = frames(file.stream, file.form)
        while some := list(islice(following, _BLOCK)):
            block = _Block(file, some, _unchanged(some, rules))
            block.sources = [
                Source(frame.data, str(frame.form), _encoding(frame, rules), frame.repaired)
                for frame in some
                if not (frame.is_filler or frame.problem or frame.offset in block.here)
            ]
            yield block
        if words := file.damage():
            damaged.append((file.name, words))


def _told(ctx: StageContext, block: _Block, answers: list[tuple[object, ...]]) -> Iterator[Parsed]:
    """The records of a block; everything else is told."""
    drafted = zip(block.sources, answers, strict=True)
    name = block.file.name
    for frame in block.frames:
        if frame.is_filler:
            _tell_filler(ctx, block.file, frame)
        elif frame.offset in block.here:
            ctx.tally.add(TITLES, "same")
        elif frame.problem:
            todo = frame.todo or "Ask whoever made the file for this record again."
            keep_aside(ctx, name, frame, "broken_record", frame.problem, todo, group="Records that break off")
        else:
            source, answer = next(drafted)
            draft, at = unpacked(answer)
            if at is None:
                assert isinstance(draft, Refused)
                keep_aside(ctx, name, frame, draft.code, draft.message, draft.todo, group=draft.group)
            else:
                assert isinstance(draft, Draft)
                parsed = Parsed(name, frame, source, draft, at)
                if draft.told:
                    _tell_remarks(ctx, parsed)
                yield parsed


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
        raw=printable(frame.original[:RAW_KEPT]),
    )
    ctx.tally.add(TITLES, "quarantined")


def _tell_filler(ctx: StageContext, file: RecordsFile, frame: Frame) -> None:
    if frame.is_blank or frame.is_rest:
        return
    is_piece = frame.data.startswith(b"{") and frame.data.endswith(b"}")
    if file.form in (Form.MARCXML, Form.JSON) and not (
        is_piece or any(part in frame.data for part in _PARTS[file.form])
    ):
        return  # the collection around its records
    ctx.issues.error(
        "stray_bytes",
        file=file.name,
        column="",
        value=f"byte {frame.offset:,}",
        key=f"byte {frame.offset}",
        entity=TITLES,
        message="A byte between two records belongs to none."
        if len(frame.data) == 1
        else f"{len(frame.data):,} bytes between two records belong to none.",
        todo="Nothing to do if all records are here; else ask whoever made the file.",
        group="Bytes between records",
        raw=printable(frame.data[:RAW_KEPT]),
    )


def _tell_damage(ctx: StageContext, file: str, words: str) -> None:
    ctx.issues.error(
        "gzip_damaged",
        file=file,
        column="",
        value="",
        key=file[:100],
        entity=TITLES,
        message=f"The packed file is damaged: {words} What came before was read (look at the last record: it may be cut); what stood behind is missing.",
        todo=_AGAIN + " Records that are here already stay as they are.",
        group="Files that break off",
    )


def _encoding(frame: Frame, rules: Rules) -> str | None:
    """The profile's encoding, where a record's own bytes do not decide."""
    if not rules.encoding or frame.form is not Form.ISO2709 or frame.data.isascii():
        return None
    try:
        frame.data.decode()
    except UnicodeDecodeError:
        return rules.encoding
    return None


def _tell_remarks(ctx: StageContext, parsed: Parsed) -> None:
    for remark in parsed.draft.told:
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
            group=remark.group,
        )
