"""“Books like this about space at my level”: titles that share something with one, that are about something, and how hard they are.

Each is shown with its reasons, so that a reader sees what was understood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from firstbell.core.actor import Actor
from firstbell.library.models import ReadingLevel, Title, TitleDocument
from firstbell.library.prose import MOST_TERMS, stems, terms, weighty
from firstbell.library.queries._limits import conditions_of
from firstbell.library.queries._match import Conditions, Row, Terms, among, matched
from firstbell.library.queries._repair import repaired
from firstbell.library.queries.levels import Level
from firstbell.library.queries.titles import Kin, kin_of, uses_of

#: Titles that are shown, and of those that are like one, so many are looked at.
MOST, CONSIDERED = 24, 400
_SCHEMES: dict[str, tuple[str, ...]] = {
    "lexile": (ReadingLevel.Scheme.LEXILE,),
    "atos": (ReadingLevel.Scheme.ATOS,),
    "fp": (ReadingLevel.Scheme.FOUNTAS_PINNELL,),
    "grade": (ReadingLevel.Scheme.INTEREST_GRADE, ReadingLevel.Scheme.READING_GRADE),
}
Kind = Literal["series", "author", "subject", "in_title", "in_subject", "in_text", "level"]


@dataclass(frozen=True, slots=True)
class Reason:
    """``name``: the series, author or subject that both have; the words it is about; the level as the record says it."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Like:
    title: Title
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LikeFound:
    """``about`` as it was searched (spelling mended); ``is_apart``: none is both like the title and about that, these are
    about it; ``is_any_level``: none of the level was found, these are of any."""

    hits: list[Like]
    about: str = ""
    is_apart: bool = False
    is_any_level: bool = False


def books_like(
    title: Title | None,
    *,
    about: str = "",
    level: Level | None = None,
    limits: Mapping[str, str] | None = None,
    actor: Actor,
    most: int = MOST,
) -> LikeFound:
    """What was asked for, best first; nothing asked for is nothing found. ``limits`` further ones, as a search takes them.

    Never fails on words. A dozen statements, however much there is.
    """
    if title is None and not about.strip() and level is None:
        return LikeFound([])
    further = dict(limits or {})
    found = _books_like(title, about, level, further, actor, most)
    if found.hits or level is None or (title is None and not about.strip()):
        return found
    return replace(_books_like(title, about, None, further, actor, most), is_any_level=True)


def _books_like(
    title: Title | None, about: str, level: Level | None, limits: Mapping[str, str], actor: Actor, most: int
) -> LikeFound:
    every = dict(limits) if level is None else {**limits, level.limit: level.value}
    conditions = conditions_of(every, at=None, lexile=None, grade=None)
    words, rows = _about(about, conditions)
    kin = kin_of(title, uses_of(title)) if title is not None else Kin({}, {}, {})
    near = [pk for pk, _ in sorted(kin.scores.items(), key=lambda one: (-one[1], one[0]))[:CONSIDERED]]
    is_apart = False
    if title is None:
        ids = [row.pk for row in rows]
    elif not words:
        ids = _within(near, conditions)
    else:
        has = {row.pk for row in rows}
        ids = [pk for pk in near if pk in has]
        if not ids:
            ids, is_apart = [row.pk for row in rows if row.pk != title.pk], bool(rows)
    titles = Title.objects.visible_to(actor).in_bulk(ids[: 2 * most])
    chosen = [pk for pk in ids if pk in titles][:most]
    texts, levels = _texts(chosen if words else ()), _levels(chosen, level)
    hits = [Like(titles[pk], _reasons(pk, kin, words, texts, levels)) for pk in chosen]
    return LikeFound(hits, " ".join(words), is_apart)


def _about(text: str, conditions: Conditions) -> tuple[list[str], list[Row]]:
    """The words that count, their spelling mended where nothing has them, and the titles with all of them."""
    words = weighty(terms(text)[:MOST_TERMS])
    if not words:
        return [], matched(Terms(), conditions, "popular") if conditions.sql and not text.strip() else []
    rows = matched(Terms.all_of(words, is_open=False), conditions)
    if not rows and (better := repaired(words, is_open=False, has_hits=False)) is not None:
        mended = matched(Terms.all_of(better.words, is_open=False), conditions)
        if mended:
            return list(better.words), mended
    return words, rows


def _within(ids: Sequence[int], conditions: Conditions) -> list[int]:
    if not ids:
        return []
    sql, value = among("d.title_id", ids)
    kept = {row.pk for row in matched(Terms(), conditions.and_(sql, value), "new")}
    return [pk for pk in ids if pk in kept]


def _texts(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Title and subjects of each, folded."""
    rows = TitleDocument.objects.filter(pk__in=ids).values_list("pk", "main", "subject") if ids else ()
    return {pk: (main, subject) for pk, main, subject in rows}


def _levels(ids: Sequence[int], level: Level | None) -> dict[int, str]:
    """The level of each in the reader's own scheme, as its record says it."""
    if level is None or not ids:
        return {}
    rows = ReadingLevel.objects.filter(title_id__in=ids, scheme__in=_SCHEMES[level.limit]).order_by("pk")
    return {one.title_id: f"{one.get_scheme_display()}: {one.text}" for one in rows}


def _reasons(
    pk: int,
    kin: Kin,
    words: Sequence[str],
    texts: Mapping[int, tuple[str, str]],
    levels: Mapping[int, str],
) -> tuple[Reason, ...]:
    found = [Reason(why, name) for why, name in kin.why(pk)[:2]]
    if words:
        main, subject = texts.get(pk, ("", ""))
        said = " ".join(words)
        kind: Kind = "in_title" if _has(main, words) else "in_subject" if _has(subject, words) else "in_text"
        found.append(Reason(kind, said))
    if pk in levels:
        found.append(Reason("level", levels[pk]))
    return tuple(found)


def _has(text: str, words: Sequence[str]) -> bool:
    """Every word, or what has the same stem, is in the text."""
    known = set(text.split())
    known |= {stem for word in known for stem in stems(word)}
    return all(word in known or known & set(stems(word)) for word in words)
