"""Catalogues that one can copy records from: connectors bring them, the screens of copy cataloguing ask them.

A connector registers what it can reach once, in its ``apps.py``::

    register_sources("catalogues", enabled_sources)

``enabled_sources(actor)`` gives the :class:`CatalogueSource` s that are switched on and may be asked by that actor, in the order in
which they are to be shown. It is called for every search, so that a target that was just switched off is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from firstbell.core.actor import Actor


@dataclass(frozen=True, slots=True)
class CatalogueQuery:
    """What is looked for. Either ``isbn`` (13 digits, or 10 where it has no other form), or words, or both.

    ``limit``: how many records an answer should have at most.
    """

    isbn: str = ""
    title: str = ""
    author: str = ""
    limit: int = 10


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """One record as it came: ``form`` and ``encoding`` are values of ``library.models.Form`` and ``Encoding``.

    ``encoding`` "" means that nobody knows: it is decided from the bytes. ``number`` is where it stood in the answer,
    counted from 1.
    """

    data: bytes
    form: str
    encoding: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class CatalogueAnswer:
    """What one source said. ``total``: hits it claims to have, ``None`` when it does not say.

    ``errors``: sentences for a person: what was wrong and what to do. Records may have come in spite of them.
    """

    records: Sequence[FoundRecord] = ()
    total: int | None = None
    errors: Sequence[str] = field(default_factory=tuple)


class CatalogueSource(Protocol):
    """A catalogue outside the house. ``key`` is stable and unique (``sru.7``), ``label`` is what people read."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    def search(self, query: CatalogueQuery, timeout: float) -> CatalogueAnswer:
        """Ask, for at most ``timeout`` seconds. Called in a thread of its own, without a database transaction.

        What goes wrong outside (no network, nonsense, too slow) is an answer with ``errors``, never an exception; the
        caller bounds the time all the same.
        """
        ...


SourcesOf = Callable[[Actor], Iterable[CatalogueSource]]
_registered: dict[str, SourcesOf] = {}


def register_sources(name: str, sources: SourcesOf) -> None:
    """``name`` is the connector's; a second registration takes the place of the first."""
    _registered[name] = sources


def registered_sources(actor: Actor) -> list[CatalogueSource]:
    """All that may be asked now; connectors in the order of their names, each connector's in its own order."""
    return [source for name in sorted(_registered) for source in _registered[name](actor)]
