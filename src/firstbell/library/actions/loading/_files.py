"""A dropped file opened: zipped, packed, with a byte-order mark, in any form that MARC comes in."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from firstbell.core.imports.archive import Package, looks_like_zip, open_package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import MIB, Limits
from firstbell.core.imports.source import Upload
from firstbell.library.marc.framing import sniff
from firstbell.library.marc.record import Form

_GZIP = b"\x1f\x8b"
_HEAD = 64 * 1024
_STEP = 4096
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Plain letters with zeros between them, as a file begins that has no byte-order mark.
_WIDE_LETTERS = (
    (re.compile(rb"(?:[\t-~]\0){8}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t-~]){8}"), "utf-16-be"),
    (re.compile(rb"(?:[\t-~]\0\0\0){4}"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\t-~]){4}"), "utf-32-be"),
)
#: What is dropped in the place of records, by how it begins.
_OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (_GZIP, "packed twice (a gzip within a gzip)"),
    (b"PK\x03\x04", "a zip within a gzip"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ\0", "packed with xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard"),
    (b"\xd0\xcf\x11\xe0", "a document of Microsoft Office"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "a text document (RTF)"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_TWO_BYTES = re.compile(r"(?:utf-?(?:16|32)|ucs-?[24]|iso-10646)", re.IGNORECASE)
_NO_CHARSETS = frozenset(("idna", "unicode-escape", "raw-unicode-escape"))
_BY_NAME = {".xml": Form.MARCXML, ".json": Form.JSON, ".mrk": Form.MRK}


@dataclass(frozen=True, slots=True)
class RecordsFile:
    """One file of records, unpacked: its name, its form, and its bytes (text forms in UTF-8).

    ``damage`` says once all is read why there was no more of it; ``""`` when there was nothing else.
    """

    name: str
    form: Form
    stream: BinaryIO
    damage: Callable[[], str] = str


class _Unpacking(io.RawIOBase):
    """A gzip's bytes as far as they can be unpacked; what comes behind a damage is lost, and ``damage`` says so.

    Unpacked it may not grow beyond what is allowed, nor from nothing.
    """

    def __init__(self, stream: BinaryIO, packed: int, limits: Limits) -> None:
        self._stream = stream
        self._packed = max(packed, 1)
        self._limits = limits
        self._given = 0
        self._taken = 0
        self._input = b""
        self._member: zlib._Decompress | None = None
        self._is_over = False
        self.damage = ""

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:
        data = b""
        while not data and not self._is_over:
            data = self._next(len(place))
        place[: len(data)] = data
        self._given += len(data)
        limits = self._limits
        if self._given > limits.entry or (
            self._given > limits.ratio_from and self._given > limits.ratio * self._packed
        ):
            raise Rejected(
                f"Unpacked, the file has more than {self._given // MIB} MiB: too much for its packed size.",
                remedy="Unpack it yourself and look at what it is.",
                code="gzip_too_large",
            )
        return len(data)

    def _next(self, size: int) -> bytes:
        if not self._input:
            self._input = self._stream.read(_HEAD)
            self._taken += len(self._input)
        if self._member is None:
            # Zeros may stand between the parts of a gzip and behind them, for tapes.
            self._input = self._input.lstrip(b"\0")
            if not self._input:
                self._is_over = not (more := self._stream.read(_HEAD))
                self._input, self._taken = more, self._taken + len(more)
                return b""
            if not self._input.startswith(_GZIP[: len(self._input)]):
                return self._ended("what stands behind the packed data is not packed")
            self._member = zlib.decompressobj(31)
        before = self._member.copy()
        try:
            data = self._member.decompress(self._input, size)
        except zlib.error as error:
            return self._salvaged(before, size, str(error))
        if not (data or self._input or self._member.eof):
            return self._ended("the packed data end too early")
        self._input = self._member.unconsumed_tail or self._member.unused_data
        if self._member.eof:
            self._member = None
        return data

    def _ended(self, words: str) -> bytes:
        at = self._taken - len(self._input)
        self.damage = f"{words[:1].upper()}{words[1:]} (at byte {at:,} of {self._packed:,})."
        self._is_over = True
        return b""

    def _salvaged(self, member: zlib._Decompress, size: int, words: str) -> bytes:
        """What lies before the byte that cannot be unpacked: byte by byte, as an error takes the rest of its call along."""
        kept = b""
        for at in range(len(self._input)):
            try:
                kept += member.decompress(self._input[at : at + 1], size - len(kept))
            except zlib.error:
                self._input = self._input[at:]
                self._ended(words)
                return kept
            if len(kept) == size:
                self._input, self._member = member.unconsumed_tail + self._input[at + 1 :], member
                return kept
        self._input = b""
        self._ended(words)
        return kept


class _UntilDamage(io.RawIOBase):
    """A file in a zip as far as it can be unpacked, in small steps: an error takes the rest of its call along."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.damage = ""

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:
        if self.damage:
            return 0
        try:
            data = self._stream.read(min(len(place), _STEP))
        except Rejected:
            self.damage = "It cannot be unpacked from the zip any further."
            return 0
        place[: len(data)] = data
        return len(data)


def _head_of(head: bytes) -> bytes:
    """The first bytes behind a gzip's packing."""
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, _HEAD)
    except zlib.error:
        return b""


def _wide(head: bytes) -> str:
    """The encoding of a file whose letters take two or four bytes each; ``""`` for others."""
    for mark, charset in _WIDE_BOMS:
        if head.startswith(mark):
            return charset
    return next((charset for letters, charset in _WIDE_LETTERS if letters.match(head)), "")


def _plain(head: bytes) -> bytes:
    charset = _wide(head)
    return head.decode(charset, "replace").encode() if charset else head


def _not_another_kind(name: str, head: bytes) -> None:
    """Raises :class:`Rejected` for what is known and holds no records. ``head`` is unpacked."""
    for start, words in _OTHER_KINDS:
        if head.startswith(start):
            raise Rejected(
                f"“{name}” holds no MARC records: it is {words}.",
                remedy="Unpack it yourself and drop what is inside, or choose the file of records that came with it.",
                code="no_records",
                file=name,
            )


def _names_in(package: Package) -> list[str]:
    """All files, those in folders as well: a vendor has one folder for each order."""
    package.names.update((name, package.zip.getinfo(name)) for name in package.ignored if name not in package.names)
    return list(package.names)


def _is_named_like_records(name: str) -> bool:
    """Whether a file in a zip calls itself records: damaged at its beginning it is read all the same."""
    return name.lower().removesuffix(".gz").endswith((".mrc", ".marc", ".mrk"))


def looks_like_records(upload: Upload) -> bool:
    """Whether a file holds MARC records; never raises."""
    if not upload.is_zip:
        return sniff(_plain(_head_of(upload.head))) is not None
    if upload.path is None:
        return False
    try:
        with open_package(upload.path, upload.limits) as package:
            for name in _names_in(package):
                with package.open(name) as stream:
                    head = io.BufferedReader(_UntilDamage(stream)).read(_HEAD)
                    if sniff(_plain(_head_of(head))) is not None:
                        return True
    except Rejected:
        pass
    return False


@contextmanager
def _opened(
    name: str, unpacking: tuple[BinaryIO, Callable[[], str]], head: bytes, form: Form | None
) -> Iterator[RecordsFile]:
    """``head`` has been read from another opening of the same file, so the stream stands at its beginning."""
    stream, damage = unpacking
    known = form or _BY_NAME.get(Path(name).suffix.lower()) or Form.ISO2709
    wide = charset = _wide(head)
    if not wide and known is Form.MARCXML and (declared := _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))):
        charset = declared.group(1).decode("ascii")
        if _TWO_BYTES.match(charset):
            # Its declaration could not be read here if that were true: a program wrote UTF-8 and says UTF-16.
            charset = ""
    if charset and charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        try:
            codec = codecs.lookup(charset)
            # Packers have names as well (hex, zip): those are no text encodings. The declaration itself could be read.
            if not wide and (b"<?xml".decode(charset) != "<?xml" or codec.name in _NO_CHARSETS):
                raise LookupError(charset)
        except (LookupError, UnicodeError):
            raise Rejected(
                f"“{name}” says that it is in “{charset}”, which nobody knows.",
                remedy="Export it again in UTF-8.",
                code="unknown_encoding",
                file=name,
            ) from None
        utf8 = codecs.lookup("utf-8")
        stream = cast(
            BinaryIO,
            codecs.StreamRecoder(stream, utf8.encode, utf8.decode, codec.streamreader, codec.streamwriter, "replace"),
        )
    yield RecordsFile(name, known, stream, damage)


def record_files(path: Path, filename: str, limits: Limits) -> Iterator[RecordsFile]:
    """The files of records in what was dropped, one after the other. Raises :class:`Rejected`."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise Rejected("The file is empty.", remedy="Export or download it again.", code="empty")
    if looks_like_zip(head):
        with open_package(path, limits) as package:
            for name in _names_in(package):
                with package.open(name) as inner:
                    first = io.BufferedReader(_UntilDamage(inner)).read(_HEAD)
                form = sniff(_plain(_head_of(first)))
                if form is None and not _is_named_like_records(name):
                    continue  # a letter to the librarian, an invoice
                with ExitStack() as stack:
                    entry = _UntilDamage(stack.enter_context(package.open(name)))
                    whole = cast(BinaryIO, io.BufferedReader(entry, _HEAD))
                    unpacked, damage = _unpacked(whole, first, package.size(name), limits)
                    either = partial(_damage_of, entry, damage)
                    yield stack.enter_context(_opened(name, (unpacked, either), _head_of(first), form))
        return
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        ready = _unpacked(raw, head, path.stat().st_size, limits)
        start = _head_of(head)
        form = sniff(_plain(start))
        if form is None:
            _not_another_kind(filename, start)
        yield stack.enter_context(_opened(filename, ready, start, form))


def _damage_of(stream: _UntilDamage, damage: Callable[[], str]) -> str:
    return stream.damage or damage()


def _unpacked(stream: BinaryIO, head: bytes, size: int, limits: Limits) -> tuple[BinaryIO, Callable[[], str]]:
    """The bytes of a file behind their packing, if any, and what says of a damage of the packing."""
    if not head.startswith(_GZIP):
        return stream, str
    unpacking = _Unpacking(stream, size, limits)
    return cast(BinaryIO, io.BufferedReader(unpacking, _HEAD)), lambda: unpacking.damage
