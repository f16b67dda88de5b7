"""Titles with all their rows, written in bulk: the one way into these tables.

``drafts.row_of`` makes plain tuples of a record (so that a plan can wait on disk), :func:`write_rows` writes them inside the open
change. A replaced record becomes a :class:`FormerRecord`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.utils import timezone

from firstbell.core import bulk
from firstbell.inventory.models import Product
from firstbell.library.actions._indexing import (
    LEARNED_AT_ONCE,
    add_documents,
    index_titles,
    learn_words,
    merging_later,
    words_in,
)
from firstbell.library.documents import document_of
from firstbell.library.drafts import TITLE_COLUMNS, TitleRow
from firstbell.library.marc.headings import GENRE
from firstbell.library.models import FormerRecord, Heading, ReadingLevel, Record, Title, TitleHeading, TitleNumber

_RECORD_COLUMNS = ("data", "form", "encoding", "digest", "source", "was_salvaged", "remarks", "import_run", "read_at")
_KEPT_COLUMNS = ("data", "form", "encoding", "digest", "source", "import_run", "was_salvaged", "remarks")
_PRODUCT = Product._meta.db_table
_TITLE = Title._meta.db_table
_CHUNK = 2600


def write_rows(rows: Iterable[TitleRow], *, run_id: int | None, replaced_by: str) -> list[int]:
    """Write the rows and give the titles' ids in their order. Call it inside ``change(by)``."""
    ids: list[int] = []
    moment = bulk.moment(timezone.now())
    source = iter(rows)
    first = list(islice(source, LEARNED_AT_ONCE + 1))
    is_learned = len(first) <= LEARNED_AT_ONCE
    source = chain(first, source)
    with nullcontext() if is_learned else merging_later():
        while chunk := list(islice(source, _CHUNK)):
            ids += _write_chunk(chunk, run_id, replaced_by, moment, is_learned=is_learned)
    return ids


def _write_chunk(
    rows: list[TitleRow], run_id: int | None, replaced_by: str, moment: Any, *, is_learned: bool
) -> list[int]:
    following = bulk.reserve_ids(_PRODUCT, sum(not row.title_id for row in rows))
    both: list[tuple[int, TitleRow]] = []
    for row in rows:
        both.append((row.title_id or following, row))
        following += not row.title_id
    old = [(pk, row) for pk, row in both if row.title_id]
    new = [(pk, row) for pk, row in both if not row.title_id]
    if old:
        _forget([pk for pk, _ in old], run_id, replaced_by, moment)
        _replace(old, run_id, moment)
    if new:
        _create(new, moment)
    bulk.insert(
        Record._meta.db_table,
        ("title_id", *_RECORD_COLUMNS),
        ((pk, *row.record, run_id, moment) for pk, row in [*new, *(_without_record(old) if old else ())]),
    )
    headings = _describe(both)
    documents = [_document(pk, row, headings, moment) for pk, row in new]
    add_documents(documents, is_learned=is_learned)
    if is_learned:
        learn_words(words_in(documents))
    index_titles([pk for pk, _ in old])
    return [pk for pk, _ in both]


def _document(pk: int, row: TitleRow, headings: dict[tuple[Any, ...], int], moment: Any) -> tuple[Any, ...]:
    """What a new title is found by. Of a replaced one the database knows more: whether it is hidden, and since when here."""
    return document_of(pk, row.words, [headings[use[:3]] for use in row.headings if use[1] == GENRE], moment)


def _replace(old: list[tuple[int, TitleRow]], run_id: int | None, moment: Any) -> None:
    bulk.update(_PRODUCT, ["name", "item_type_id"], ((row.name, row.item_type_id, pk) for pk, row in old))
    bulk.update(
        _TITLE,
        [*TITLE_COLUMNS, "changed_at", "is_temporary"],
        ((*row.columns, moment, False, pk) for pk, row in old),
        key="product_ptr_id",
    )
    bulk.update(
        Record._meta.db_table,
        list(_RECORD_COLUMNS),
        ((*row.record, run_id, moment, pk) for pk, row in old),
        key="title_id",
    )


def _create(new: list[tuple[int, TitleRow]], moment: Any) -> None:
    bulk.insert(
        _PRODUCT,
        ("id", "name", "manufacturer", "item_type_id", "replacement_cents", "notes"),
        ((pk, row.name, "", row.item_type_id, None, "") for pk, row in new),
    )
    bulk.insert(
        _TITLE,
        ("product_ptr_id", *TITLE_COLUMNS, "is_temporary", "is_hidden", "created_at", "changed_at"),
        ((pk, *row.columns, False, False, moment, moment) for pk, row in new),
    )


def _describe(both: list[tuple[int, TitleRow]]) -> dict[tuple[Any, ...], int]:
    """Numbers, levels and headings; gives the ids of the latter by (norm, kind, list)."""
    bulk.insert(
        TitleNumber._meta.db_table,
        ("title_id", "kind", "value", "text", "is_valid", "is_other_form"),
        ((pk, *number) for pk, row in both for number in row.numbers),
    )
    bulk.insert(
        ReadingLevel._meta.db_table,
        ("title_id", "scheme", "low", "high", "text", "code", "points", "quiz", "field"),
        ((pk, *level) for pk, row in both for level in row.levels),
    )
    known = _headings([row for _, row in both])
    bulk.insert(
        TitleHeading._meta.db_table,
        ("title_id", "heading_id", "is_main", "role", "volume", "volume_sort", "position"),
        ((pk, known[use[:3]], *use[4:], place) for pk, row in both for place, use in enumerate(row.headings)),
    )
    return known


def _without_record(old: list[tuple[int, TitleRow]]) -> list[tuple[int, TitleRow]]:
    """Titles that were added in a hurry have had no record so far."""
    ids = [pk for pk, _ in old]
    found = {
        pk
        for (pk,) in bulk.select_in(f"SELECT title_id FROM {Record._meta.db_table} WHERE title_id {{in}}", ids)  # noqa: S608
    }
    return [(pk, row) for pk, row in old if pk not in found]


def _forget(ids: list[int], run_id: int | None, replaced_by: str, moment: Any) -> None:
    """Keep the records that are about to be replaced, and take their derived rows away."""
    name = connection.ops.quote_name
    columns = ", ".join(map(name, _KEPT_COLUMNS))
    with connection.cursor() as cursor:
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(
                f"INSERT INTO {name(FormerRecord._meta.db_table)} "  # noqa: S608 - names come from code
                f"(title_id, {columns}, replaced_at, replaced_by, replaced_by_run) "
                f"SELECT title_id, {columns}, %s, %s, %s FROM {name(Record._meta.db_table)} WHERE title_id IN ({marks})",
                [moment, replaced_by[:200], run_id, *part],
            )
            for model in (TitleNumber, ReadingLevel, TitleHeading):
                cursor.execute(
                    f"DELETE FROM {name(model._meta.db_table)} WHERE title_id IN ({marks})",  # noqa: S608 - as above
                    part,
                )


def _headings(rows: list[TitleRow]) -> dict[tuple[Any, ...], int]:
    """(norm, kind, list) to id, of every heading in these rows; new ones are made."""
    wanted: dict[tuple[Any, ...], str] = {}
    for row in rows:
        for use in row.headings:
            wanted.setdefault(use[:3], use[3])
    if not wanted:
        return {}
    known = _known_headings(wanted)
    # In the order of their index: that is how a page of it is filled once and not again.
    missing = sorted(key for key in wanted if key not in known)
    if not missing:
        return known
    if bulk.is_postgresql():
        # Somebody else may make the same heading at this moment.
        Heading.objects.bulk_create(
            [Heading(norm=key[0], kind=key[1], list=key[2], text=wanted[key]) for key in missing],
            ignore_conflicts=True,
            batch_size=1000,
        )
        return known | _known_headings(dict.fromkeys(missing, ""))
    first = bulk.reserve_ids(Heading._meta.db_table, len(missing))
    bulk.insert(
        Heading._meta.db_table,
        ("id", "norm", "kind", "list", "text"),
        ((first + place, *key, wanted[key]) for place, key in enumerate(missing)),
    )
    return known | {key: first + place for place, key in enumerate(missing)}


def _known_headings(wanted: dict[tuple[Any, ...], str]) -> dict[tuple[Any, ...], int]:
    norms = list(dict.fromkeys(key[0] for key in wanted))
    sql = f"SELECT norm, kind, list, id FROM {Heading._meta.db_table} WHERE norm {{in}}"  # noqa: S608 - names come from code
    return {(norm, kind, kept): pk for norm, kind, kept, pk in bulk.select_in(sql, norms)}
