"""The tree of a query. Positions in the text go along for messages and do not count in comparing."""

from __future__ import annotations

from dataclasses import dataclass, field

#: What a term without an index is searched in (CQL 1.2; 1.1 says the same).
BARE_INDEX = "cql.serverChoice"


@dataclass(frozen=True, slots=True)
class Modifier:
    """``/relevant`` or ``/distance<3``: comparison and value are empty when only the name stands there."""

    name: str
    comparison: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """``name``: a symbol, or a word in small letters (``any``, ``cql.all``)."""

    name: str = "="
    modifiers: tuple[Modifier, ...] = ()
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Clause:
    """``term`` is as written, with its backslashes: see :func:`~firstbell.connectors.sru.cql.terms.pieces`."""

    term: str
    index: str = BARE_INDEX
    relation: Relation = field(default_factory=Relation)
    position: int = field(default=0, compare=False)
    term_position: int = field(default=0, compare=False)

    @property
    def is_bare(self) -> bool:
        return self.index == BARE_INDEX and self.relation == Relation()


@dataclass(frozen=True, slots=True)
class Boolean:
    """``operator`` is ``and``, ``or``, ``not`` (and not) or ``prox``."""

    operator: str
    left: Node
    right: Node
    modifiers: tuple[Modifier, ...] = ()
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Prefixed:
    """``> name = "uri" inner``: within ``inner`` the prefix means that context set; no name sets the default one."""

    name: str
    uri: str
    inner: Node
    position: int = field(default=0, compare=False)


Node = Clause | Boolean | Prefixed


@dataclass(frozen=True, slots=True)
class SortKey:
    """One index after ``sortBy`` (CQL 1.2), the most important first."""

    index: str
    modifiers: tuple[Modifier, ...] = ()
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    root: Node
    sort: tuple[SortKey, ...] = ()
