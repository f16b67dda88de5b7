"""A tree of CQL as a condition on titles, and as an order. What the catalogue cannot do is refused, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from firstbell.connectors.sru.cql import Boolean, Clause, Modifier, Node, Piece, Prefixed, Query, SortKey, pieces, plain
from firstbell.connectors.sru.problems import Diagnosed
from firstbell.connectors.sru.searching.indexes import (
    BY_NAME,
    EVERYTHING,
    OWN_NUMBER,
    PREFIXES,
    RESULT_SET,
    SETS,
    UNNAMED,
    Index,
)
from firstbell.core.errors import Invalid
from firstbell.library.models import Title
from firstbell.library.queries.by_index import Relation, matching

TEXTS = frozenset(("any", "title", "author", "subject", "series", "description", "publisher"))
DATES = frozenset(("date", "added", "changed"))
NUMBERS = frozenset(("isbn", "issn", "lccn", "identifier"))
#: What is known and spoken, and what is only known: no index here holds spans that could enclose something.
RELATIONS = ("=", "==", "exact", "scr", "any", "all", "adj", "<>", "<", "<=", ">", ">=", "within")
_KNOWN = frozenset((*RELATIONS, "encloses"))
#: Modifiers that change nothing here: words are compared without case and accents anyway.
HARMLESS = ("relevant", "word", "ignoreCase", "ignoreAccents", "masked", "isoDate", "number")
WHOLE = "string"
_HARMLESS = frozenset(one.lower() for one in HARMLESS)
_MOST_KEYS = 4
_SHORTEST_MASKED = 2

Prefixes = Mapping[str, str]


def condition(query: Query) -> Q:
    """Filter ``Title.objects.visible_to(...)`` with it. Raises Diagnosed, CqlError (26)."""
    return _node(query.root, PREFIXES)


def order(keys: tuple[SortKey, ...]) -> list[OrderBy | str]:
    """As ``order_by`` takes it, ending in the key so that pages never overlap.

    Raises Diagnosed: 16 (of a ``sortBy``) or 88 (of SRU's ``sortKeys``) for what is no index, 80, 82, 84, 91, 92.
    """
    if len(keys) > _MOST_KEYS:
        raise Diagnosed(84, str(_MOST_KEYS))
    found: list[OrderBy | str] = []
    for key in keys:
        index = BY_NAME.get(key.index.lower()) or BY_NAME.get(f"dc.{key.index.lower()}")
        if index is None:
            raise Diagnosed(88 if key.position < 0 else 16, key.index)
        if not index.order:
            raise Diagnosed(80, key.index)
        column = F(index.order)
        is_down = _is_descending(key.modifiers)
        found.append(column.desc(nulls_last=True) if is_down else column.asc(nulls_last=True))
    return [*found, "pk"]


def find_index(name: str, prefixes: Prefixes = PREFIXES) -> Index:
    """Raises Diagnosed: 15 for a context set, 16 for an index."""
    prefix, dot, local = name.rpartition(".")
    if dot:
        uri = prefixes.get(prefix.lower())
        if uri is None or uri not in SETS:
            raise Diagnosed(15, prefix)
        candidates = [SETS[uri]]
    elif (default := prefixes.get("")) is not None:
        if default not in SETS:
            raise Diagnosed(15, default)
        candidates = [SETS[default]]
    else:
        candidates = list(UNNAMED)
    for one in candidates:
        if (index := BY_NAME.get(f"{one}.{local.lower()}")) is not None:
            return index
    raise Diagnosed(16, name)


def _node(node: Node, prefixes: Prefixes) -> Q:
    if isinstance(node, Prefixed):
        return _node(node.inner, {**prefixes, node.name.lower(): node.uri})
    if isinstance(node, Clause):
        return _clause(node, prefixes)
    if node.operator == "prox":
        raise Diagnosed(39)
    if node.modifiers:
        raise Diagnosed(46, node.modifiers[0].name)
    return _joined(node, _node(node.left, prefixes), _node(node.right, prefixes))


def _joined(node: Boolean, left: Q, right: Q) -> Q:
    if node.operator == "and":
        return left & right
    return left | right if node.operator == "or" else left & ~right


def _clause(clause: Clause, prefixes: Prefixes) -> Q:
    index = find_index(clause.index, prefixes)
    relation = _relation(clause, prefixes)
    found = pieces(clause.term, position=clause.term_position)
    if index.field == EVERYTHING:
        return Q()
    if index.field == RESULT_SET:
        raise Diagnosed(50, clause.term)
    if not plain(found).strip():
        raise Diagnosed(27)
    if index.field == OWN_NUMBER:
        return _own_number(index, relation, _unmarked(found))
    relation, term = _compared(index, relation, found)
    is_other = relation == "<>"
    try:
        matched = matching(index.field, term, cast(Relation, "exact" if is_other else relation))
    except Invalid as refused:
        if refused.field == "relation":
            raise Diagnosed(22, f"{clause.relation.name} {clause.index}") from refused
        raise Diagnosed(36, term) from refused
    # Each clause by itself: two of them about headings must not look for one heading that fits both.
    matched = Q(pk__in=Title.objects.filter(matched).values("pk"))
    return ~matched if is_other else matched


def _relation(clause: Clause, prefixes: Prefixes) -> str:
    """Its plain name. Raises Diagnosed: 15, 19, 20."""
    prefix, dot, name = clause.relation.name.rpartition(".")
    if dot and prefixes.get(prefix) not in SETS:
        raise Diagnosed(15, prefix)
    if name not in _KNOWN:
        raise Diagnosed(19, clause.relation.name)
    is_whole = False
    for modifier in clause.relation.modifiers:
        said = modifier.name.lower().removeprefix("cql.").removeprefix("rel.")
        is_whole = is_whole or said == WHOLE
        # “/locale=es” or “/distance<3” would change what is found: none with a value is known here.
        if modifier.comparison or (said not in _HARMLESS and said != WHOLE):
            raise Diagnosed(20, modifier.name)
    return "exact" if name == "==" or (is_whole and name in ("=", "scr")) else name


def _compared(index: Index, relation: str, found: list[Piece]) -> tuple[str, str]:
    """The relation as the catalogue has it, and the term. Raises Diagnosed: 22, 28, 29, 31, 32, 33, 49."""
    if index.field in TEXTS:
        if relation not in ("=", "scr", "exact", "any", "all", "adj"):
            raise Diagnosed(22, f"{relation} {index.name}")
        is_whole = len(found) > 2 and found[0] == found[-1] == "^" and found[0].is_mark and found[-1].is_mark
        if is_whole:
            relation, found = "exact", found[1:-1]
        relation = "adj" if relation in ("=", "scr") else relation
        return relation, _masked(found, relation)
    term = _unmarked(found)
    if index.field in DATES:
        if relation not in ("=", "scr", "exact", "<>", "<", "<=", ">", ">=", "within"):
            raise Diagnosed(22, f"{relation} {index.name}")
    elif relation not in ("=", "scr", "exact", "any", "all", "<>"):
        raise Diagnosed(22, f"{relation} {index.name}")
    if index.field in NUMBERS or relation in ("=", "scr", "all"):
        return ("<>" if relation == "<>" else "exact"), term
    return relation, term


def _masked(found: list[Piece], relation: str) -> str:
    """The term with a star where any ending will do: at the end of a word, which is the only mask there is."""
    words = ""
    for at, piece in enumerate(found):
        if not piece.is_mark:
            words += piece.replace("*", " ").replace("?", " ")
            continue
        if piece == "^":  # both ends together are “exact”; one of them nobody keeps
            raise Diagnosed(32, str(at))
        following = found[at + 1] if at + 1 < len(found) else " "
        if piece == "?" or relation == "exact":
            raise Diagnosed(28, piece)
        if not following[0].isspace():
            raise Diagnosed(49, piece)
        word = "" if not words or words[-1].isspace() else words.split()[-1]
        if len(word) < _SHORTEST_MASKED:
            raise Diagnosed(29, str(_SHORTEST_MASKED))
        if relation == "adj" and at + 1 < len(found):
            raise Diagnosed(33)
        words += "*"
    return words


def _unmarked(found: list[Piece]) -> str:
    mark = next((piece for piece in found if piece.is_mark), None)
    if mark is not None:
        raise Diagnosed(31 if mark == "^" else 28, mark)
    return plain(found).strip()


def _own_number(index: Index, relation: str, term: str) -> Q:
    if relation not in ("=", "scr", "exact"):
        raise Diagnosed(22, f"{relation} {index.name}")
    is_number = term.isascii() and term.isdigit() and len(term) < 19
    return Q(pk=int(term)) if is_number else Q(pk__in=())


def _is_descending(modifiers: tuple[Modifier, ...]) -> bool:
    is_down = False
    for modifier in modifiers:
        said = modifier.name.lower().removeprefix("sort.")
        if said.startswith("missing"):
            raise Diagnosed(92, modifier.name)
        if said in ("respectcase", "respectaccents"):
            raise Diagnosed(91, modifier.name)
        if said not in ("ascending", "descending", "ignorecase", "ignoreaccents"):
            raise Diagnosed(82, modifier.name)
        is_down = is_down or said == "descending"
    return is_down
