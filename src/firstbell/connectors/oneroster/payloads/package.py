"""The zip as a whole: manifest, version, which file is bulk, delta or absent.

A package that contradicts itself is refused here, before a row is read: a manifest that lies about
one file cannot be trusted about what is complete, and completeness is what lets a row be "gone".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from firstbell.connectors.base import notes
from firstbell.connectors.oneroster.payloads.layout import FILES, READ, FileLayout
from firstbell.core.imports.archive import Package, looks_like_zip, open_package
from firstbell.core.imports.encodings import Readable
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.headers import folded
from firstbell.core.imports.issues import IssueCollector
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import StageContext

MANIFEST = "manifest.csv"
UNOPENED = "Excel does that in some countries. Send the file as the student system exported it, unopened."
MODES = ("absent", "bulk", "delta")
MAX_MANIFEST_ROWS = 500
SUPPORTED = "OneRoster 1.1 and 1.2"


@dataclass
class RosterPackage:
    """An open package. ``modes`` names every file of the version; files we never read are checked, not opened."""

    package: Package
    version: str
    modes: dict[str, str]
    system_name: str = ""
    system_code: str = ""
    limits: Limits = field(default_factory=Limits)
    _spelled: dict[str, str] = field(default_factory=dict)

    @property
    def layouts(self) -> tuple[FileLayout, ...]:
        return READ[self.version]

    def mode(self, layout: FileLayout) -> str:
        return self.modes.get(layout.name, "absent")

    def records(self, layout: FileLayout) -> RecordFile:
        """The CSV file of a layout, ready to be read."""
        name = self._spelled[layout.filename.casefold()]
        return RecordFile(self.opener(name), name=layout.filename, limits=self.limits)

    def opener(self, name: str) -> Callable[[], Readable]:
        return lambda: cast(Readable, self.package.open(name))

    def size(self, layout: FileLayout) -> int:
        return self.package.size(self._spelled[layout.filename.casefold()])


@contextmanager
def open_roster(ctx: StageContext) -> Iterator[RosterPackage]:
    """Open and check the package of a run. Raises :class:`Rejected` when it cannot be trusted as a whole."""
    with ctx.path.open("rb") as stream:
        head = stream.read(4096)
    if not looks_like_zip(head):
        raise _loose(ctx.filename, head)
    with open_package(ctx.path, ctx.limits) as package:
        spelled = {name.casefold(): name for name in package.names}
        if MANIFEST not in spelled:
            raise Rejected(
                "The zip has no manifest.csv, which says whether its files are complete.",
                remedy=f"Export the whole {SUPPORTED} package as one zip; do not pick single files out of it.",
                code="no_manifest",
                file=MANIFEST,
            )
        found = _read_manifest(package, spelled[MANIFEST], ctx)
        found._spelled = spelled
        _check_files(found, ctx.issues)
        if package.folder:
            ctx.issues.warning(
                "nested_folder",
                message=f"The files lie in a folder (“{package.folder}”) inside the zip; the standard wants none.",
                todo="Nothing to do here: we read them all the same.",
            )
        yield found


def _loose(filename: str, head: bytes) -> Rejected:
    if b"sourcedid" in head.lower() or head.lower().lstrip(b"\xef\xbb\xbf").startswith(b"propertyname"):
        return Rejected(
            f"“{filename}” is one CSV file out of a OneRoster package.",
            remedy="Drop the whole zip: the files only mean something together, and manifest.csv says what is complete.",
            code="loose_csv",
            file=filename,
        )
    return Rejected(
        f"“{filename}” is not a zip file." if head else f"“{filename}” is empty.",
        remedy=f"Drop the {SUPPORTED} zip as the student system exported it.",
        code="not_a_zip",
        file=filename,
    )


Values = dict[str, tuple[str, int]]
"""Of the manifest: property to (value, line)."""


def _read_manifest(package: Package, name: str, ctx: StageContext) -> RosterPackage:
    table = RecordFile(lambda: cast(Readable, package.open(name)), name=MANIFEST, limits=ctx.limits)
    refuse_separator(MANIFEST, table.header)
    values: Values = {}
    # Some exporters leave the header out; then the first line is a property already.
    if len(table.header) >= 2 and folded(table.header[0]) != "propertyname":
        values[_property(table.header[0])] = (table.header[1], table.header_line)
    for row in islice(table.rows(), MAX_MANIFEST_ROWS):
        if len(row.fields) >= 2 and row.fields[0].strip():
            _say(values, _property(row.fields[0]), row.fields[1].strip(), row.line)
    version = _version(values)
    return RosterPackage(
        package,
        version,
        {known: _mode(values, known) for known in FILES[version]},
        system_name=values.get("source.systemname", ("", 0))[0],
        system_code=values.get("source.systemcode", ("", 0))[0],
        limits=ctx.limits,
    )


def _say(values: Values, name: str, value: str, line: int) -> None:
    """Raises :class:`Rejected` when the manifest has said something else of this before."""
    before, earlier = values.setdefault(name, (value, line))
    if before.casefold() != value.casefold() and name.startswith(("file.", "oneroster.version")):
        raise Rejected(
            f"The manifest says “{before}” in line {earlier} and “{value}” in line {line} of the same thing.",
            remedy="Nothing of a package that contradicts itself is trusted. Export it again.",
            code="manifest_contradicts",
            file=MANIFEST,
            line=line,
            column=name,
            value=value,
        )


def _version(values: Values) -> str:
    version, line = values.get("oneroster.version", ("", 0))
    short = ".".join(version.lower().lstrip("v").split(".")[:2])
    if short in READ:
        return short
    message = (
        f"The manifest says OneRoster version “{version}”." if version else "The manifest names no OneRoster version."
    )
    raise Rejected(
        message,
        remedy=f"Export {SUPPORTED} CSV.",
        code="version",
        file=MANIFEST,
        line=line,
        column="oneroster.version",
        value=version,
    )


def _mode(values: Values, known: str) -> str:
    mode, line = values.get(f"file.{known.casefold()}", ("", 0))
    if mode and mode.lower() not in MODES:
        raise Rejected(
            f"The manifest says “{mode}” for {known}.csv.",
            remedy="It must be bulk, delta or absent. Export again.",
            code="manifest_mode",
            file=MANIFEST,
            line=line,
            column=f"file.{known}",
            value=mode,
        )
    return mode.lower()


def _property(name: str) -> str:
    # The footnote mark of the standard's table was copied into property names by some exporters.
    return name.strip().rstrip("*").casefold()


def _check_files(found: RosterPackage, issues: IssueCollector) -> None:
    by_name = {name.removesuffix(".csv") for name in found._spelled if name.endswith(".csv")}
    for known, mode in found.modes.items():
        _check_file(known, mode, present=known.casefold() in by_name)
        found.modes[known] = mode or "absent"
    standard = {name.casefold() for name in found.modes}
    extra = [
        name for key, name in found._spelled.items() if key.removesuffix(".csv") not in standard and key != MANIFEST
    ]
    extra += found.package.ignored
    if extra:
        names = ", ".join(sorted(extra)[:5])
        issues.warning(
            "extra_file",
            message=f"{len(extra)} file(s) in the zip are not part of OneRoster {found.version}: {names}.",
            todo="They were left alone.",
        )
    if all(mode == "absent" for mode in found.modes.values()):
        raise Rejected(
            "The manifest says that every file is absent.",
            remedy="Choose in the student system which files to export, then export again.",
            code="nothing_inside",
            file=MANIFEST,
        )


def _check_file(known: str, mode: str, *, present: bool) -> None:
    """Raises :class:`Rejected` when the manifest and the zip disagree about one file."""
    if present and mode == "absent":
        code, message = "file_unexpected", f"The manifest says {known}.csv is absent, but the zip has it."
    elif present and not mode:
        code = "file_not_listed"
        message = f"The manifest does not say whether {known}.csv is complete (bulk) or only changes (delta)."
    elif not present and mode in ("bulk", "delta"):
        code, message = "file_missing", f"The manifest says {known}.csv is {mode}, but the zip does not have it."
    else:
        return
    raise Rejected(
        message,
        remedy="The package contradicts itself, so nothing of it is trusted. Export it again and send the zip as it is.",
        code=code,
        file=f"{known}.csv",
    )


def refuse_separator(file: str, found: list[str]) -> None:
    """Raises :class:`Rejected` when a header shows another separator than the comma."""
    notes.refuse_separator(found, file=file, shown=file, remedy=UNOPENED)
