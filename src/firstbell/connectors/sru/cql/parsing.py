"""Tokens to a tree, by recursive descent. Booleans have one precedence and bind from the left.

A reserved word may stand where a term must (``title = and``), as the grammar has it; in quotes it is never reserved.
"""

from __future__ import annotations

from firstbell.connectors.sru.cql.problems import CqlError
from firstbell.connectors.sru.cql.reading import Kind, Token, tokens
from firstbell.connectors.sru.cql.tree import (
    BARE_INDEX,
    Boolean,
    Clause,
    Modifier,
    Node,
    Prefixed,
    Query,
    Relation,
    SortKey,
)

MOST_CHARACTERS = 4000
MOST_BOOLEANS = 60
MOST_NESTED = 40
_MOST_SORT_KEYS = 8


def parse(text: str) -> Query:
    """The query's tree. Raises CqlError: 10, 12, 13, 14, 26, 38, and nothing else for any text."""
    if len(text) > MOST_CHARACTERS:
        raise CqlError(12, f"A query may have {MOST_CHARACTERS} characters", details=str(MOST_CHARACTERS))
    return _Parser(list(tokens(text))).whole()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._booleans = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _stands(self, kind: Kind) -> bool:
        return self._next.kind == kind

    def _take(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def whole(self) -> Query:
        if self._next.kind == "end":
            raise CqlError(10, "The query is empty", position=0)
        root = self._query()
        sort = self._sort_keys() if self._next.is_sort else ()
        left = self._next
        if left.kind == ")":
            raise CqlError(13, "This parenthesis closes nothing", position=left.position)
        if left.kind != "end":
            raise CqlError(
                10, f"Expected and, or, not, prox, sortBy or the end, not {left.shown}", position=left.position
            )
        return Query(root, sort)

    def _query(self) -> Node:
        if self._next.kind == "symbol" and self._next.text == ">":
            return self._prefixed()
        node = self._clause()
        while operator := self._next.boolean:
            token = self._take()
            self._booleans += 1
            if self._booleans > MOST_BOOLEANS:
                raise CqlError(38, f"A query may have {MOST_BOOLEANS} booleans", details=str(MOST_BOOLEANS))
            node = Boolean(operator, node, modifiers=self._modifiers(), right=self._clause(), position=token.position)
        return node

    def _prefixed(self) -> Node:
        start = self._take().position
        name, uri = "", self._term("a name or the address of a context set")
        if self._next.kind == "symbol" and self._next.text == "=":
            self._take()
            name, uri = uri, self._term("the address of a context set")
        with _Deeper(self, start):
            return Prefixed(name, uri, self._query(), start)

    def _clause(self) -> Node:
        first = self._next
        if first.kind == "(":
            return self._parenthesised()
        term = self._term("a term")
        if (relation := self._relation(first)) is None:
            return Clause(term, BARE_INDEX, Relation(), first.position, first.position)
        where = self._next
        if not where.is_term and relation.name[0] not in "=<>":
            said = f"“{term}” was read as an index and “{relation.name}” as a relation"
            raise CqlError(10, f"{said}; words that belong together stand in quotes", position=relation.position)
        return Clause(self._term("a term"), term, relation, first.position, where.position)

    def _parenthesised(self) -> Node:
        start = self._take().position
        with _Deeper(self, start):
            inner = self._query()
        closing = self._next
        if closing.kind == "end":
            raise CqlError(13, "This parenthesis is not closed", position=start)
        if closing.kind != ")":
            raise CqlError(10, f"Expected “)”, not {closing.shown}", position=closing.position)
        self._take()
        return inner

    def _relation(self, index: Token) -> Relation | None:
        """The relation after a term, which then was an index; None where the term stands alone."""
        token = self._next
        is_word = token.is_term and not token.boolean and not token.is_sort
        if token.kind != "symbol" and not is_word:
            return None
        if token.kind == "quoted" or not index.text:
            raise CqlError(10, f"Expected a relation, not {token.shown}", position=token.position)
        self._take()
        name = token.text if token.kind == "symbol" else token.text.lower()
        return Relation(name, self._modifiers(), token.position)

    def _modifiers(self) -> tuple[Modifier, ...]:
        found = []
        while self._stands("/"):
            self._take()
            name, comparison, value = self._term("the name of a modifier"), "", ""
            if self._stands("symbol"):
                comparison = self._take().text
                value = self._term("the value of a modifier")
            found.append(Modifier(name, comparison, value))
        return tuple(found)

    def _sort_keys(self) -> tuple[SortKey, ...]:
        self._take()
        keys: list[SortKey] = []
        while self._next.is_term or not keys:
            position = self._next.position
            keys.append(SortKey(self._term("an index to sort by"), self._modifiers(), position))
            if len(keys) > _MOST_SORT_KEYS:
                raise CqlError(10, f"At most {_MOST_SORT_KEYS} indexes to sort by", position=position)
        return tuple(keys)

    def _term(self, expected: str) -> str:
        token = self._next
        if not token.is_term:
            number = 13 if token.kind in ("(", ")") else 10
            raise CqlError(number, f"Expected {expected}, not {token.shown}", position=token.position)
        return self._take().text


class _Deeper:
    """One level further down, so that no query can exhaust the stack."""

    def __init__(self, parser: _Parser, position: int) -> None:
        self._parser, self._position = parser, position

    def __enter__(self) -> None:
        self._parser._depth += 1
        if self._parser._depth > MOST_NESTED:
            raise CqlError(13, f"A query may be nested {MOST_NESTED} deep", position=self._position)

    def __exit__(self, *_: object) -> None:
        self._parser._depth -= 1
