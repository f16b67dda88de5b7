"""Events and the unit of work: what happened, told once, in the transaction that did it.

``change(by)`` opens the unit of work: one database transaction, one change id. Inside it,
actions ``publish`` events. Before the commit every event becomes an audit entry (two inserts
for the whole change, however many events) and the touched objects are indexed for search.
Listeners come in two kinds: ``@listens`` runs inside the transaction and may change more;
``@after_commit`` runs once the change is stored and must not fail it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import ReadOnly
from firstbell.core.refs import Ref

log = logging.getLogger("firstbell.events")


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. Subclasses are frozen dataclasses with a ``verb``.

    ``about`` lists other objects on whose timeline the event also appears; ``changes`` maps a
    field to (old, new), in words fit to be read; ``org_path`` says who may read the entry.
    """

    verb: ClassVar[str]
    audited: ClassVar[bool] = True

    subject: Ref
    org_path: str
    about: tuple[Ref, ...] = ()
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    note: str = ""

    def summary(self) -> str:
        """One sentence for the timeline; subclasses say it better."""
        return f"{self.verb.rsplit('.', 1)[-1].replace('_', ' ').capitalize()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TaskRetried(Event):
    """core's own: a failed piece of background work was put in the queue again."""

    verb: ClassVar[str] = "core.task_retried"


@dataclass(frozen=True, kw_only=True)
class JobAsked(Event):
    """core's own: somebody had a scheduled job run ahead of its time."""

    verb: ClassVar[str] = "core.job_asked"

    def summary(self) -> str:
        return f"Asked to run now: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class KeysRotated(Event):
    """core's own: every stored secret was written again with a new key."""

    verb: ClassVar[str] = "core.keys_rotated"

    secrets: int
    keys_let_go: int

    def summary(self) -> str:
        return f"{self.secrets} stored secrets have a new key; {self.keys_let_go} old keys were let go"


@dataclass(frozen=True, kw_only=True)
class RetentionRuleEdited(Event):
    """core's own: how long a kind of record is kept, or whether the rule is on, was changed."""

    verb: ClassVar[str] = "core.retention_rule_edited"


@dataclass(frozen=True, kw_only=True)
class RetentionApplied(Event):
    """core's own: records whose time was over were let go. The subject is the rule."""

    verb: ClassVar[str] = "core.retention_applied"

    count: int

    def summary(self) -> str:
        return f"{self.subject.label}: {self.count} let go, their time was over"


@dataclass(frozen=True, kw_only=True)
class BackupPlanEdited(Event):
    """core's own: how backups are made by themselves was changed."""

    verb: ClassVar[str] = "core.backup_plan_edited"


E = TypeVar("E", bound=Event)
Listener = Callable[[Any, Actor], None]

WholeChange = Callable[["Change"], None]

_at_the_end: list[WholeChange] = []
_in_transaction: dict[type[Event], list[Listener]] = {}
_after_commit: dict[type[Event], list[Listener]] = {}


def listens(event_type: type[E]) -> Callable[[Callable[[E, Actor], None]], Callable[[E, Actor], None]]:
    """Run the function inside the transaction, right when the event is published."""

    def register(listener: Callable[[E, Actor], None]) -> Callable[[E, Actor], None]:
        _in_transaction.setdefault(event_type, []).append(listener)
        return listener

    return register


def after_commit(event_type: type[E]) -> Callable[[Callable[[E, Actor], None]], Callable[[E, Actor], None]]:
    """Run the function once the change is stored; its failure is logged, never undoes."""

    def register(listener: Callable[[E, Actor], None]) -> Callable[[E, Actor], None]:
        _after_commit.setdefault(event_type, []).append(listener)
        return listener

    return register


def at_the_end(listener: WholeChange) -> WholeChange:
    """Run the function once for every change that published something, with all its events, before the commit."""
    _at_the_end.append(listener)
    return listener


@dataclass
class Change:
    """One unit of work: who, since when, what happened so far."""

    by: Actor
    id: uuid.UUID
    events: list[Event] = field(default_factory=list)
    #: By kind and id: what search makes the document of; None where it has to read first.
    touched: dict[str, dict[int, Any]] = field(default_factory=dict)
    followers: dict[str, Callable[[], object]] = field(default_factory=dict)
    at_hand: dict[Ref, Any] = field(default_factory=dict)
    gathered: dict[str, tuple[set[Any], Callable[[Any], object]]] = field(default_factory=dict)

    def publish(self, event: Event) -> None:
        """Record the event for the audit and tell the listeners inside the transaction."""
        self.events.append(event)
        for listener in _in_transaction.get(type(event), ()):
            listener(event, self.by)

    def hand_over(self, thing: Any) -> None:
        """Listeners may take this very object from ``at_hand`` instead of reading it again; what they change on it, they store."""
        self.at_hand[thing.ref] = thing

    def follow_up(self, name: str, act: Callable[[], object]) -> None:
        """Run ``act`` once the change is stored; the same name twice in one change runs once."""
        self.followers.setdefault(name, act)

    def gather(self, name: str, things: Iterable[Any], act: Callable[[Any], object]) -> None:
        """Collect under this name; once, before the commit and after all else that writes, ``act`` gets the whole set.

        For rows that many changes write: their lock is held for the shortest time, and nothing is locked after them.
        """
        self.gathered.setdefault(name, (set(), act))[0].update(things)

    @contextmanager
    def part(self) -> Iterator[None]:
        """A piece of the work that may fail alone: what it wrote and published is forgotten, the rest stands."""
        events, touched = len(self.events), {kind: dict(things) for kind, things in self.touched.items()}
        try:
            with transaction.atomic():
                yield
        except Exception:
            del self.events[events:]
            self.touched = touched
            raise

    def reindex(self, kind: str, *ids: int, at_hand: Any = None) -> None:
        """Have search read these objects again before the commit.

        ``at_hand``: of a single one, what :attr:`firstbell.core.search.Searchable.document` takes, looked at then instead
        of reading. Whoever has changed it through another object asks without, and it is read.
        """
        self.touched.setdefault(kind, {}).update(dict.fromkeys(ids, at_hand))


_current: ContextVar[Change | None] = ContextVar("firstbell_change", default=None)


@contextmanager
def change(by: Actor) -> Iterator[Change]:
    """The unit of work. Nested calls join the outer one: one action calling another is one change.

    Raises ReadOnly for an actor who only looks.
    """
    if by.read_only:
        raise ReadOnly
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        unit = Change(by=by, id=uuid.uuid4())
        token = _current.set(unit)
        try:
            yield unit
            _finish(unit)
        finally:
            _current.reset(token)
        if any(type(event) in _after_commit for event in unit.events):
            transaction.on_commit(lambda: _tell_after_commit(unit))
        for act in unit.followers.values():
            transaction.on_commit(act, robust=True)


def current_change() -> Change | None:
    """The open unit of work of this thread, if any."""
    return _current.get()


def _finish(unit: Change) -> None:
    # Imported here: audit and search define models, which load after this module.
    from firstbell.core import audit, search

    if unit.events:
        audit.record(unit, at=timezone.now())
        for listener in _at_the_end:
            listener(unit)
    for kind, touched in unit.touched.items():
        search.index(kind, touched)
    for things, act in unit.gathered.values():
        act(things)


def _tell_after_commit(unit: Change) -> None:
    for event in unit.events:
        for listener in _after_commit.get(type(event), ()):
            try:
                listener(event, unit.by)
            except Exception:
                log.exception("A listener failed after %s was stored", event.verb)
