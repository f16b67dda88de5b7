"""Other catalogues asked at once: each in a thread, none waited for longer than was said; what came, read and matched."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.db import connections

from firstbell.core.errors import Invalid
from firstbell.core.search import fold
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Form, Record, Unreadable
from firstbell.library.marc.saying import Derived, derived
from firstbell.library.models import Title, TitleNumber
from firstbell.library.ports import CatalogueAnswer, CatalogueQuery, CatalogueSource, FoundRecord
from firstbell.library.queries.records import Line, lines_of

TIMEOUT = 12.0
"""Seconds until what has not answered is given up."""
MOST_RECORDS = 20
"""Of one source."""
LONGEST_RECORD = 400_000
"""Bytes of a record that is carried through a page."""
_NUMBERS = (TitleNumber.Kind.ISBN, TitleNumber.Kind.LCCN, TitleNumber.Kind.ISSN)


@dataclass
class Candidate:
    """A record from outside, read: what it says, and the titles here that may be the same."""

    found: FoundRecord
    record: Record
    said: Derived
    source: str
    ours: list[Title] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return lines_of(self.record)

    @property
    def packed(self) -> str:
        """The bytes for a hidden field of a form."""
        return base64.b64encode(self.found.data).decode()


@dataclass
class Answered:
    """What one source said: records that could be read, and sentences about what went wrong."""

    key: str
    label: str
    candidates: list[Candidate] = field(default_factory=list)
    total: int | None = None
    errors: list[str] = field(default_factory=list)


def ask(query: CatalogueQuery, sources: Sequence[CatalogueSource], *, timeout: float = TIMEOUT) -> list[Answered]:
    """All sources at once, in their order. A source that fails or is too slow says so and holds nobody up."""
    if not sources:
        return []
    pool = ThreadPoolExecutor(max_workers=min(len(sources), 16), thread_name_prefix="catalogue")
    waiting: list[Future[CatalogueAnswer]] = [pool.submit(_asked, source, query, timeout) for source in sources]
    wait(waiting, timeout=timeout)
    pool.shutdown(wait=False, cancel_futures=True)
    found = [_answered(source, future, timeout) for source, future in zip(sources, waiting, strict=True)]
    _match([one for answer in found for one in answer.candidates])
    return found


def _asked(source: CatalogueSource, query: CatalogueQuery, timeout: float) -> CatalogueAnswer:
    try:
        return source.search(query, timeout)
    finally:
        connections.close_all()  # whatever the source asked the database in this thread


def _answered(source: CatalogueSource, future: Future[CatalogueAnswer], timeout: float) -> Answered:
    told = Answered(source.key, source.label)
    if not future.done() or future.cancelled():
        told.errors.append(f"It did not answer within {timeout:.0f} seconds. Try again, or ask without it.")
        return told
    problem = future.exception()
    if problem is not None:
        told.errors.append(
            f"It could not be asked ({type(problem).__name__}). Tell whoever looks after the connection."
        )
        return told
    answer = future.result()
    told.total, told.errors = answer.total, list(answer.errors)
    for one in list(answer.records)[:MOST_RECORDS]:
        try:
            told.candidates.append(candidate(one, source.label))
        except Invalid as unreadable:
            told.errors.append(f"Record {one.number or '?'}: {unreadable.message}")
    return told


def candidate(found: FoundRecord, source: str) -> Candidate:
    """Read one record from outside. Raises Invalid."""
    if len(found.data) > LONGEST_RECORD:
        raise Invalid(f"The record has {len(found.data):,} bytes, which is too long.", remedy="Load it from a file.")
    try:
        record = read_record(found.data, found.form, found.encoding or None)
    except Unreadable as problem:
        raise Invalid(problem.message, remedy=problem.todo) from None
    return Candidate(found, record, derived(record), source)


def carried(packed: str, form: str, encoding: str, source: str) -> Candidate:
    """A record that a page carried in a hidden field. Raises Invalid for what is none."""
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("The record did not arrive whole.", remedy="Search again.") from None
    if form not in set(Form):
        raise Invalid(f"“{form[:20]}” is no form of a record.", remedy="Search again.")
    one = candidate(FoundRecord(data, form, encoding[:20]), source[:60])
    _match([one])
    return one


def _match(candidates: Sequence[Candidate]) -> None:
    """Titles here with the same valid number, else with the same title and author; two queries for all of them."""
    by_number: dict[tuple[str, str], list[Candidate]] = {}
    by_name: dict[str, list[Candidate]] = {}
    for one in candidates:
        for number in one.said.numbers:
            if number.is_valid and not number.is_other_form and number.kind in _NUMBERS:
                by_number.setdefault((number.kind, number.value), []).append(one)
        by_name.setdefault(one.said.sort_title, []).append(one)
    values = {value for _, value in by_number}
    rows = TitleNumber.objects.filter(value__in=values, is_valid=True, title__merged_into=None).select_related("title")
    for row in rows if values else ():
        for one in by_number.get((row.kind, row.value), ()):
            if row.title not in one.ours:
                one.ours.append(row.title)
    names = [name for name, ones in by_name.items() if name and any(not one.ours for one in ones)]
    for title in Title.objects.filter(sort_title__in=names, merged_into=None)[:200] if names else ():
        for one in by_name[title.sort_title]:
            same_author = fold(title.author)[:20] == fold(one.said.author)[:20]
            if same_author and title not in one.ours:
                one.ours.append(title)
