"""What the catalogue finds a title by, made of its rows: words of each kind, and what it is filtered by.

Pure: knows no database, so that a load makes documents of what it is about to write, and reads nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from firstbell.library.marc.headings import BODY, GENRE, PERSON, PLACE, SERIES, SUBJECT, WORK
from firstbell.library.marc.levels import ATOS, INTEREST_AGE, INTEREST_GRADE, LEXILE, READING_COUNTS, READING_GRADE
from firstbell.library.prose import stems_of, terms
from firstbell.library.queries.levels import pages_of

#: More of a summary or of a table of contents is not searched.
LONGEST = 4_000
COLUMNS = (
    "title_id", "main", "alt", "author", "series", "subject", "rest", "stems", "format", "language", "audience",
    "is_fiction", "year", "dewey", "lexile_low", "lexile_high", "grade_low", "grade_high", "interest_low",
    "interest_high", "pages", "genres", "added_at", "popularity",
)  # fmt: skip
_COLUMN_OF = {
    PERSON: "author",
    BODY: "author",
    SERIES: "series",
    WORK: "alt",
    SUBJECT: "subject",
    PLACE: "subject",
    GENRE: "subject",
}
#: Grades in which children of an age are, for interest levels that are said in years.
AGE_OF_KINDERGARTEN = 5
READING_GRADES = (ATOS, READING_COUNTS, READING_GRADE)
_NO_LEVELS: tuple[Any, ...] = (None,) * 6


class Columns(NamedTuple):
    """Of a title, as in its table."""

    full_title: str
    responsibility: str
    author: str
    publisher: str
    summary: str
    contents: str
    format: str
    language: str
    audience: str
    is_fiction: bool | None
    year: int | None
    dewey: str
    extent: str


def words_of(
    title: Columns, uses: Iterable[tuple[str, str, str]], levels: Sequence[tuple[str, float, float]]
) -> tuple[Any, ...]:
    """All of a document that a record by itself says: what stands in :data:`COLUMNS` behind the id and before the genres.

    ``uses``: (kind, text of the heading or that folded, role) in their order; ``levels``: (scheme, low, high).
    """
    alt: list[str] = []
    author = terms(title.author)
    series: list[str] = []
    subject: list[str] = []
    columns = {"alt": alt, "author": author, "series": series, "subject": subject}
    for kind, text, role in uses:
        # A person or a body that a book is about is a subject.
        column = subject if role == "subject" else columns[_COLUMN_OF.get(kind, "subject")]
        column += _words(text)
    author += terms(title.responsibility)
    main = terms(title.full_title)
    # A name is in the heading and in what is printed; said twice it would count twice.
    author = list(dict.fromkeys(author))
    subject = list(dict.fromkeys(subject))
    rest = terms(f"{title.summary[:LONGEST]} {title.contents[:LONGEST]} {title.publisher}")
    return (
        " ".join(main),
        " ".join(alt),
        " ".join(author),
        " ".join(series),
        " ".join(subject),
        " ".join(rest),
        " ".join(stems_of([*main, *alt, *author, *series, *subject, *rest])),
        title.format,
        title.language,
        title.audience,
        title.is_fiction,
        title.year,
        dewey_number(title.dewey),
        *(_levels(levels) if levels else _NO_LEVELS),
        pages_of(title.extent),
    )


def document_of(pk: int, words: tuple[Any, ...], genres: Iterable[int], added_at: Any) -> tuple[Any, ...]:
    """A row in the order of :data:`COLUMNS`. ``words`` as :func:`words_of` gives them; ``genres``: ids of such headings."""
    return (pk, *words, " ".join(map(str, genres)), added_at, 0)


@lru_cache(maxsize=20_000)
def _words(heading: str) -> tuple[str, ...]:
    """The same headings come again and again."""
    return tuple(terms(heading))


def _levels(levels: Iterable[tuple[str, float, float]]) -> tuple[Any, ...]:
    """Lexile, reading grade and interest grade, each low and high."""
    spans: dict[str, list[float]] = {}
    for scheme, low, high in levels:
        if scheme == LEXILE:
            spans.setdefault("lexile", []).extend((low, high))
        elif scheme in READING_GRADES:
            spans.setdefault("grade", []).extend((low, high))
        elif scheme == INTEREST_GRADE:
            spans.setdefault("interest", []).extend((low, high))
        elif scheme == INTEREST_AGE:
            spans.setdefault("interest", []).extend((low - AGE_OF_KINDERGARTEN, high - AGE_OF_KINDERGARTEN))
    (lexile, grade, interest) = (
        (min(spans[key]), max(spans[key])) if key in spans else (None, None) for key in ("lexile", "grade", "interest")
    )
    return (*_whole(lexile), *grade, *_whole(interest))


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
