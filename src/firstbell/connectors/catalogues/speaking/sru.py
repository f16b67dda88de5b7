"""Asking by SRU 1.1, 1.2 (https://www.loc.gov/standards/sru/) and 2.0 (OASIS searchRetrieve).

What a server says it sends is not believed: the payload is looked at. Where it refuses the version, the schema or the
relation, the next best is asked, as long as there is time.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.connectors.catalogues.speaking.sru_answers import SruAnswer, read_answer
from firstbell.connectors.catalogues.speaking.web import Access, get
from firstbell.connectors.catalogues.speaking.words import Indexes, by_isbn, by_words, cql
from firstbell.library.ports import CatalogueQuery

_VERSIONS = ("1.1", "1.2", "2.0")
_MOST_TRIES = 4
#: Numbers of the SRU diagnostic list.
UNSUPPORTED_VERSION, UNSUPPORTED_RELATION, UNKNOWN_SCHEMA = "5", "19", "66"


@dataclass(frozen=True, slots=True)
class Manner:
    """How one asks; what a server refuses is changed for the next try."""

    version: str
    schema: str
    relation: str = "all"


@dataclass(frozen=True, slots=True)
class SruPlace:
    url: str
    manner: Manner
    indexes: Indexes


def search(place: SruPlace, query: CatalogueQuery, access: Access) -> SruAnswer:
    """Ask by ISBN; when that finds nothing, by words. Raises Unanswered."""
    deadline = time.monotonic() + access.seconds
    answer = None
    for pairs, joined in ((by_isbn(query, place.indexes), "or"), (by_words(query, place.indexes), "and")):
        if pairs and (answer is None or not answer.total):
            answer = _asked(place, pairs, joined, query.limit, access, deadline)
    if answer is None:
        raise Unanswered(
            "This catalogue is not asked for that: the target names no index for it.",
            "Add one to the target, if it has one.",
        )
    return answer


def _asked(
    place: SruPlace, pairs: Sequence[tuple[str, str]], joined: str, limit: int, access: Access, deadline: float
) -> SruAnswer:
    manner = place.manner if joined == "and" else replace(place.manner, relation="=")
    tried: set[Manner] = set()
    while True:
        tried.add(manner)
        left = deadline - time.monotonic()
        if left <= 0:
            raise Unanswered(
                f"It did not answer within {round(access.seconds, 1):g} seconds.", "Try again, or give it more time."
            )
        text = cql(list(pairs), joined, manner.relation)
        answer = read_answer(get(address(place.url, manner, text, limit), replace(access, seconds=left)))
        other = _other_manner(manner, answer)
        if other is None or other in tried or len(tried) >= _MOST_TRIES:
            return answer
        manner = other


def address(url: str, manner: Manner, text: str, limit: int) -> str:
    """The whole address of a search. SRU 2.0 has no operation and no version, and calls packing otherwise.

    The first record is named although it is the usual one: the Library of Congress' server sends none otherwise.
    """
    asked = {"query": text, "startRecord": "1", "maximumRecords": str(limit)}
    if manner.version == "2.0":
        asked |= {"queryType": "cql", "recordXMLEscaping": "xml"}
    else:
        asked = {"version": manner.version, "operation": "searchRetrieve", **asked, "recordPacking": "xml"}
    if manner.schema:
        asked["recordSchema"] = manner.schema
    return url + ("&" if "?" in url else "?") + urlencode(asked)


def _other_manner(manner: Manner, answer: SruAnswer) -> Manner | None:
    """What to ask instead of what was refused."""
    if answer.records:
        return None
    for problem in (*answer.diagnostics, *answer.surrogates):
        if problem.number == UNSUPPORTED_VERSION:
            lower = [one for one in _VERSIONS if one < manner.version]
            best = problem.details.strip() if problem.details.strip() in _VERSIONS else (lower or [""])[-1]
            return replace(manner, version=best) if best else None
        if problem.number == UNKNOWN_SCHEMA and manner.schema:
            return replace(manner, schema="")
        if problem.number == UNSUPPORTED_RELATION and manner.relation != "=":
            return replace(manner, relation="=")
    return None
