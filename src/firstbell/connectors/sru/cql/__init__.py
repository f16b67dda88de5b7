"""CQL, the Contextual Query Language: text to tree and back. Knows no catalogue and no database.

``parse(text)`` gives a :class:`Query`, or raises :class:`CqlError` with the number of the SRU diagnostic and the place in
the text. ``printed(query)`` writes a query that parses to the same tree.

CQL 1.1: https://www.loc.gov/standards/sru/sru-1-1.html. CQL 1.2: OASIS searchRetrieve, part 5, annex A.
"""

from firstbell.connectors.sru.cql.parsing import MOST_BOOLEANS, MOST_CHARACTERS, MOST_NESTED, parse
from firstbell.connectors.sru.cql.printing import printed
from firstbell.connectors.sru.cql.problems import CqlError
from firstbell.connectors.sru.cql.terms import ANCHOR, ANY_ONE, ANY_RUN, Piece, pieces, plain, protected
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

__all__ = [
    "ANCHOR",
    "ANY_ONE",
    "ANY_RUN",
    "BARE_INDEX",
    "MOST_BOOLEANS",
    "MOST_CHARACTERS",
    "MOST_NESTED",
    "Boolean",
    "Clause",
    "CqlError",
    "Modifier",
    "Node",
    "Piece",
    "Prefixed",
    "Query",
    "Relation",
    "SortKey",
    "parse",
    "pieces",
    "plain",
    "printed",
    "protected",
]
