"""One record from bytes, whatever form it is written in.

ISO 2709 is read by its directory where the directory tells the truth; otherwise the fields are taken in order, split at
0x1E, and the record is marked as salvaged. Raises :class:`~firstbell.library.marc.record.Unreadable` when there is nothing
to be had; everything less is a remark on the record.
"""

from __future__ import annotations

import re
from itertools import accumulate, chain

from firstbell.library.marc import encodings
from firstbell.library.marc.json_form import read_json
from firstbell.library.marc.lines import read_aleph, read_mrk
from firstbell.library.marc.record import Field, Form, Record, Remark, Severity, Unreadable
from firstbell.library.marc.xml_form import read_xml

LONGEST = 99_999
"""Bytes: a record's length has five digits (ISO 2709)."""
LONGEST_FIELD = 9_999
MOST_FIELDS = 10_000
LEADER = 24
_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}[0-9]{9})+")


def read_record(data: bytes, form: str = Form.ISO2709, encoding: str | None = None) -> Record:
    """Read one record. ``encoding`` overrules what its leader and its bytes say (ISO 2709 only).

    Raises :class:`Unreadable`.
    """
    if form == Form.ISO2709:
        return _read_iso2709(data, encoding)
    if form == Form.MARCXML:
        return read_xml(data)
    if form == Form.JSON:
        return read_json(data)
    if form == Form.MRK:
        return read_mrk(data)
    return read_aleph(data)


def _read_iso2709(data: bytes, encoding: str | None) -> Record:
    leader = data[:LEADER].decode("latin-1")
    # The ordinary record first: every number is right, and it is read with one look at each field.
    digits = leader[12:17]
    if digits.isdecimal() and data[-2:] == b"\x1e\x1d":
        base = int(digits)
        if base > LEADER and data[base - 1 : base] == b"\x1e":
            body = data[base:-2]
            parts = body.split(b"\x1e")
            tags = _tags_of_honest_directory(data[LEADER : base - 1], parts)
            if tags is not None:
                record = _record_of(leader, tags, parts, body, encoding)
                if leader[:5] != f"{len(data):05}":
                    record.remarks.append(_wrong_length(leader, data))
                return record
    return _read_slowly(data, leader, encoding)


def _tags_of_honest_directory(directory: bytes, parts: list[bytes]) -> list[str] | None:
    """The tags, when the directory names these parts one after the other without a gap; else None."""
    if len(directory) != 12 * len(parts):
        return None
    text = directory.decode("latin-1")
    tags = [text[place : place + 3] for place in range(0, len(text), 12)]
    # The whole directory as it has to be, compared in one step.
    sizes = [len(part) + 1 for part in parts]
    entries = zip(tags, sizes, accumulate(sizes, initial=0), strict=False)
    return tags if "%s%04d%05d" * len(tags) % tuple(chain.from_iterable(entries)) == text else None


def _wrong_length(leader: str, data: bytes) -> Remark:
    return Remark(
        "wrong_length",
        f"The leader says {_shown(leader[:5])} bytes, the record has {len(data)}.",
        "Nothing to do: the end of the record was found by its mark.",
        "LDR",
        Severity.NOTE,
    )


def _record_of(leader: str, tags: list[str], parts: list[bytes], body: bytes, encoding: str | None) -> Record:
    says_utf8 = leader[9:10] == "a"
    why = ""
    if encoding is None:
        encoding, why = encodings.decide(body, says_utf8)
    record = Record(leader, encoding=encoding)
    if why and why != "some bytes are not UTF-8":
        record.remarks.append(
            Remark(
                "encoding",
                f"{why[:1].upper()}{why[1:]}; it was read as {encoding}.",
                "Look whether its letters are right; if not, name the encoding in the load profile.",
                "LDR",
                Severity.NOTE if encoding == encodings.UTF8 else Severity.WARNING,
            )
        )
    text = _decoded_at_once(body, encoding)
    if text is not None:
        record.fields = list(map(Field, tags, text.split("\x1e")))
        return record
    decode = encodings.decoder(encoding)
    for tag, part in zip(tags, parts, strict=True):
        text, understood = decode(part)
        record.fields.append(Field(tag, text))
        if not understood:
            record.remarks.append(
                Remark(
                    "bad_bytes",
                    f"Field {_shown(tag)} holds bytes that are not {encoding}; they show as �.",
                    "Correct the field by hand, or load the file again with the encoding it is really in.",
                    tag,
                )
            )
    return record


def _decoded_at_once(body: bytes, encoding: str) -> str | None:
    """All fields in one step, where that gives what each by itself would."""
    try:
        if encoding != encodings.MARC8:
            return body.decode(encoding)
        return body.decode("ascii") if b"\x1b" not in body and b"&#x" not in body else None
    except UnicodeDecodeError:
        return None


def _shown(text: str) -> str:
    return "“" + "".join(one if one.isprintable() else "?" for one in text) + "”"


# --- records whose numbers are wrong ---------------------------------------------------------------------------------


def _read_slowly(data: bytes, leader: str, encoding: str | None) -> Record:
    if len(data) < LEADER + 2:
        raise Unreadable("too_short", f"The record has {len(data)} bytes; a leader alone has 24.")
    if len(data) > LONGEST + 1:
        raise Unreadable(
            "too_long",
            f"The record has {len(data):,} bytes; ISO 2709 ends at {LONGEST:,}.",
            "Ask for the file as MARCXML, or for the record without its long fields.",
        )
    if not data.endswith(b"\x1d"):
        raise Unreadable(
            "cut_short",
            f"The record has no end mark (0x1D); its leader says {_shown(leader[:5])} bytes, {len(data)} are there.",
            "The file was probably cut short on its way. Download or export it again.",
        )
    directory_end = data.find(b"\x1e", LEADER)
    if directory_end < 0:
        raise Unreadable("no_fields", "The record has no field mark (0x1E), so it has no fields.")
    remarks: list[Remark] = []
    if leader[:5] != f"{len(data):05}":
        remarks.append(_wrong_length(leader, data))
    found = _by_directory(data, leader)
    was_salvaged = found is None
    if found is None:
        leader = data[: _directory_start(data, directory_end)].decode("latin-1")
        found, remark = _in_order(data, directory_end)
        remarks.append(remark)
    tags, parts = found
    if not tags:
        raise Unreadable("no_fields", "The record has a leader and no fields.")
    if len(tags) > MOST_FIELDS:
        raise Unreadable("too_many_fields", f"The record has {len(tags):,} fields; at most {MOST_FIELDS:,} are read.")
    record = _record_of(leader, tags, parts, b"\x1e".join(parts), encoding)
    record.was_salvaged = was_salvaged
    if len(record.leader) != LEADER:
        record.leader = f"{record.leader:<24}"[:LEADER]
    record.remarks[:0] = remarks
    return record


def _by_directory(data: bytes, leader: str) -> tuple[list[str], list[bytes]] | None:
    """Fields as a directory says that is not in order but true: each ends in 0x1E and together they are the whole."""
    if not leader[12:17].isdecimal():
        return None
    base = int(leader[12:17])
    directory = data[LEADER : base - 1]
    if base <= LEADER or base > len(data) or data[base - 1 : base] != b"\x1e" or len(directory) % 12:
        return None
    tags: list[str] = []
    parts: list[bytes] = []
    covered = 0
    for at in range(0, len(directory), 12):
        numbers = directory[at + 3 : at + 12]
        if not numbers.isdigit():
            return None
        size, start = int(numbers[:4]), base + int(numbers[4:])
        part = data[start : start + size]
        if size == 0 or len(part) != size or part[-1] != 0x1E or b"\x1e" in part[:-1]:
            return None
        tags.append(directory[at : at + 3].decode("latin-1"))
        parts.append(part[:-1])
        covered += size
    return (tags, parts) if covered == len(data) - base - 1 else None


def _directory_start(data: bytes, end: int) -> int:
    """Where the entries begin: behind the leader, or near it where somebody lost or added a character of it."""
    for start in (LEADER, 23, 25, 22, 26, 21, 27):
        is_likely = start == LEADER or data[start - 4 : start] == b"4500"
        if is_likely and end > start and (end - start) % 12 == 0 and _ENTRIES.fullmatch(data, start, end):
            return start
    return LEADER


def _in_order(data: bytes, directory_end: int) -> tuple[tuple[list[str], list[bytes]], Remark]:
    """Salvage: the parts between field marks, with the directory's tags in order."""
    start = _directory_start(data, directory_end)
    directory = data[start:directory_end]
    parts = data[directory_end + 1 : -1].split(b"\x1e")
    if parts and not parts[-1].strip(b"\r\n\x00 "):
        parts.pop()
    tags = [directory[at : at + 3].decode("latin-1") for at in range(0, len(directory) - 2, 12)]
    if len(tags) > len(parts) and b"" in parts:
        parts = [part for part in parts if part]
    if len(tags) == len(parts):
        words = "The directory is wrong; the fields were taken in the order in which they stand."
    else:
        words = (
            f"The directory is wrong: it names {len(tags)} fields, {len(parts)} are there; "
            "they were put together in order as far as both go."
        )
    if start != LEADER:
        words += f" The leader has {start} characters instead of 24."
    both = min(len(tags), len(parts))
    remark = Remark("salvaged", words, "Compare the record with another library's before you rely on it.", "LDR")
    return (tags[:both], parts[:both]), remark
