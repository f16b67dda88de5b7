"""A zip opened safely: everything is checked in its table of contents before a byte is unpacked.

Refused, each with its own words: too many files, too large, packed suspiciously well, names that
climb out of the folder, links, doubled names, encrypted or nested zips, overlapping entries.
Tolerated: one folder around everything, and the litter that desktops leave in zips.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import MIB, Limits

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_END_RECORD = b"PK\x05\x06"
_END_SIZE = 22
_END64_RECORD, _END64_SIZE = b"PK\x06\x06", 56
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_COMMENT_MAX = 65535
_ENCRYPTED = 0x1
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def looks_like_zip(head: bytes) -> bool:
    """Whether a file begins like a zip."""
    return head.startswith(ZIP_MAGIC)


@dataclass
class Package:
    """An open zip: ``names`` maps a file's bare name to its entry; ``folder`` is the one around them, if any."""

    zip: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo]
    folder: str = ""
    ignored: list[str] = field(default_factory=list)

    def open(self, name: str) -> BinaryIO:
        """A stream of the unpacked bytes of one file."""
        return cast(BinaryIO, _Guarded(self.zip.open(self.names[name]), name))

    def size(self, name: str) -> int:
        """Unpacked size in bytes, as the zip declares it."""
        return self.names[name].file_size


class _Guarded:
    """A stream inside a zip whose damage is told in our words."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int = -1) -> bytes:
        return self._guarded(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._guarded(self._stream.readline, size)

    def _guarded(self, take: Callable[[int], bytes], size: int) -> bytes:
        try:
            return take(size)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
            raise _damaged(self._name, error) from error
        except Exception as error:  # zlib.error is no OSError; whatever unpacking raises means the same to a person
            raise _damaged(self._name, error) from error

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> _Guarded:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _damaged(name: str, error: Exception) -> Rejected:
    return Rejected(
        f"“{name}” inside the zip is damaged ({error}).",
        remedy="Export or download the zip again; it was probably cut short on its way.",
        code="zip_damaged",
        file=name,
    )


@contextmanager
def open_package(path: Path, limits: Limits) -> Iterator[Package]:
    """Open a zip for reading. Raises :class:`Rejected` for anything unsafe, damaged or empty."""
    _check_table_of_contents(path, limits)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise _not_a_zip(path, error) from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check_entries(archive.infolist(), limits)
        kept = [entry for entry in entries if not _is_litter(entry.filename)]
        if not kept:
            raise Rejected(
                "The zip is empty.",
                remedy="Export again and check that the zip has CSV files in it before you drop it here.",
                code="zip_empty",
            )
        folder = _common_folder(kept)
        names: dict[str, zipfile.ZipInfo] = {}
        ignored: list[str] = []
        for entry in kept:
            bare = entry.filename[len(folder) :]
            if "/" in bare:
                ignored.append(entry.filename)
                continue
            names[bare] = entry
        package = Package(archive, names, folder, ignored)
        _check_nested(package)
        yield package


def zip_names(path: Path, limits: Limits) -> tuple[str, ...]:
    """The bare names inside a zip, for guessing what it is; none when it cannot be opened safely."""
    try:
        with open_package(path, limits) as package:
            return tuple(package.names)
    except Rejected:
        return ()


def _not_a_zip(path: Path, error: Exception | None) -> Rejected:
    with path.open("rb") as stream:
        head = stream.read(512)
    if not head:
        message = "The file is empty."
    elif looks_like_zip(head):
        message = f"The zip is damaged ({error or 'its table of contents is missing'})."
    else:
        message = "This is not a zip file."
    return Rejected(
        message, remedy="Export it again, or download it again if it came over the network.", code="not_a_zip"
    )


def _check_table_of_contents(path: Path, limits: Limits) -> None:
    """Look at the end record first: a table of a million names must not be read into memory."""
    size = path.stat().st_size
    if size > limits.upload:
        raise _too_large(f"The file has {size // MIB} MiB; {limits.upload // MIB} MiB are allowed.")
    with path.open("rb") as stream:
        stream.seek(max(0, size - _END_SIZE - _COMMENT_MAX - _LOCATOR_SIZE - _END64_SIZE))
        tail = stream.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _not_a_zip(path, None)
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    if at >= _LOCATOR_SIZE + _END64_SIZE and tail.startswith(_LOCATOR, at - _LOCATOR_SIZE):
        # Zip64: the numbers that may be too large for the old record stand in a second one just before it.
        before = at - _LOCATOR_SIZE - _END64_SIZE
        if tail.startswith(_END64_RECORD, before):
            entries, directory = struct.unpack_from("<QQ", tail, before + 32)
    if entries > limits.entries or directory > limits.directory:
        raise Rejected(
            f"The zip holds {entries:,} files; at most {limits.entries} are expected.",
            remedy="A roster zip has a manifest and about a dozen CSV files. Check that it is the right one.",
            code="zip_too_many",
        )


def _too_large(message: str) -> Rejected:
    return Rejected(
        message,
        remedy="Check that it is the right file; an administrator can raise FIRSTBELL_IMPORT_LIMITS if it is.",
        code="zip_too_large",
    )


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise Rejected(
            f"The zip holds {len(entries):,} files; at most {limits.entries} are expected.",
            remedy="A roster zip has a manifest and about a dozen CSV files. Check that it is the right one.",
            code="zip_too_many",
        )
    seen: set[str] = set()
    total = 0
    for entry in entries:
        _check_name(entry)
        key = entry.filename.casefold()
        if key in seen:
            raise _unsafe(entry, "is in the zip twice", "zip_duplicate_name")
        seen.add(key)
        if entry.flag_bits & _ENCRYPTED:
            raise Rejected(
                f"“{_shown(entry)}” inside the zip is encrypted.",
                remedy="Export it without a password; the connection to Firstbell is what protects it.",
                code="zip_encrypted",
                file=_shown(entry),
            )
        if entry.compress_type not in _PLAIN_METHODS:
            raise _unsafe(entry, "is packed by a method we do not open", "zip_method")
        total += entry.file_size
        if entry.file_size > limits.entry or total > limits.unpacked:
            raise _too_large(f"Unpacked, the zip would take more than {min(limits.entry, limits.unpacked) // MIB} MiB.")
        if entry.file_size > limits.ratio_from and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _too_large(f"“{_shown(entry)}” grows more than {limits.ratio} times when unpacked, like a zip bomb.")
    _check_overlap(entries)


def _check_name(entry: zipfile.ZipInfo) -> None:
    # orig_filename: Python cuts a name at a NUL byte, which could hide what it really says.
    name = entry.orig_filename
    windows = name.replace("\\", "/")
    if "\x00" in name or windows.startswith("/") or windows[1:2] == ":" or ".." in PurePosixPath(windows).parts:
        raise _unsafe(entry, "has a name that points outside the zip", "zip_path")
    if "\\" in name:
        raise _unsafe(entry, "has a backslash in its name", "zip_path")
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe(entry, "is a link, not a file", "zip_link")


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share packed bytes are how a small zip claims to hold a large one many times."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for one, following in pairwise(ordered):
        if one.header_offset + 30 + one.compress_size > following.header_offset:
            raise _unsafe(one, "overlaps another file in the zip", "zip_overlap")


def _check_nested(package: Package) -> None:
    for name in package.names:
        with package.zip.open(package.names[name]) as stream:
            try:
                head = stream.read(4)
            except Exception as error:  # a damaged entry; zlib.error and friends
                raise _damaged(name, error) from error
        if looks_like_zip(head) or name.lower().endswith(".zip"):
            raise Rejected(
                f"“{name}” is a zip inside the zip.",
                remedy="Unpack the outer zip and drop the inner one here.",
                code="zip_nested",
                file=name,
            )


def _unsafe(entry: zipfile.ZipInfo, what: str, code: str) -> Rejected:
    return Rejected(
        f"“{_shown(entry)}” {what}.",
        remedy="No student system exports that. Make the zip again from the exported files only.",
        code=code,
        file=_shown(entry),
    )


def _shown(entry: zipfile.ZipInfo) -> str:
    return "".join(c if c.isprintable() else "?" for c in entry.orig_filename)[:120]


def _is_litter(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1].lower() in _LITTER or parts[-1].startswith("._")


def _common_folder(entries: list[zipfile.ZipInfo]) -> str:
    """``"export/"`` when everything lies in that one folder, else nothing."""
    firsts = {entry.filename.split("/", 1)[0] for entry in entries if "/" in entry.filename}
    loose = any("/" not in entry.filename for entry in entries)
    return f"{firsts.pop()}/" if len(firsts) == 1 and not loose else ""
