"""One search over everything: rooms register a :class:`Searchable`, the box on every page asks here.

Documents are folded to plain lower-case ASCII letters in Python, so SQLite's FTS5 and
PostgreSQL's full text find the same things. Each document carries the ids of every
organisation above it as words, so who may see what is answered inside the full-text index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from firstbell.core.actor import Actor
from firstbell.core.models.search import SearchDocument
from firstbell.core.scope import Scope

_WORD = re.compile(r"[a-z0-9]+")
# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "’": "'", "ħ": "h"}
)


@dataclass(frozen=True, slots=True)
class Document:
    """What search knows of one object. ``org_paths``: where it belongs (one or more).

    ``marks``: further words of small letters and digits for :attr:`Searchable.marks`; they are not found by typing them.
    """

    object_id: int
    title: str
    terms: Iterable[str]
    org_paths: Iterable[str]
    marks: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a result: enough to show and to follow."""

    kind: str
    id: int
    title: str
    detail: str
    url: str
    icon: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """How one kind of object is found.

    ``documents(ids)`` yields the documents of those that still exist; ``hits(ids, actor)``
    yields lines, in any order, for those the actor may see (it must start from ``visible_to``).

    ``marks(actor)``: where who may see something is not said by where it belongs alone; only documents that carry one of
    these words are found. ``mend(words)``: the words with their spelling put right, tried when nothing was found.
    ``document(at_hand)``: made of what a change has at hand of one object (``Change.reindex``), without reading.
    """

    kind: str
    label: str
    permission: str
    documents: Callable[[Sequence[int]], Iterable[Document]]
    hits: Callable[[Sequence[int], Actor], Iterable[Hit]]
    order: int = 50
    marks: Callable[[Actor], Sequence[str]] | None = None
    mend: Callable[[Sequence[str]], Sequence[str]] | None = None
    document: Callable[[Any], Document] | None = None


INDEX_BLOCK = 500

_searchables: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    _searchables[searchable.kind] = searchable


def searchables() -> list[Searchable]:
    return sorted(_searchables.values(), key=lambda one: (one.order, one.kind))


def fold(text: str) -> str:
    """Plain lower-case letters: what is indexed and what is asked are folded alike."""
    if text.isascii():  # most of what is indexed; nothing to take off, and an import folds every word of it
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def scope_words(kind: str, org_paths: Iterable[str]) -> str:
    """``k_people_person o1 o4 o17`` for the path ``1.4.17.``."""
    ids = dict.fromkeys(part for path in org_paths for part in path.split(".") if part)
    return " ".join([_kind_word(kind), *(f"o{part}" for part in ids)])


def _kind_word(kind: str) -> str:
    return "k" + "".join(_WORD.findall(kind.lower()))


def row_of(kind: str, document: Document) -> tuple[str, int, str, str, str]:
    """(kind, object_id, title, terms, scope) ready for the table; for bulk writers."""
    return (
        kind,
        document.object_id,
        " ".join(words(document.title))[:300],
        " ".join(word for term in document.terms for word in words(term)),
        " ".join((scope_words(kind, document.org_paths), *document.marks))[:300],
    )


def index(kind: str, ids: Iterable[int] | Mapping[int, Any]) -> None:
    """Read these objects again and write their documents; vanished ones leave the index.

    A mapping says what there is at hand of each: what :attr:`Searchable.document` takes, or None.
    """
    searchable = _searchables.get(kind)
    if searchable is None:
        return
    at_hand = ids if isinstance(ids, Mapping) else {}
    wanted = sorted(set(ids))
    # In blocks: SQLite limits how many values one statement may hold.
    for start in range(0, len(wanted), INDEX_BLOCK):
        _index_block(searchable, wanted[start : start + INDEX_BLOCK], at_hand)


def _index_block(searchable: Searchable, wanted: Sequence[int], at_hand: Mapping[int, Any]) -> None:
    kind, make = searchable.kind, searchable.document
    given = [pk for pk in wanted if make is not None and at_hand.get(pk) is not None]
    unread = [pk for pk in wanted if pk not in given]
    documents = [
        *(make(at_hand[pk]) for pk in given if make is not None),
        *(searchable.documents(unread) if unread else ()),
    ]
    found = [row_of(kind, document) for document in documents]
    SearchDocument.objects.bulk_create(
        [SearchDocument(kind=row[0], object_id=row[1], title=row[2], terms=row[3], scope=row[4]) for row in found],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "terms", "scope"],
    )
    gone = set(wanted) - {row[1] for row in found}
    if gone:
        SearchDocument.objects.filter(kind=kind, object_id__in=gone).delete()


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind."""

    searchable: Searchable
    hits: list[Hit]


def search(text: str, actor: Actor, *, per_kind: int = 8) -> list[Group]:
    """The best hits of every kind the actor may see; two queries a kind, whatever the district's size.

    Two more for a kind that mends spelling, when nothing has the words as they were typed.
    """
    asked = words(text)
    if not asked or sum(map(len, asked)) < 2:
        return []
    groups = []
    for searchable in searchables():
        scope = actor.scope(searchable.permission)
        if scope.is_nowhere:
            continue
        carrying = searchable.marks(actor) if searchable.marks is not None else _scope_marks(scope)
        if searchable.marks is not None and not carrying:
            continue  # no word to carry would be no condition
        ids = _ids_carrying(searchable.kind, asked, carrying, limit=per_kind)
        if not ids and searchable.mend is not None and list(mended := searchable.mend(asked)) != asked:
            ids = _ids_carrying(searchable.kind, mended, carrying, limit=per_kind)
        if not ids:
            continue
        rank = {object_id: place for place, object_id in enumerate(ids)}
        hits = sorted(searchable.hits(ids, actor), key=lambda hit: rank.get(hit.id, len(rank)))
        if hits:
            groups.append(Group(searchable, hits))
    return groups


def matching_ids(kind: str, asked: Sequence[str], scope: Scope, *, limit: int) -> list[int]:
    """Object ids of one kind, best first: whole words of the title, then beginnings, then the other terms.

    Every word must match as a prefix.
    """
    return _ids_carrying(kind, asked, _scope_marks(scope), limit=limit)


def _scope_marks(scope: Scope) -> list[str]:
    """The words one of which says that a thing is in reach; none when everything is."""
    return [] if scope.is_everywhere else [f"o{org_id}" for org_id in scope.org_ids()]


def _ids_carrying(kind: str, asked: Sequence[str], carrying: Sequence[str], *, limit: int) -> list[int]:
    where = [_kind_word(kind)]
    if connection.vendor == "postgresql":
        return _postgresql_ids(where, carrying, asked, limit)
    return _sqlite_ids(where, carrying, asked, limit)


def _sqlite_ids(where: list[str], orgs: Sequence[str], asked: Sequence[str], limit: int) -> list[int]:
    match = "{title terms} : (" + " AND ".join(f'"{word}"*' for word in asked) + ")"
    match += " AND scope : (" + " AND ".join(where)
    if orgs:
        match += " AND (" + " OR ".join(orgs) + ")"
    match += ")"
    # Not bm25: it reads every row that holds any word asked for, and the word of a kind is on each of its rows.
    found = "CASE WHEN instr(' ' || d.title || ' ', %s) THEN 0 WHEN instr(' ' || d.title, %s) THEN 1 ELSE 3 END"
    sql = (
        "SELECT d.object_id FROM core_search_fts f JOIN core_searchdocument d ON d.id = f.rowid "  # noqa: S608  no value in it
        f"WHERE core_search_fts MATCH %s ORDER BY {' + '.join([found] * len(asked))}, length(d.title), d.title, d.id "
        "LIMIT %s"
    )
    places = [part for word in asked for part in (f" {word} ", f" {word}")]
    return _ids(sql, [match, *places, limit])


def _postgresql_ids(where: list[str], orgs: Sequence[str], asked: Sequence[str], limit: int) -> list[int]:
    match = " & ".join(f"{word}:*ABC" for word in asked) + "".join(f" & {word}:D" for word in where)
    if orgs:
        match += " & (" + " | ".join(f"{word}:D" for word in orgs) + ")"
    sql = (
        "SELECT object_id FROM core_searchdocument, to_tsquery('simple', %s) q "
        "WHERE tsv @@ q ORDER BY ts_rank(tsv, q) DESC, title LIMIT %s"
    )
    return _ids(sql, [match, limit])


def _ids(sql: str, params: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [int(row[0]) for row in cursor.fetchall()]
