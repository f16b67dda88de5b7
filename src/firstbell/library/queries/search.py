"""The catalogue's search: one door for pages, REST and the house's search box.

``search_catalogue(asked, actor=…)`` never fails on what somebody typed. In turn it looks for what stands at a Dewey number
(“796.357”, all else that fits behind it), a number (ISBN, barcode), a call number, titles with all words (the last may be
unfinished), the words with their spelling put right, what a see-reference says, and titles with three of four words; it
says what it changed. Counts are exact up to ``MOST`` hits, beyond that the best so many are counted and the rest is said to
be more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.scan import normalise
from firstbell.library.call_numbers import class_of
from firstbell.library.models import Copy, Heading, SeeReference, Title, TitleDocument, TitleNumber
from firstbell.library.prose import MOST_TERMS, forms_of, says_spanish, terms, weighty
from firstbell.library.queries._facets import Facet, Holding, facets_of, holdings_of
from firstbell.library.queries._limits import LIMITS, conditions_of, span_of
from firstbell.library.queries._match import CODED, MOST, ORDERS, Conditions, Row, Terms, among, counted, matched
from firstbell.library.queries._repair import repaired
from firstbell.library.queries.levels import Level
from firstbell.library.queries.understood import understood
from firstbell.library.ranking import BLENDED, Candidate, blended

#: Longer text is no question.
LONGEST = 200
#: With fewer hits than this, spelling is looked at.
FEW = 3
#: Hits shown at once, at most.
LARGEST_PAGE = 100

_CALL_NUMBER = re.compile(r"^(?:\d{3}(?:\.\d+)?|[A-Z]{1,4})(?:\s+[A-Z][\w.]{0,11})(?:\s+\S{1,12})?$", re.IGNORECASE)
#: A Dewey number by itself, as a sign on a shelf says it.
_CLASS = re.compile(r"[0-9]{3}(?:\.[0-9]{1,12})?\.?")
_POSITION = {name: at for at, name in enumerate(CODED)}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. ``limits`` by name (``LIMITS``): ``{"format": "audio", "available": "yes"}``; unknown ones are Invalid.

    ``exactly``: as typed, no word is mended or taken for a limit. ``at`` is the school the reader is at (its copies count
    first), ``grade`` the reader's (kindergarten 0), ``lexile`` (low, high) or ``level`` what “at my level” means; each may be None.
    ``page`` from 1. ``order`` is best, new, popular or year.
    """

    text: str = ""
    limits: Mapping[str, str] = field(default_factory=dict)
    exactly: bool = False
    at: int | None = None
    grade: int | None = None
    lexile: tuple[int, int] | None = None
    level: Level | None = None
    page: int = 1
    size: int = 20
    order: str = "best"
    with_facets: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One title found, with how many copies are on the shelf of how many, and of those at the reader's school."""

    title: Title
    holding: Holding


@dataclass(frozen=True, slots=True)
class Found:
    """``total`` is exact unless ``is_capped``: then there are at least so many.

    ``searched`` are the words as they were searched; ``changes`` (as typed, as searched); ``understood`` (limit, value,
    the words that said it); ``is_broadened``: no title has all the words, these have most of them; ``see`` headings that a
    see-reference of these words names; ``direct`` says by what number it was found at once ("class", "number", "barcode", "call").
    """

    hits: list[Hit]
    total: int
    is_capped: bool
    page: int
    pages: int
    facets: list[Facet]
    searched: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    understood: tuple[tuple[str, str, str], ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    is_broadened: bool = False
    see: tuple[Heading, ...] = ()
    direct: str = ""

    @property
    def total_text(self) -> str:
        """“17”, or “5,000+” where not all were counted."""
        return f"{self.total:,}{'+' if self.is_capped else ''}"


def search_catalogue(asked: Asked, *, actor: Actor) -> Found:
    """The page of hits that was asked for.

    Raises Invalid for a limit or an order that does not exist; never for the text.
    """
    if asked.order not in ORDERS:
        raise Invalid(f"“{asked.order}” is no order.", remedy=f"There are: {', '.join(ORDERS)}.", field="order")
    for name in asked.limits:
        if name not in LIMITS:
            raise Invalid(f"“{name}” is no limit.", remedy=f"There are: {', '.join(LIMITS)}.", field=name)
    text = " ".join(asked.text.replace("\x00", " ").split())[:LONGEST]
    direct, ids = _directly(text)
    if at_class := _at_class(text, asked, ids):
        return _page(asked, at_class, actor, direct="class", searched=text, limits=asked.limits)
    if ids and asked.limits:
        ids = _within(ids, asked)
    if ids:
        return _page(asked, [Row(pk, 0) for pk in ids], actor, direct=direct, searched=text, limits=asked.limits)
    said = understood(text) if not asked.exactly else None
    if said is not None and said.limits:
        # What was chosen on screen goes before what was typed.
        limits = {**{limit: value for limit, value, _ in said.limits}, **asked.limits}
        found = _worded(replace(asked, limits=limits), said.text, actor, said.limits)
        if found.total or not terms(text):
            return found
    return _worded(asked, text, actor, ())


def find_titles(words: Sequence[str], *, limit: int) -> list[int]:
    """Ids of the best titles for a box that shows a few: two statements, a few more when a word is misspelled.

    Titles that are hidden are not found; nothing is counted.
    """
    every = list(words)[:MOST_TERMS]
    weight = weighty(every)
    if not weight:
        return []
    is_open = every[-1] == weight[-1]
    rows = matched(Terms.all_of(weight, is_open=is_open), Conditions())
    if not rows and (better := repaired(weight, is_open=is_open, has_hits=False)) is not None:
        rows, every = matched(Terms.all_of(better.words, is_open=is_open), Conditions()), list(better.words)
    return _ranked(rows[:BLENDED], Asked(), every, {})[:limit]


def _worded(asked: Asked, text: str, actor: Actor, said: tuple[tuple[str, str, str], ...]) -> Found:
    conditions = conditions_of(asked.limits, at=asked.at, lexile=asked.lexile, grade=asked.grade, level=asked.level)
    every = terms(text)[:MOST_TERMS]
    words = weighty(every)
    if not words:
        if text and not asked.limits:  # only signs
            return _page(asked, [], actor, searched=text, limits=asked.limits)
        return _page(asked, matched(Terms(), conditions, asked.order), actor, understood=said, limits=asked.limits)
    is_open = not asked.exactly and every[-1] == words[-1]
    whole = Terms.all_of(words, is_open=is_open)
    rows = matched(whole, conditions, asked.order)
    changes: tuple[tuple[str, str], ...] = ()
    is_broadened = False
    see: tuple[Heading, ...] = ()
    if not asked.exactly:
        see = _see(every)
        if len(rows) < FEW and (better := repaired(words, is_open=is_open, has_hits=bool(rows))) is not None:
            mended = Terms.all_of(better.words, is_open=is_open)
            again = matched(mended, conditions, asked.order)
            is_likely = True
            if says_spanish(asked.text):
                # “gatos” is no “gates”; but with “harry” beside it in the title “poter” is Potter.
                if set(words).isdisjoint(better.words):
                    again = matched(mended, conditions.and_("d.language = %s", "spa"), asked.order)
                is_likely = bool(again)
            if len(again) > len(rows) or (not rows and is_likely):
                rows, changes, whole = again, better.changes, mended
                every, words = _changed(every, dict(changes)), list(better.words)
        if not rows and see:
            rows = _under(see, conditions, asked.order)
        if not rows and len(words) > 1:
            whole = _most_of(words)
            rows = matched(whole, conditions, asked.order)
            is_broadened = bool(rows)
    total = len(rows)
    if total > MOST and not conditions.sql:
        total = counted(whole)
    return _page(
        asked, rows, actor, asked_words=every, total=total, searched=" ".join(every), changes=changes, understood=said,
        limits=asked.limits, is_broadened=is_broadened, see=see,
    )  # fmt: skip


def _changed(every: Sequence[str], changes: Mapping[str, str]) -> list[str]:
    text = f" {' '.join(every)} "
    for old, new in changes.items():
        text = text.replace(f" {old} ", f" {new} ")
    return text.split()


def _most_of(words: Sequence[str]) -> Terms:
    """Three of four words, two of three, one of two; any choice of them."""
    chosen = words[:8]
    need = max(1, math.ceil(len(chosen) * 0.75)) if len(chosen) > 3 else len(chosen) - 1
    return Terms.any_of([Terms.all_of(part, is_open=False) for part in combinations(chosen, need)])


def _see(every: Sequence[str]) -> tuple[Heading, ...]:
    norm = " ".join(every)
    references = SeeReference.objects.filter(norm=norm[:400]).select_related("heading")[:5]
    return tuple(reference.heading for reference in references)


def _under(headings: Sequence[Heading], conditions: Conditions, order: str) -> list[Row]:
    places = ", ".join(["%s"] * len(headings))
    mine = conditions.and_(
        f"EXISTS (SELECT 1 FROM library_titleheading u WHERE u.title_id = d.title_id AND u.heading_id IN ({places}))",  # noqa: S608  marks only
        *(one.pk for one in headings),
    )
    return matched(Terms(), mine, order)


def _directly(text: str) -> tuple[str, list[int]]:
    """By a number that names a title or a copy, or by a call number; ("", []) for words."""
    plain = normalise(text)
    if not plain or len(text) > 60:
        return "", []
    if any(letter.isdigit() for letter in plain) and " " not in text.strip():
        by_barcode = Copy.objects.filter(barcode_norm=plain, merged_into=None, product__title__is_hidden=False)
        if found := list(by_barcode.values_list("product_id", flat=True)[:5]):
            return "barcode", found
    digits = sum(letter.isdigit() for letter in plain)
    if digits >= 7:
        numbers = TitleNumber.objects.filter(value__in=forms_of(text), title__is_hidden=False)
        if found := list(dict.fromkeys(numbers.values_list("title_id", flat=True)[:50])):
            return "number", found
    if _CALL_NUMBER.match(text):
        called = Copy.objects.on_shelf_list().filter(call_number__iexact=text, product__title__is_hidden=False)
        if found := list(dict.fromkeys(called.values_list("product_id", flat=True)[:100])):
            return "call", found
    return "", []


def _at_class(text: str, asked: Asked, named: Sequence[int]) -> list[Row]:
    """What stands at a Dewey number, and below it (796 has 796.357), in the order of the shelf, the reader's school first;
    behind it what this number ``named`` otherwise, and titles that have it as a word. Nothing where nothing stands there."""
    if not _CLASS.fullmatch(text):
        return []
    # Sections (REF 796) stand before the mark in a key, so it is looked for anywhere.
    key = f"!{class_of(text)}".encode("ascii").hex()
    copies = Copy.objects.on_shelf_list().filter(call_sort__contains=key, product__title__is_hidden=False)
    places = sorted(copies.values_list("organisation_id", "genre_key", "call_sort", "product_id")[: 4 * MOST])
    if not places:
        return []
    places.sort(key=lambda place: place[0] != asked.at)
    conditions = conditions_of(asked.limits, at=asked.at, lexile=asked.lexile, grade=asked.grade, level=asked.level)
    ids = list(dict.fromkeys([pk for *_, pk in places] + list(named)))
    sql, value = among("d.title_id", ids)
    rows = {row.pk: row for row in matched(Terms(), conditions.and_(sql, value), asked.order)}
    standing = [rows[pk] for pk in ids if pk in rows] if asked.order == "best" else list(rows.values())
    words = matched(Terms.all_of(terms(text), is_open=False), conditions, asked.order)
    return standing + [row for row in words if row.pk not in rows]


def _within(ids: list[int], asked: Asked) -> list[int]:
    """Of what a number found, what is within the limits that were chosen."""
    conditions = conditions_of(asked.limits, at=asked.at, lexile=asked.lexile, grade=asked.grade, level=asked.level)
    sql, value = among("d.title_id", ids)
    kept = {row.pk for row in matched(Terms(), conditions.and_(sql, value))}
    return [pk for pk in ids if pk in kept]


def _page(
    asked: Asked,
    rows: list[Row],
    actor: Actor,
    *,
    asked_words: Sequence[str] = (),
    total: int | None = None,
    **said: Any,
) -> Found:
    is_capped = len(rows) > MOST and (total is None or total <= len(rows))
    count = min(len(rows), MOST) if total is None or is_capped else total
    rows = rows[:MOST]
    holdings = holdings_of([row.pk for row in rows]) if asked.with_facets else {}
    size = max(1, min(asked.size, LARGEST_PAGE))
    pages = max(1, math.ceil(len(rows) / size))
    page = max(1, min(asked.page, pages))
    ids = [row.pk for row in rows]
    if asked_words and asked.order == "best":
        ids = _ranked(rows[:BLENDED], asked, asked_words, holdings) + ids[BLENDED:]
    shown = ids[(page - 1) * size : page * size]
    if not asked.with_facets:
        holdings = holdings_of(shown)
    titles = Title.objects.visible_to(actor).in_bulk(shown)
    hits = [Hit(titles[pk], holdings.get(pk, Holding()).at(asked.at)) for pk in shown if pk in titles]
    facets = (
        facets_of(rows, holdings, asked.limits, at=asked.at) if asked.with_facets and rows and rows[0].coded else []
    )
    return Found(hits=hits, total=count, is_capped=is_capped, page=page, pages=pages, facets=facets, **said)


def _ranked(rows: Sequence[Row], asked: Asked, words: Sequence[str], holdings: Mapping[int, Holding]) -> list[int]:
    texts = {
        pk: (main, author)
        for pk, main, author in TitleDocument.objects.filter(pk__in=[row.pk for row in rows]).values_list(
            "pk", "main", "author"
        )
    }
    candidates = []
    for row in rows:
        main, author = texts.get(row.pk, ("", ""))
        held = holdings.get(row.pk)
        candidates.append(
            Candidate(
                row.pk,
                row.score,
                main,
                author,
                year=_coded(row, "year"),
                popularity=_coded(row, "popularity"),
                is_here=held is not None and asked.at in held.schools,
                suits=_suits(row, asked),
            )
        )
    return blended(candidates, words)


def _coded(row: Row, name: str) -> Any:
    return row.coded[_POSITION[name]]


def _suits(row: Row, asked: Asked) -> bool:
    low, high = _coded(row, "interest_low"), _coded(row, "interest_high")
    if asked.grade is not None and low is not None and low <= asked.grade <= high:
        return True
    lexile = _coded(row, "lexile_low")
    return asked.lexile is not None and lexile is not None and asked.lexile[0] <= lexile <= asked.lexile[1]


__all__ = [
    "LARGEST_PAGE",
    "LIMITS",
    "MOST",
    "ORDERS",
    "Asked",
    "Facet",
    "Found",
    "Hit",
    "Holding",
    "find_titles",
    "holdings_of",
    "search_catalogue",
    "span_of",
]
