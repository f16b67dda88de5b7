"""The catalogue's search index: what titles are found by is written in the transaction that changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.library.actions._genre_shelves import settle_titles
from firstbell.library.documents import COLUMNS, Columns, document_of, words_of
from firstbell.library.marc.headings import GENRE
from firstbell.library.models import CatalogueWord, ReadingLevel, Title, TitleDocument, TitleHeading
from firstbell.library.permissions import LibraryPermission
from firstbell.library.spelling import HEAD, can_be_mended, keys_of

#: Titles read and written at once: SQLite limits how many values one statement may hold.
BLOCK = 500
#: Titles of one load. The words of more are learned by a worker afterwards (:func:`learn_waiting`).
LEARNED_AT_ONCE = 1_000
#: Titles whose words are learned in one transaction.
_WAITING = 5_000
#: Documents of one statement of a load; some 32,000 values, which is what SQLite takes.
_TOGETHER = 1_300
#: SQLite's default for FTS5 (four pieces of a size are merged), and pages merged in one step.
_USUAL_MERGE, _MERGED_PAGES = 4, 500

_INDEX = "library_title_fts"
_DOCUMENT = TitleDocument._meta.db_table
_WORDS = CatalogueWord._meta.db_table
#: What an index made anew leaves as it was.
_KEPT = ("title_id", "popularity")
_OF_TITLE = (*Columns._fields, "created_at")


def index_titles(ids: Sequence[int]) -> None:
    """Read these titles again and write what the catalogue finds them by; vanished and hidden ones leave the index.

    One or 20,000, in blocks. Needs no permission: whoever changed a title, alone or in a load, calls it in that transaction.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), BLOCK):
        _index_block(wanted[start : start + BLOCK])


def _index_block(wanted: Sequence[int]) -> None:
    rows = list(_rows(wanted))
    gone = set(wanted) - {row[0] for row in rows}
    if gone:
        TitleDocument.objects.filter(title_id__in=gone).delete()
    write_documents(rows)
    learn_words(words_in(rows))
    settle_titles(wanted)


def _rows(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    headings: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    uses = TitleHeading.objects.filter(title_id__in=ids).order_by("title_id", "position", "id")
    for pk, *use in uses.values_list("title_id", "heading_id", "heading__kind", "heading__text", "role"):
        headings[pk].append(tuple(use))  # type: ignore[arg-type]  # four of them
    levels: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
    for pk, scheme, low, high in ReadingLevel.objects.filter(title_id__in=ids).values_list(
        "title_id", "scheme", "low", "high"
    ):
        levels[pk].append((scheme, low, high))
    titles = Title.objects.filter(pk__in=ids, is_hidden=False).values_list("pk", *_OF_TITLE)
    for pk, *columns, created_at in titles:
        own = headings[pk]
        words = words_of(Columns(*columns), [use[1:] for use in own], levels[pk])
        yield document_of(pk, words, [use[0] for use in own if use[1] == GENRE], bulk.moment(created_at))


def write_documents(rows: Sequence[tuple[Any, ...]]) -> None:
    """Documents in the order of :data:`COLUMNS`, new or made anew; the full-text index follows by the database's own means."""
    columns = (*COLUMNS, "is_learned")
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in _KEPT)
    for start in range(0, len(rows), BLOCK):
        _insert_documents(rows[start : start + BLOCK], f"ON CONFLICT (title_id) DO UPDATE SET {sets}", is_learned=True)


def add_documents(rows: Sequence[tuple[Any, ...]], *, is_learned: bool) -> None:
    """Documents of titles that had none. ``is_learned`` False: their words are for :func:`learn_waiting`."""
    if bulk.is_postgresql():
        bulk.insert(_DOCUMENT, (*COLUMNS, "is_learned"), ((*row, is_learned) for row in rows))
        return
    for start in range(0, len(rows), _TOGETHER):
        _insert_documents(rows[start : start + _TOGETHER], "", is_learned=is_learned)


def _insert_documents(rows: Sequence[tuple[Any, ...]], conflict: str, *, is_learned: bool) -> None:
    """Many to a statement: SQLite closes a piece of the full-text index with every statement that has a trigger, and then
    merges the pieces; row by row that takes three times as long as all the rest."""
    marks = f"({', '.join(['%s'] * len(COLUMNS))}, {'TRUE' if is_learned else 'FALSE'})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_DOCUMENT} ({', '.join(COLUMNS)}, is_learned) "  # noqa: S608  names from code
            f"VALUES {', '.join([marks] * len(rows))} {conflict}",
            [value for row in rows for value in row],
        )


@contextmanager
def merging_later() -> Iterator[None]:
    """While many documents are added, SQLite puts the pieces of its full-text index aside as they are; :func:`learn_waiting`
    merges them. Inside a transaction: who reads never sees it otherwise than it was."""
    if bulk.is_postgresql():
        yield
        return
    _set_index("automerge", 0)
    yield
    _set_index("automerge", _USUAL_MERGE)


def _set_index(option: str, value: int) -> int:
    """Tell SQLite's full-text index something; how many rows of its own tables that changed."""
    with connection.cursor() as cursor:
        before = int(connection.connection.total_changes)
        cursor.execute(f"INSERT INTO {_INDEX} ({_INDEX}, rank) VALUES (%s, %s)", [option, value])  # noqa: S608  names from code
        return int(connection.connection.total_changes) - before


def _merge() -> None:
    """Few pieces are searched faster than many. A step at a time, so that others can write between."""
    if bulk.is_postgresql():
        return
    # FTS5: fewer than two changes mean that there was nothing to merge.
    while _set_index("merge", _MERGED_PAGES) >= 2:
        pass


def words_in(rows: Iterable[tuple[Any, ...]]) -> set[str]:
    """The words of documents that misspelled ones may mean: of titles and headings, not of summaries."""
    return {word for row in rows for text in row[1:6] for word in text.split()}


def learn_words(words: Iterable[str]) -> None:
    """New words can be meant by misspelled ones. Words that no title has any more stay; whoever asks checks."""
    listed = sorted(word for word in words if can_be_mended(word))
    # Every word stands under its head.
    heads = list(dict.fromkeys(word[:HEAD] for word in listed))
    found = bulk.select_in(f"SELECT word FROM {_WORDS} WHERE key {{in}}", heads)  # noqa: S608  no value in it
    known = {word for (word,) in found}
    rows = [(key, word) for word in listed if word not in known for key in keys_of(word)]
    if not rows:
        return
    if not bulk.is_postgresql():
        # In the order of their index; nobody else can have written them meanwhile.
        bulk.insert(_WORDS, ("key", "word"), sorted(rows))
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_WORDS} (key, word) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING",  # noqa: S608  names from code
            [[key for key, _ in rows], [word for _, word in rows]],
        )


def learn_waiting(*, by: Actor) -> int:
    """Learn the words of titles that a large load brought; gives how many titles they were.

    They are found at once; only what nearly spells a word of theirs finds it from now on.
    """
    by.require(LibraryPermission.TITLE_EDIT)
    count = 0
    while True:
        with transaction.atomic():
            rows = list(
                TitleDocument.objects.select_for_update()
                .filter(is_learned=False)
                .order_by("title_id")
                .values_list("title_id", *COLUMNS[1:6])[:_WAITING]
            )
            if not rows:
                break
            learn_words(words_in(rows))
            TitleDocument.objects.filter(pk__in=[row[0] for row in rows]).update(is_learned=True)
            count += len(rows)
    if count:
        _merge()
    return count
