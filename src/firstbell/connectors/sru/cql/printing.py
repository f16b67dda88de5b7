"""A tree to text: the canonical form of a query, that parses to the same tree."""

from __future__ import annotations

from firstbell.connectors.sru.cql.reading import BOOLEANS, ENDS_WORD, SORT
from firstbell.connectors.sru.cql.tree import Clause, Modifier, Node, Prefixed, Query, SortKey


def printed(query: Query) -> str:
    """Terms stand in quotes where they need them; parentheses only where the tree is not what left to right gives."""
    text = _node(query.root)
    if query.sort:
        text += " sortBy " + " ".join(_sort_key(key) for key in query.sort)
    return text


def _node(node: Node) -> str:
    if isinstance(node, Clause):
        return _clause(node)
    if isinstance(node, Prefixed):
        name = f"{_word(node.name)}=" if node.name else ""
        return f"> {name}{_quoted(node.uri)} {_node(node.inner)}"
    left = _node(node.left)
    if isinstance(node.left, Prefixed):  # else it would reach over the right side too
        left = f"({left})"
    right = _node(node.right)
    if not isinstance(node.right, Clause):
        right = f"({right})"
    return f"{left} {node.operator}{_modifiers(node.modifiers)} {right}"


def _clause(clause: Clause) -> str:
    if clause.is_bare:
        return _word(clause.term)
    relation = f"{clause.relation.name}{_modifiers(clause.relation.modifiers)}"
    return f"{_word(clause.index)} {relation} {_word(clause.term)}"


def _sort_key(key: SortKey) -> str:
    return f"{_word(key.index)}{_modifiers(key.modifiers)}"


def _modifiers(modifiers: tuple[Modifier, ...]) -> str:
    return "".join(
        f"/{_word(one.name)}{one.comparison}{_word(one.value) if one.comparison else ''}" for one in modifiers
    )


def _word(text: str) -> str:
    bare = text and not any(char.isspace() or char in ENDS_WORD for char in text)
    return text if bare and text.lower() not in {*BOOLEANS, SORT} else _quoted(text)


def _quoted(text: str) -> str:
    return f'"{text}"'
