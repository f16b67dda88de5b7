"""The protocol by which a room or connector teaches the import machine a kind of file.

Offers :class:`Source`, what it is given (:class:`Upload`, :class:`StageContext`), what it gives
back (:class:`Staged`) and the registry. The README of this folder is the guide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from firstbell.core.actor import Actor
from firstbell.core.imports.archive import looks_like_zip, zip_names
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import Finding, GuardPolicy
from firstbell.core.imports.issues import IssueCollector
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.tally import Tally
from firstbell.core.models.imports import OWN_KINDS

Progress = Callable[[str, int, int | None], None]


def no_progress(label: str, done: int, total: int | None) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record in a file: its key in counts and issues, and its plural on screen."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose kind is not known yet: its first bytes, and its entry names if it is a zip."""

    filename: str
    head: bytes
    is_zip: bool = False
    names: tuple[str, ...] = ()
    path: Path | None = None
    """Where it lies, for sources whose files do not show at their first bytes what they are (workbooks)."""
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def read(cls, path: Path, filename: str, limits: Limits) -> Upload:
        """Look at the beginning of a stored file; a zip that is unsafe has no names here."""
        with path.open("rb") as stream:
            head = stream.read(64 * 1024)
        if not looks_like_zip(head):
            return cls(filename, head, path=path, limits=limits)
        return cls(filename, head, True, zip_names(path, limits), path, limits)


@dataclass(frozen=True, slots=True)
class Sample:
    """An example of what would change: ``changes`` maps a field's name to (old, new) in plain words."""

    entity: str
    key: str
    label: str
    changes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Match:
    """A new row that is somebody or something we already know under another key."""

    entity: str
    key: str
    label: str
    target: str
    why: str


@dataclass
class StageContext:
    """All that a source may know while it stages and applies; see the README's table."""

    path: Path
    filename: str
    organisation_id: int
    org_path: str
    scratch: Path
    limits: Limits
    issues: IssueCollector
    today: dt.date
    now: dt.datetime
    run_id: int = 0
    actor: Actor | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    value_maps: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    last_meta: Mapping[str, Any] = field(default_factory=dict)
    """``Staged.meta`` of the last run of this source that was applied here."""
    progress: Progress = no_progress
    tally: Tally = field(default_factory=Tally)
    samples: list[Sample] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    matches_total: int = 0
    findings: list[Finding] = field(default_factory=list)
    live_counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _sampled: dict[str, int] = field(default_factory=dict)

    def mapped(self, entity: str, column: str, value: str) -> str:
        """Our value for a foreign one, as people mapped it; the value itself when nobody did."""
        mapping = self.value_maps.get((entity, column))
        return value if mapping is None else mapping.get(value.strip().casefold(), value)

    def map_version(self, entity: str) -> str:
        """Differs whenever the value map of this entity differs."""
        return repr(sorted((key, sorted(m.items())) for key, m in self.value_maps.items() if key[0] == entity))

    def sample(self, entity: str, key: str, label: str, changes: Mapping[str, tuple[str, str]]) -> None:
        """Keep an example for the preview, up to ``limits.samples`` for each entity."""
        kept = self._sampled.get(entity, 0)
        if kept < self.limits.samples:
            self._sampled[entity] = kept + 1
            self.samples.append(Sample(entity, key, label, dict(changes)))

    def match(self, entity: str, key: str, label: str, target: str, why: str) -> None:
        """Tell the preview that a new row would adopt a record we already have."""
        self.matches_total += 1
        if len(self.matches) < self.limits.samples * 4:
            self.matches.append(Match(entity, key, label, target, why))

    def live(self, entity: str, counts: Mapping[int, int]) -> None:
        """How many records were live before this run, by organisation id (0 for "nowhere")."""
        self.live_counts[entity] = dict(counts)

    def hold(self, code: str, message: str, todo: str, *, entity: str = "", count: int = 0) -> None:
        """Hold the run for a reason the guards cannot know."""
        self.findings.append(Finding(code=code, message=message, todo=todo, entity=entity, count=count))


@dataclass
class Staged:
    """What a source found. ``writes`` is how many rows apply would write; 0 means nothing to do.

    ``meta`` is small, JSON-able, kept on the run and given to the next run as ``ctx.last_meta``.
    ``plan`` is the source's own; the machine never looks into it.
    """

    writes: int
    plan: Any = None
    meta: dict[str, Any] = field(default_factory=dict)
    complete: bool = True


class Source(Protocol):
    """A kind of file. Implementations keep no state between calls."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def accepts(self) -> str: ...
    @property
    def entities(self) -> tuple[Entity, ...]: ...
    @property
    def guards(self) -> tuple[GuardPolicy, ...]: ...

    def sniff(self, upload: Upload) -> bool:
        """Whether this looks like one of ours; must not raise."""
        ...

    def stage(self, ctx: StageContext) -> Staged:
        """Read the file and compare; write nothing. Raises :class:`Rejected`."""
        ...

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        """Write what was staged. Runs inside the one transaction of the run."""
        ...


@runtime_checkable
class KnowsColumns(Protocol):
    """A source that can say how much of a file it understands, for files that several sources claim."""

    def columns_known(self, upload: Upload) -> int: ...


@runtime_checkable
class WorksAfterwards(Protocol):
    """A source with something left to do once its rows are written and everybody sees them, such as what only makes searching
    better. It asks a worker for it by itself; the command line, beside which there may be none, does it at once."""

    def afterwards(self, *, by: Actor) -> str:
        """Do what waits, and say what was done; "" when nothing waited. May be done twice, and stopped."""
        ...


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known; done by each app's ``import_sources`` module at start-up.

    With an attribute ``needs`` (a permission) its files may be brought in without ``core.import.any`` by who holds that.
    With ``keeps_file = False`` an uploaded file is deleted as soon as it was applied or put away.
    """
    _sources[source.key] = source
    needs: str = getattr(source, "needs", "")
    if needs:
        OWN_KINDS[source.key] = needs


def fleeting_sources() -> list[str]:
    """Keys of the sources whose files are not kept."""
    return [key for key, source in _sources.items() if not getattr(source, "keeps_file", True)]


def sources() -> tuple[Source, ...]:
    """Every known source, in order of their labels."""
    return tuple(sorted(_sources.values(), key=lambda one: one.label))


def source_by_key(key: str) -> Source:
    """Raises :class:`Rejected` for a source that is no longer installed."""
    try:
        return _sources[key]
    except KeyError:
        raise Rejected(
            f"There is no kind of import called “{key}” here.",
            remedy=f"Known kinds: {', '.join(sorted(_sources)) or 'none'}.",
            code="unknown_source",
        ) from None


def detect(upload: Upload) -> Source | None:
    """The source whose files look like this: the only one that claims it, or the one that knows most of its columns."""
    claims = [source for source in sources() if source.sniff(upload)]
    if len(claims) > 1:
        known = [source.columns_known(upload) if isinstance(source, KnowsColumns) else 0 for source in claims]
        claims = [source for source, count in zip(claims, known, strict=True) if count == max(known)]
    return claims[0] if len(claims) == 1 else None
