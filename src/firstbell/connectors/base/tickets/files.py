"""Files of old tickets that lie in the zip beside the tables: looked at before anything is written, kept with their line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.old import OldFile
from firstbell.core.attachments import MAX_BYTES, check_file
from firstbell.core.errors import Invalid
from firstbell.core.imports.archive import Package
from firstbell.core.imports.source import StageContext

Kept = tuple[tuple[str, str], ...]


class Files:
    """The files of one package; of a table there are none."""

    def __init__(self, ctx: StageContext, package: Package | None = None, tables: Iterable[str] = ()) -> None:
        self._ctx = ctx
        self._package = package
        taken = set(tables)
        self._names = {} if package is None else {name.casefold(): name for name in package.names if name not in taken}
        self._stored: dict[str, Path | None] = {}
        self.named = 0
        """Files that are only named here, because the zip does not hold them."""

    def found(self, number: str, wanted: Iterable[OldFile]) -> tuple[Kept, list[OldFile]]:
        """Those the zip holds, as (name, path in scratch), and those it does not."""
        kept: list[tuple[str, str]] = []
        missing: list[OldFile] = []
        for one in wanted:
            stored = self._stored_of(number, one)
            if stored is None:
                missing.append(one)
            else:
                kept.append((PurePosixPath(one.name).name[:200] or stored.name, str(stored)))
        self.named += len(missing)
        return tuple(kept), missing

    @property
    def unused(self) -> list[str]:
        """What lies in the zip and belongs to no ticket that was looked at."""
        return sorted(name for key, name in self._names.items() if key not in self._stored)

    def _stored_of(self, number: str, one: OldFile) -> Path | None:
        for name in (*one.names, f"{number}_{one.name}", one.name):
            key = name.casefold()
            if key in self._names:
                if key not in self._stored:
                    self._stored[key] = self._store(self._names[key], one.name)
                return self._stored[key]
        return None

    def _store(self, entry: str, name: str) -> Path | None:
        """Unpacked into the run's scratch folder, if it is a file that is kept here; else told."""
        assert self._package is not None
        try:
            if self._package.size(entry) > MAX_BYTES:
                raise Invalid(f"It has more than {MAX_BYTES // 1_048_576} MB.")
            with self._package.open(entry) as stream:
                data = stream.read(MAX_BYTES + 1)
            check_file(SimpleUploadedFile(PurePosixPath(name).name[:200], data))
        except Invalid as problem:
            self._ctx.issues.warning(
                "file_left_out", file=entry[:120], value=name, entity=ENTITY,
                message=f"“{name[:120]}” is not kept: {problem.message}", group="Files that are not kept here",
                todo="Its name stands on the ticket. Keep the file elsewhere if it matters.",
            )  # fmt: skip
            return None
        target = self._ctx.scratch / f"file-{len(self._stored)}"
        target.write_bytes(data)
        return target
