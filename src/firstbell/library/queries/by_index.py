"""The catalogue by its indexes, for programs that ask exactly: SRU, OAI, REST.

``matching("title", "wimpy kid", "all")`` is a condition on :class:`Title`; put several together with ``&``, ``|`` and ``~``,
then filter ``Title.objects.visible_to(actor)`` with it: count, order and slices are the database's. ``listed`` is what an
index holds around a term, for SRU's scan.

=============== ============================================================ ==========================================
index           what                                                         relations
=============== ============================================================ ==========================================
any             every word of a title                                        all any adj exact
title           title and other titles (245, 7XX $t)                         all any adj exact
author          people and bodies (1XX, 7XX, 245 $c)                         all any adj exact
subject         subjects, places, genres (6XX)                               all any adj exact
series          series (490, 8XX)                                            all any adj exact
description     summary and contents (520, 505), and the publisher's words   all any adj
isbn issn lccn  numbers; an ISBN-10 finds its ISBN-13, hyphens do not count  exact (all others mean the same)
identifier      any number of the title, its control number (001)            exact
publisher       publisher and place                                          all any adj exact
date            year of publication                                          exact < <= > >= within (“1990 1999”)
language        MARC code (eng)                                              exact any
format          ``Title.Format``                                             exact any
added changed   day it came into the catalogue, or changed (ISO)             exact < <= > >= within
=============== ============================================================ ==========================================

``adj`` is a phrase; ``exact`` compares the whole title, heading or name. A ``*`` at the end of a word is any ending.
Only titles that are shown have words: a condition on words never finds a hidden one; ``~`` and the other indexes may, so
start from ``visible_to``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from firstbell.core.errors import Invalid
from firstbell.core.search import fold
from firstbell.library.models import Heading, Title, TitleDocument, TitleNumber
from firstbell.library.prose import MOST_TERMS, forms_of, terms

Relation = Literal["all", "any", "adj", "exact", "<", "<=", ">", ">=", "within"]
FIELDS = (
    "any", "title", "author", "subject", "series", "description", "isbn", "issn", "lccn", "identifier", "publisher", "date", "language",
    "format", "added", "changed",
)  # fmt: skip

_TABLE = TitleDocument._meta.db_table
#: Columns of the full-text index, and the weights of PostgreSQL's vector that hold them (by words alone they are not told
#: apart there: ``_phrase`` of the column decides).
_COLUMNS = {
    "any": ("main", "alt", "author", "series", "subject", "rest"),
    "title": ("main", "alt"),
    "author": ("author",),
    "subject": ("subject",),
    "series": ("series",),
    "description": ("rest",),
}
_WEIGHTS = {"any": "", "title": "AC", "author": "C", "subject": "B", "series": "B", "description": "D"}
_HEADINGS = {
    "author": (Heading.Kind.PERSON, Heading.Kind.BODY),
    "subject": (Heading.Kind.SUBJECT, Heading.Kind.PLACE, Heading.Kind.GENRE),
    "series": (Heading.Kind.SERIES,),
}
_NUMBERS = {"isbn": TitleNumber.Kind.ISBN, "issn": TitleNumber.Kind.ISSN, "lccn": TitleNumber.Kind.LCCN}


def matching(field: str, text: str, relation: Relation = "all") -> Q:
    """The condition on ``Title``. Any text is safe.

    Raises Invalid (``field`` names the index or “relation”) for an index or relation that is not in the table above, or a
    date that is none.
    """
    if field not in FIELDS:
        raise Invalid(f"There is no index “{field}”.", remedy=f"There are: {', '.join(FIELDS)}.", field=field)
    text = text.replace("\x00", " ")  # PostgreSQL takes none
    if field in _COLUMNS:
        words = _words_matching(field, text, relation)
        # The column of a description's words also holds the publisher's: without any description they tell nothing.
        return words & ~Q(summary="", contents="") if field == "description" else words
    if field in _NUMBERS:
        return _number_matching(text, (_NUMBERS[field],))
    if field == "identifier":
        return _number_matching(text, ()) | Q(control_number=text.strip())
    if field == "publisher":
        return _publisher_matching(text, relation)
    if field in ("date", "added", "changed"):
        return _when_matching(field, text, relation)
    return Q(**{f"{field}__in": text.lower().split()})


def find_ids(field: str, words: str, relation: Relation = "all", *, limit: int = 1000) -> list[int]:
    """Ids of titles that are shown, newest first. The short way for one index."""
    found = Title.objects.filter(matching(field, words, relation), is_hidden=False)
    return list(found.order_by("-pk").values_list("pk", flat=True)[:limit])


def _words_matching(field: str, text: str, relation: Relation) -> Q:
    if relation == "exact" and field != "description":
        return _whole_matching(field, text)
    if relation not in ("all", "any", "adj"):
        others = "all, any or adj" if field == "description" else "all, any, adj or exact"
        raise Invalid(f"“{field}” is not compared by “{relation}”.", remedy=f"Use {others}.", field="relation")
    asked = _asked(text)
    if not asked:
        return Q(pk__in=())
    if connection.vendor == "postgresql":
        return _postgresql(field, asked, relation)
    match = "{" + " ".join(_COLUMNS[field]) + "} : (" + _fts(asked, relation) + ")"
    return Q(pk__in=RawSQL("SELECT rowid FROM library_title_fts WHERE library_title_fts MATCH %s", [match]))


def _asked(text: str) -> list[tuple[str, bool]]:
    """Each word, and whether any ending will do (a ``*`` behind it)."""
    found = []
    for piece in text.replace("?", "*").split()[:MOST_TERMS]:
        pieces = terms(piece)
        found += [(word, piece.endswith("*") and at == len(pieces) - 1) for at, word in enumerate(pieces)]
    return found[:MOST_TERMS]


def _fts(asked: Sequence[tuple[str, bool]], relation: Relation) -> str:
    phrases = [f'"{word}"' + ("*" if is_open else "") for word, is_open in asked]
    if relation == "adj":
        return " + ".join(phrases) if not any(is_open for _, is_open in asked[:-1]) else " AND ".join(phrases)
    return (" AND " if relation == "all" else " OR ").join(phrases)


def _postgresql(field: str, asked: Sequence[tuple[str, bool]], relation: Relation) -> Q:
    """Found by the index's weights first; words of another column of the same weight are told apart by the column itself."""
    weights = _WEIGHTS[field]
    parts = [f"'{word}':{'*' if is_open else ''}{weights}".removesuffix(":") for word, is_open in asked]
    joined = {"all": " & ", "any": " | ", "adj": " <-> "}[relation].join(parts)
    sql, values = f"SELECT title_id FROM {_TABLE} WHERE tsv @@ to_tsquery('simple', %s)", [joined]  # noqa: S608  no value in it
    if weights:
        plain = {"all": " & ", "any": " | ", "adj": " <-> "}[relation].join(
            f"'{word}'" + (":*" if is_open else "") for word, is_open in asked
        )
        columns = " || ' ' || ".join(_COLUMNS[field])
        sql += f" AND to_tsvector('simple', {columns}) @@ to_tsquery('simple', %s)"
        values.append(plain)
    return Q(pk__in=RawSQL(sql, values))  # noqa: S611  values are parameters


def _whole_matching(field: str, text: str) -> Q:
    whole = " ".join(terms(text))
    if not whole:
        return Q(pk__in=())
    if field in ("any", "title"):
        return Q(pk__in=TitleDocument.objects.filter(main=whole).values("title_id"))
    named = Heading.objects.filter(kind__in=_HEADINGS[field], norm__in={whole, fold(text).strip()})
    return (
        Q(uses__heading__in=named.values("pk"))
        if field != "author"
        else (Q(uses__heading__in=named.values("pk")) | Q(author_sort__in={whole[:120], fold(text).strip()[:120]}))
    )


def _number_matching(text: str, kinds: Sequence[str]) -> Q:
    numbers = TitleNumber.objects.filter(value__in=forms_of(text))
    if kinds:
        numbers = numbers.filter(kind__in=kinds)
    return Q(pk__in=numbers.values("title_id"))


def _publisher_matching(text: str, relation: Relation) -> Q:
    asked = terms(text)
    if not asked:
        return Q(pk__in=())
    if relation == "exact":
        return Q(publisher__iexact=text.strip())
    if relation == "adj":
        return Q(publisher__icontains=text.strip()) | Q(published_at__icontains=text.strip())
    each = [Q(publisher__icontains=word) | Q(published_at__icontains=word) for word in asked[:MOST_TERMS]]
    return reduce(or_ if relation == "any" else and_, each)


_COLUMN_OF_DATE = {"date": "year", "added": "created_at__date", "changed": "changed_at__date"}
_LOOKUPS = {"<": "__lt", "<=": "__lte", ">": "__gt", ">=": "__gte"}


def _when_matching(field: str, text: str, relation: Relation) -> Q:
    column, read = _COLUMN_OF_DATE[field], (_year if field == "date" else _day)
    if relation == "within":
        ends = text.split()
        if len(ends) != 2:
            raise Invalid(
                f"“{text}” are no two dates.", remedy="Write the first and the last, e.g. “1990 1999”.", field=field
            )
        return Q(**{f"{column}__gte": read(ends[0], field), f"{column}__lte": read(ends[1], field)})
    return Q(**{f"{column}{_LOOKUPS.get(relation, '')}": read(text.strip(), field)})


def _year(text: str, field: str) -> int:
    digits = text[:4]
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise Invalid(f"“{text}” is no year.", remedy="Write four digits.", field=field)
    return int(digits)


def _day(text: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Invalid(f"“{text}” is no day.", remedy="Write it as 2026-11-25.", field=field) from None


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of an index and in how many titles it is, of those that are shown."""

    term: str
    titles: int


def listed(field: str, start: str, *, count: int = 20) -> list[Entry]:
    """Terms of ``title``, ``author``, ``subject``, ``series`` or ``date`` from ``start`` on, in order.

    Raises Invalid for another index.
    """
    makers: dict[str, Callable[[], list[Entry]]] = {
        "title": lambda: _column_listed("sort_title", " ".join(terms(start)), count),
        "author": lambda: _column_listed("author_sort", fold(start).strip(), count),
        "date": lambda: _column_listed("year", int(start) if start.isascii() and start.isdigit() else 0, count),
        "subject": lambda: _headings_listed("subject", start, count),
        "series": lambda: _headings_listed("series", start, count),
    }
    if field not in makers:
        raise Invalid(
            f"The terms of “{field}” are not listed.", remedy=f"Those of {', '.join(makers)} are.", field=field
        )
    return makers[field]()


def _column_listed(column: str, start: Any, count: int) -> list[Entry]:
    rows = (
        Title.objects.filter(is_hidden=False, **{f"{column}__gte": start})
        .exclude(**{column: "" if column != "year" else None})
        .order_by(column)
        .values_list(column)
        .annotate(titles=Count("pk"))[:count]
    )
    return [Entry(str(term), titles) for term, titles in rows]


def _headings_listed(field: str, start: str, count: int) -> list[Entry]:
    rows = (
        Heading.objects.filter(kind__in=_HEADINGS[field], norm__gte=fold(start).strip(), uses__title__is_hidden=False)
        .order_by("norm")
        .values_list("norm", "text")
        .annotate(titles=Count("uses__title", distinct=True))[:count]
    )
    return [Entry(text, titles) for _, text, titles in rows]


__all__ = ["FIELDS", "Entry", "Relation", "find_ids", "listed", "matching"]
