"""The index asked: which titles hold these terms, how many, and which words it knows. For this folder only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from firstbell.library.models import CatalogueWord, TitleDocument
from firstbell.library.prose import can_go_on, fts_term, stems, ts_term

_TABLE = TitleDocument._meta.db_table
_WORDS = CatalogueWord._meta.db_table
#: bm25's weights of main, alt, author, series, subject, rest, stems.
WEIGHTS = "10.0, 4.0, 4.0, 5.0, 6.0, 1.0, 2.0"
#: The best so many are ranked, counted by facet and paged through; a question with more hits says so.
MOST = 5_000
CODED = (
    "format", "language", "audience", "is_fiction", "year", "lexile_low", "lexile_high", "grade_low", "grade_high",
    "interest_low", "interest_high", "genres", "added_at", "popularity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of the index: every group of alternatives; a group is one term, or an OR of whole conjunctions.

    ``fts`` and ``ts`` say the same to SQLite and to PostgreSQL. Empty: no words, only conditions.
    """

    fts: str = ""
    ts: str = ""

    def __bool__(self) -> bool:
        return bool(self.fts)

    @classmethod
    def all_of(cls, words: Sequence[str], *, is_open: bool) -> Terms:
        """Every word or a stem of it; the last one may go on when ``is_open``."""
        goes_on = is_open and bool(words) and can_go_on(words[-1])
        last = len(words) - 1
        return cls(
            " AND ".join(fts_term(word, prefix=goes_on and at == last) for at, word in enumerate(words)),
            " & ".join(ts_term(word, prefix=goes_on and at == last) for at, word in enumerate(words)),
        )

    @classmethod
    def any_of(cls, parts: Sequence[Terms]) -> Terms:
        return cls(" OR ".join(f"({one.fts})" for one in parts), " | ".join(f"({one.ts})" for one in parts))


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL on the document ``d``, with its values."""

    sql: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()

    def and_(self, sql: str, *values: Any) -> Conditions:
        return Conditions((*self.sql, sql), (*self.values, *values))

    @property
    def where(self) -> str:
        return "".join(f" AND {one}" for one in self.sql)


@dataclass(slots=True)
class Row:
    """One title found: how well the words fit (more is better), and its coded columns in the order of ``CODED``."""

    pk: int
    score: float
    coded: tuple[Any, ...] = field(default=())


ORDERS = {
    "best": "",
    "new": "d.added_at DESC, d.title_id DESC",
    "popular": "d.popularity DESC, d.title_id DESC",
    "year": "d.year IS NULL, d.year DESC, d.title_id DESC",
}


def matched(terms: Terms, conditions: Conditions, order: str = "best") -> list[Row]:
    """The best hits, at most one more than ``MOST``: one statement. Best first by words; newest first without words."""
    columns = ", ".join(f"d.{name}" for name in CODED)
    values: list[Any]
    if not terms:
        sorting = ORDERS[order] or ORDERS["new"]
        sql = f"SELECT d.title_id, 0, {columns} FROM {_TABLE} d WHERE 1=1{conditions.where} ORDER BY {sorting} LIMIT %s"  # noqa: S608  no value in it
        values = [*conditions.values, MOST + 1]
    elif connection.vendor == "postgresql":
        sorting = ORDERS[order] or "score DESC, d.title_id"
        sql = (
            f"SELECT d.title_id, ts_rank_cd('{{0.1, 0.4, 0.5, 1.0}}', d.tsv, q, 2) AS score, {columns} "  # noqa: S608  no value in it
            f"FROM {_TABLE} d, to_tsquery('simple', %s) q WHERE d.tsv @@ q{conditions.where} ORDER BY {sorting} LIMIT %s"
        )
        values = [terms.ts, *conditions.values, MOST + 1]
    elif conditions.sql or order != "best":
        sorting = ORDERS[order] or "score, d.title_id"
        # CROSS JOIN: the words come first, whatever the planner thinks of a condition.
        sql = (
            f"SELECT d.title_id, bm25(library_title_fts, {WEIGHTS}) AS score, {columns} "  # noqa: S608  no value in it
            f"FROM library_title_fts CROSS JOIN {_TABLE} d ON d.title_id = library_title_fts.rowid "
            f"WHERE library_title_fts MATCH %s{conditions.where} ORDER BY {sorting} LIMIT %s"
        )
        values = [terms.fts, *conditions.values, MOST + 1]
    else:
        sql = (
            f"SELECT d.title_id, f.score, {columns} FROM (SELECT rowid AS id, bm25(library_title_fts, {WEIGHTS}) AS score "  # noqa: S608  no value in it
            f"FROM library_title_fts WHERE library_title_fts MATCH %s ORDER BY 2 LIMIT %s) f "
            f"CROSS JOIN {_TABLE} d ON d.title_id = f.id ORDER BY f.score, d.title_id"
        )
        values = [terms.fts, MOST + 1]
    sign = 1 if connection.vendor == "postgresql" else -1  # bm25 says less for better
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(row[0], sign * row[1], tuple(row[2:])) for row in cursor.fetchall()]


def counted(terms: Terms) -> int:
    """How many titles hold the terms, all of them counted: cheap without conditions."""
    if connection.vendor == "postgresql":
        sql, value = f"SELECT count(*) FROM {_TABLE} WHERE tsv @@ to_tsquery('simple', %s)", terms.ts  # noqa: S608  no value in it
    else:
        sql, value = "SELECT count(*) FROM library_title_fts WHERE library_title_fts MATCH %s", terms.fts
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return int(cursor.fetchone()[0])


def times_of(words: Sequence[str]) -> dict[str, int]:
    """In how many titles each word is, itself; up to 1,000 on PostgreSQL. Words that are in none are left out."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT w, (SELECT count(*) FROM (SELECT 1 FROM library_titledocument "
                "WHERE tsv @@ to_tsquery('simple', quote_literal(w)) LIMIT 1000) one) FROM unnest(%s::text[]) w",
                [list(words)],
            )
        else:
            places = ", ".join(["%s"] * len(words))
            cursor.execute(f"SELECT term, doc FROM library_title_fts_words WHERE term IN ({places})", list(words))  # noqa: S608  no value in it
        return {str(word): int(times) for word, times in cursor.fetchall() if times}


def known_forms(words: Sequence[str]) -> dict[str, int]:
    """In how many titles each word or a stem of it is."""
    forms = {word: (word, *stems(word)) for word in words}
    times = times_of(sorted({form for every in forms.values() for form in every}))
    return {word: sum(times.get(form, 0) for form in every) for word, every in forms.items()}


def words_under(keys: Sequence[str]) -> list[str]:
    """Words of the catalogue that stand under any of these keys."""
    if not keys:
        return []
    condition, value = among("key", keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word FROM {_WORDS} WHERE {condition}", [value])  # noqa: S608  no value in it
        return sorted({str(word) for (word,) in cursor.fetchall()})


def among(column: str, values: Sequence[int] | Sequence[str]) -> tuple[str, Any]:
    """A condition that a column is one of these, as one value: some thousand of them are still one statement."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))  # noqa: S608  a column's name
