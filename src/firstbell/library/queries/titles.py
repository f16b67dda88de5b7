"""One title for a reader: its series in order, its subjects, and titles like it with the reason."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count

from firstbell.core.actor import Actor
from firstbell.library.models import Heading, ReadingLevel, Title, TitleDocument, TitleHeading

#: Headings that more titles have than this say nothing about what is alike.
MOST_SHARED = 400
Why = Literal["series", "author", "subject"]
_KINDS = (Heading.Kind.SERIES, Heading.Kind.SUBJECT, Heading.Kind.PLACE, Heading.Kind.GENRE, Heading.Kind.PERSON)
_WORTH: dict[str, float] = {"series": 3.0, "author": 1.5, "subject": 1.0}


@dataclass(frozen=True, slots=True)
class Volume:
    """A title of a series, in order."""

    title: Title
    volume: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class SeriesOrder:
    heading: Heading
    volumes: list[Volume]


@dataclass(frozen=True, slots=True)
class Alike:
    """A title like another; ``why`` and the ``name`` that both have, ``is_level`` when they read about as hard."""

    title: Title
    why: Why
    name: str
    is_level: bool


def uses_of(title: Title) -> list[TitleHeading]:
    """Its headings with their roles, in the record's order. One statement."""
    return list(title.uses.select_related("heading").order_by("position", "id"))


def levels_of(title: Title) -> list[ReadingLevel]:
    return list(title.levels.order_by("scheme", "low"))


def series_of(title: Title, uses: Sequence[TitleHeading], *, actor: Actor, most: int = 40) -> list[SeriesOrder]:
    """Each series with its titles in order: by number, then by year. One statement."""
    named = [use.heading for use in uses if use.heading.kind == Heading.Kind.SERIES]
    if not named:
        return []
    rows = (
        TitleHeading.objects.filter(heading__in=named, title__in=Title.objects.visible_to(actor))
        .select_related("title")
        .order_by("heading_id", "volume_sort", "title__year", "title__sort_title")
    )
    grouped: dict[int, list[Volume]] = defaultdict(list)
    for use in rows[: most * len(named)]:
        grouped[use.heading_id].append(Volume(use.title, use.volume, use.title_id == title.pk))
    return [SeriesOrder(one, grouped[one.pk]) for one in named if len(grouped[one.pk]) > 1]


@dataclass(frozen=True, slots=True)
class Kin:
    """Titles that share headings with one: how much (``scores``), which (``shared``), and what those are (``names``)."""

    scores: Mapping[int, int]
    shared: Mapping[int, Sequence[int]]
    names: Mapping[int, tuple[Why, str, int]]

    def why(self, pk: int) -> list[tuple[Why, str]]:
        """What both have, the most telling first; each wording once."""
        headings = sorted(
            set(self.shared.get(pk, ())), key=lambda one: (-_WORTH[self.names[one][0]], self.names[one][2])
        )
        return list(dict.fromkeys(self.names[one][:2] for one in headings))


def kin_of(title: Title, uses: Sequence[TitleHeading]) -> Kin:
    """By series, author and subjects; rare ones say more. Two statements."""
    mine = {use.heading_id: use for use in uses if use.heading.kind in _KINDS}
    if not mine:
        return Kin({}, {}, {})
    times = dict(
        TitleHeading.objects.filter(heading__in=mine).values_list("heading").annotate(n=Count("pk")).order_by("heading")
    )
    telling = [pk for pk, count in times.items() if 1 < count <= MOST_SHARED]
    shared: dict[int, list[int]] = defaultdict(list)
    for other, heading in (
        TitleHeading.objects.filter(heading__in=telling).exclude(title=title).values_list("title_id", "heading_id")
    ):
        shared[other].append(heading)
    scores: Counter[int] = Counter()
    for other, headings in shared.items():
        scores[other] = int(1000 * sum(_WORTH[_why(mine[one])] / math.log2(1 + times[one]) for one in set(headings)))
    return Kin(scores, shared, {pk: (_why(mine[pk]), mine[pk].heading.text, times[pk]) for pk in telling})


def alike(title: Title, uses: Sequence[TitleHeading], *, actor: Actor, most: int = 8) -> list[Alike]:
    """Titles that share a series, an author or subjects with it. Four statements."""
    kin = kin_of(title, uses)
    if not kin.scores:
        return []
    chosen = [pk for pk, _ in sorted(kin.scores.items(), key=lambda one: (-one[1], one[0]))[: 4 * most]]
    levels = {
        pk: (lexile, grade)
        for pk, lexile, grade in TitleDocument.objects.filter(pk__in=[title.pk, *chosen]).values_list(
            "pk", "lexile_low", "grade_low"
        )
    }
    titles = Title.objects.visible_to(actor).in_bulk(chosen)
    found = [
        Alike(titles[pk], *kin.why(pk)[0], _is_near(levels.get(title.pk), levels.get(pk)))
        for pk in chosen
        if pk in titles
    ]
    return sorted(found, key=lambda one: not one.is_level)[:most]


def _why(use: TitleHeading) -> Why:
    if use.heading.kind == Heading.Kind.SERIES:
        return "series"
    return "author" if use.heading.kind == Heading.Kind.PERSON and use.role != "subject" else "subject"


def _is_near(one: tuple[int | None, float | None] | None, other: tuple[int | None, float | None] | None) -> bool:
    """Within 100 Lexile or one grade."""
    if one is None or other is None:
        return False
    if one[0] is not None and other[0] is not None:
        return abs(one[0] - other[0]) <= 100
    return one[1] is not None and other[1] is not None and abs(one[1] - other[1]) <= 1
