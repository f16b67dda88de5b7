"""Files written as they are made: CSV, text and zip members, each counted and digested on its way out."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from firstbell.demo.generator.spec import WrittenFile

# Entries of a zip carry one fixed moment, so that equal content gives equal bytes.
_ZIP_MOMENT = (2026, 8, 1, 0, 0, 0)
_UNIX = 3
_ROWS_AT_ONCE = 2000


class _Digested(io.BufferedIOBase):
    """Passes bytes on to `target`, keeping their number and digest."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self.size, self.digest = target, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # only bytes come from TextIOWrapper
        self.size += len(data)
        self.digest.update(data)
        return self._target.write(data)


class Output:
    """Writes into one directory and remembers what it wrote."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files: list[WrittenFile] = []
        directory.mkdir(parents=True, exist_ok=True)

    def text(self, path: str, content: str) -> None:
        """A text file; `content` brings its own line ends."""
        with self._file(path) as target:
            digested = _Digested(target)
            digested.write(content.encode())
        self._note(path, digested, None)

    def table(self, path: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
        """A CSV file as RFC 4180 has it; the number of rows is given back."""
        with self._file(path) as target:
            digested = _Digested(target)
            count = _write_rows(digested, header, rows)
        self._note(path, digested, count)
        return count

    @contextmanager
    def archive(self, path: str) -> Iterator["Archive"]:
        """A zip whose members are written through `Archive`; noted itself when it is complete."""
        target = self.directory / path
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            yield Archive(self, package, path)
        with target.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        self.files.append(WrittenFile(path, target.stat().st_size, digest))

    def _file(self, path: str) -> IO[bytes]:
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")

    def _note(self, path: str, digested: _Digested, rows: int | None) -> None:
        self.files.append(WrittenFile(path, digested.size, digested.digest.hexdigest(), rows))


class Archive:
    """An open zip of `Output`."""

    def __init__(self, output: Output, package: zipfile.ZipFile, path: str) -> None:
        self._output, self._package, self._path = output, package, path

    def table(self, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
        """A CSV member, written while its rows are made; the number of rows is given back."""
        entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system = _UNIX
        entry.external_attr = 0o644 << 16
        with self._package.open(entry, "w") as target:
            digested = _Digested(target)
            count = _write_rows(digested, header, rows)
        self._output._note(f"{self._path}/{name}", digested, count)
        return count


def _write_rows(digested: _Digested, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        count += 1
        if count % _ROWS_AT_ONCE == 0:
            digested.write(text.getvalue().encode())
            text.seek(0)
            text.truncate()
    digested.write(text.getvalue().encode())
    return count
