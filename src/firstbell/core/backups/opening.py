"""Open a backup and check all of it: nothing outside the scratch folder is touched before every hash fits."""

from __future__ import annotations

import errno
import hashlib
import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from firstbell.core.backups.envelope import MAGIC, is_envelope, open_envelope
from firstbell.core.backups.manifest import NAME, Manifest, check_version, read_manifest
from firstbell.core.backups.snapshots import Told
from firstbell.core.errors import Conflict, Invalid

BLOCK = 1024 * 1024
MOST_MANIFEST = 64 * 1024 * 1024
# What ``zipfile`` throws when bytes are not what they were. RuntimeError: a member claims to be locked; ValueError: a name
# that is no text, a place before the file's beginning.
_NOT_AN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError),
)


@dataclass(frozen=True)
class Opened:
    """A backup whose every member was checked, unpacked into ``folder``."""

    manifest: Manifest
    folder: Path

    def member(self, name: str) -> Path:
        return self.folder / name


@contextmanager
def opened(file: Path, scratch_in: Path, *, passphrase: str, told: Told) -> Iterator[Opened]:
    """Raises Invalid: not a backup, damaged, cut off, wrong passphrase; Conflict: from a newer program, no room."""
    if not file.is_file():
        raise Invalid(f"There is no file {file}.", remedy="Check the path.")
    scratch_in.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".firstbell-restore-", dir=scratch_in) as scratch:
        folder = Path(scratch)
        try:
            plain = _plain(file, folder, passphrase)
            with zipfile.ZipFile(plain) as archive:
                manifest = _manifest_of(archive)
                check_version(manifest)
                _check_room(manifest, folder)
                _unpack(archive, manifest, folder / "members", told)
        except _NOT_AN_ARCHIVE as error:
            raise _damaged(f"it cannot be read as an archive ({error})") from error
        except OSError as error:
            if error.errno in {None, errno.EINVAL}:  # not the disk: a place in the file that cannot be
                raise _damaged(f"it cannot be read as an archive ({error})") from error
            raise Conflict(
                f"The backup cannot be unpacked: {error.strerror}.", remedy="Make room, try again."
            ) from error
        yield Opened(manifest, folder / "members")


def _plain(file: Path, folder: Path, passphrase: str) -> Path:
    with file.open("rb") as source:
        if not is_envelope(source.read(len(MAGIC))):
            return file
        if not passphrase:
            raise Invalid("This backup is encrypted.", remedy="Give its passphrase.", code="passphrase_needed")
        source.seek(0)
        plain = folder / "plain.zip"
        plain.touch(mode=0o600)
        with plain.open("wb") as target:
            open_envelope(source, target, passphrase)
    return plain


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    if NAME not in names:
        raise Invalid(
            "This is no backup of Firstbell: it has no manifest.", remedy="Choose a file “firstbell backup” made."
        )
    if archive.getinfo(NAME).file_size > MOST_MANIFEST:
        raise _damaged("its manifest is too large")
    manifest = read_manifest(archive.read(NAME).decode(errors="replace"))
    if sorted(names) != sorted([*manifest.members, NAME]):
        raise _damaged("its members are not those of its manifest")
    return manifest


def _check_room(manifest: Manifest, folder: Path) -> None:
    needed = sum(member.size for member in manifest.members.values())
    if shutil.disk_usage(folder).free < needed + 100_000_000:
        raise Conflict(
            f"Unpacking needs {needed / 1e9:.1f} GB that are not free.", remedy=f"Make room on {folder.parent}."
        )


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path, told: Told) -> None:
    for number, (name, expected) in enumerate(sorted(manifest.members.items()), start=1):
        told("checking", number, len(manifest.members))
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
            raise _damaged(f"“{name}” is no name of a member")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as source, target.open("wb") as out:
            while block := source.read(BLOCK):
                size += len(block)
                if size > expected.size:
                    break
                digest.update(block)
                out.write(block)
        if size != expected.size or digest.hexdigest() != expected.sha256:
            raise _damaged(f"“{name}” is not what the manifest says")


def _damaged(how: str) -> Invalid:
    return Invalid(
        f"The backup is damaged: {how}. Nothing was changed.",
        remedy="Take another copy of the file, or an older backup.",
    )
