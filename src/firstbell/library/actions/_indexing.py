"""The catalogue's search index: titles are read again and their documents written, in the transaction that changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from firstbell.core.bulk import moment
from firstbell.library.models import CatalogueWord, Heading, ReadingLevel, Title, TitleDocument, TitleHeading
from firstbell.library.prose import stems_of, terms
from firstbell.library.queries.levels import pages_of
from firstbell.library.spelling import can_be_mended, keys_of, sound_of

#: Titles read and written at once: SQLite limits how many values one statement may hold.
BLOCK = 500
#: More of a summary or of a table of contents is not searched.
LONGEST = 4_000

_DOCUMENT = TitleDocument._meta.db_table
_WORDS = CatalogueWord._meta.db_table
_COLUMNS = (
    "title_id", "main", "alt", "author", "series", "subject", "rest", "stems", "format", "language", "audience",
    "is_fiction", "year", "dewey", "lexile_low", "lexile_high", "grade_low", "grade_high", "interest_low",
    "interest_high", "pages", "genres", "added_at", "popularity",
)  # fmt: skip
#: What an index made anew leaves as it was.
_KEPT = ("title_id", "popularity")
_COLUMN_OF: dict[str, str] = {
    Heading.Kind.PERSON: "author",
    Heading.Kind.BODY: "author",
    Heading.Kind.SERIES: "series",
    Heading.Kind.WORK: "alt",
    Heading.Kind.SUBJECT: "subject",
    Heading.Kind.PLACE: "subject",
    Heading.Kind.GENRE: "subject",
}
#: Grades in which children of an age are, for interest levels that are said in years.
AGE_OF_KINDERGARTEN = 5
READING_GRADES = (ReadingLevel.Scheme.ATOS, ReadingLevel.Scheme.READING_COUNTS, ReadingLevel.Scheme.READING_GRADE)


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
    _write(rows)
    _learn(word for row in rows for text in row[1:6] for word in text.split())


def _rows(ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    headings = _headings(ids)
    levels = _levels(ids)
    titles = Title.objects.filter(pk__in=ids, is_hidden=False).values_list(
        "pk", "full_title", "responsibility", "author", "publisher", "summary", "contents", "format", "language",
        "audience", "is_fiction", "year", "dewey", "created_at", "extent",
    )  # fmt: skip
    for (
        pk, full_title, responsibility, author, publisher, summary, contents, format_, language, audience, is_fiction,
        year, dewey, created_at, extent,
    ) in titles:  # fmt: skip
        used = headings[pk]
        words = {
            "main": terms(full_title),
            "alt": terms(" ".join(used["alt"])),
            "author": _once(terms(" ".join((author, *used["author"], responsibility)))),
            "series": terms(" ".join(used["series"])),
            "subject": _once(terms(" ".join(used["subject"]))),
            "rest": terms(f"{summary[:LONGEST]} {contents[:LONGEST]} {publisher}"),
        }
        every = [word for column in words.values() for word in column]
        yield (
            pk,
            *(" ".join(column) for column in words.values()),
            " ".join(stems_of(every)),
            format_,
            language,
            audience,
            is_fiction,
            year,
            dewey_number(dewey),
            *levels[pk],
            pages_of(extent),
            " ".join(used["genres"]),
            moment(created_at),
            0,
        )


def _once(words: Iterable[str]) -> list[str]:
    """A name is in the heading and in what is printed; said twice it would count twice."""
    return list(dict.fromkeys(words))


def _headings(ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    uses = TitleHeading.objects.filter(title_id__in=ids).order_by("title_id", "position", "id")
    values = uses.values_list("title_id", "heading_id", "heading__kind", "heading__text", "role")
    for title_id, heading_id, kind, text, role in values:
        # A person or a body that a book is about is a subject.
        column = "subject" if role == "subject" else _COLUMN_OF.get(kind, "subject")
        found[title_id][column].append(text)
        if kind == Heading.Kind.GENRE:
            found[title_id]["genres"].append(str(heading_id))
    return found


def _levels(ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Lexile, reading grade and interest grade, each low and high, of each title."""
    spans: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = ReadingLevel.objects.filter(title_id__in=ids).values_list("title_id", "scheme", "low", "high")
    for title_id, scheme, low, high in rows:
        if scheme == ReadingLevel.Scheme.LEXILE:
            spans[title_id]["lexile"] += (low, high)
        elif scheme in READING_GRADES:
            spans[title_id]["grade"] += (low, high)
        elif scheme == ReadingLevel.Scheme.INTEREST_GRADE:
            spans[title_id]["interest"] += (low, high)
        elif scheme == ReadingLevel.Scheme.INTEREST_AGE:
            spans[title_id]["interest"] += (low - AGE_OF_KINDERGARTEN, high - AGE_OF_KINDERGARTEN)
    found: dict[int, tuple[Any, ...]] = defaultdict(lambda: (None,) * 6)
    for title_id, span in spans.items():
        pairs = [
            (min(span[key]), max(span[key])) if key in span else (None, None) for key in ("lexile", "grade", "interest")
        ]
        (lexile, grade, interest) = pairs
        found[title_id] = (*_whole(lexile), *grade, *_whole(interest))
    return found


def _whole(span: tuple[float | None, float | None]) -> tuple[int | None, int | None]:
    low, high = span
    return (None if low is None else max(-2_000, min(3_000, round(low)))), (
        None if high is None else max(-2_000, min(3_000, round(high)))
    )


def dewey_number(text: str) -> float | None:
    """``599.757`` as a number; None where there is no class, e.g. “[E]” or “FIC”."""
    head = text.strip().split(" ")[0].replace("/", "").replace("'", "")
    try:
        number = float(head)
    except ValueError:
        return None
    return number if 0 <= number < 1000 and head[:3].isdigit() else None


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement a block of rows; the database's own triggers carry it into the full-text index."""
    if not rows:
        return
    sets = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in _KEPT)
    marks = f"({', '.join(['%s'] * len(_COLUMNS))})"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_DOCUMENT} ({', '.join(_COLUMNS)}) VALUES {marks} ON CONFLICT (title_id) DO UPDATE SET {sets}",  # noqa: S608  names from code
            rows,
        )


def _learn(words: Iterable[str]) -> None:
    """New words can be meant by misspelled ones. Words that no title has any more stay; whoever asks checks."""
    candidates = {word for word in words if can_be_mended(word)}
    if not candidates:
        return
    known: set[str] = set()
    listed = sorted(candidates)
    with connection.cursor() as cursor:
        for start in range(0, len(listed), BLOCK):
            # Every word stands under its sound.
            sounds = sorted({sound_of(word) for word in listed[start : start + BLOCK]})
            places = ", ".join(["%s"] * len(sounds))
            cursor.execute(f"SELECT word FROM {_WORDS} WHERE key IN ({places})", sounds)  # noqa: S608  no value in it
            known |= {row[0] for row in cursor.fetchall()}
    rows = [(key, word) for word in listed if word not in known for key in keys_of(word)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {_WORDS} (key, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",  # noqa: S608  names from code
                rows,
            )
