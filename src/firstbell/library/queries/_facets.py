"""What the hits of a search have in common, counted; and how many copies of each are on a shelf. For this folder only."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils import timezone

from firstbell.library.models import NOT_ON_LIST, Heading
from firstbell.library.queries._limits import NEW_DAYS, ON_SHELF
from firstbell.library.queries._match import CODED, Row, among
from firstbell.library.queries.levels import LARGEST_LEXILE

_AT = {name: at for at, name in enumerate(CODED)}
#: Bands of Lexile measures that are offered, each a hundred wide.
BAND = 100
MOST_GENRES = 12


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of one title that a reader may know of. ``schools``: organisation → (on the shelf, copies)."""

    schools: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    here: tuple[int, int] = (0, 0)

    @property
    def available(self) -> int:
        return sum(free for free, _ in self.schools.values())

    @property
    def copies(self) -> int:
        return sum(every for _, every in self.schools.values())

    def at(self, school: int | None) -> Holding:
        return replace(self, here=self.schools.get(school, (0, 0)) if school is not None else (0, 0))


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; ``label`` is empty where the page has its own word for it."""

    value: str
    count: int
    label: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """``name`` is the limit it sets (``LIMITS``)."""

    name: str
    choices: list[Choice]


def holdings_of(ids: Sequence[int]) -> dict[int, Holding]:
    """Copies of these titles, by school: one statement. Never who has one."""
    if not ids:
        return {}
    condition, value = among("i.product_id", ids)
    shelf, gone = (", ".join(["%s"] * len(states)) for states in (ON_SHELF, NOT_ON_LIST))
    found: dict[int, dict[int, tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT i.product_id, i.organisation_id, sum(CASE WHEN i.status IN ({shelf}) THEN 1 ELSE 0 END), count(*) "  # noqa: S608  no value in it
            f"FROM inventory_item i WHERE {condition} AND i.merged_into_id IS NULL AND i.status NOT IN ({gone}) "
            "GROUP BY i.product_id, i.organisation_id",
            [*map(str, ON_SHELF), value, *map(str, NOT_ON_LIST)],
        )
        for title, school, free, every in cursor.fetchall():
            found.setdefault(title, {})[school] = (int(free), int(every))
    return {title: Holding(schools) for title, schools in found.items()}


def facets_of(
    rows: Sequence[Row], holdings: Mapping[int, Holding], limits: Mapping[str, str], *, at: int | None
) -> list[Facet]:
    """Of these hits, which are all or the best of them: at most one statement, for the names of genres.

    A choice is followed by as many titles as are said beside it. So of what is limited already only the limit itself is
    offered: another school or genre would take its place, and was not counted.
    """
    school = at if limits.get("school") == "mine" else limits.get("school")
    facets = [
        _copies("available", sum(1 for one in holdings.values() if _is_free(one, school)), limits),
        _schools(holdings, limits),
        *(_coded(rows, name, limits) for name in ("format", "language", "audience")),
        _fiction(rows, limits),
        _genres(rows, limits),
        _lexiles(rows, limits),
        _grades(rows, limits),
        _new(rows, limits),
    ]
    facets = [_chosen(facet) if limits.get(facet.name) else facet for facet in facets]
    return [facet for facet in facets if facet.choices]


def _chosen(facet: Facet) -> Facet:
    return replace(facet, choices=[one for one in facet.choices if one.is_chosen])


def _is_free(holding: Holding, school: object) -> bool:
    """On a shelf: of the school that the search is limited to, else of any."""
    if not school:
        return holding.available > 0
    return any(free > 0 for pk, (free, _) in holding.schools.items() if str(pk) == str(school))


def _copies(name: str, count: int, limits: Mapping[str, str]) -> Facet:
    return Facet(name, [Choice("yes", count, is_chosen=limits.get(name) == "yes")] if count else [])


def _schools(holdings: Mapping[int, Holding], limits: Mapping[str, str]) -> Facet:
    """With “on the shelf” chosen, those where one is on the shelf."""
    is_free = limits.get("available") == "yes"
    counts = Counter(
        school for one in holdings.values() for school, (free, _) in one.schools.items() if free or not is_free
    )
    chosen = limits.get("school")
    return Facet("school", [Choice(str(pk), times, is_chosen=chosen == str(pk)) for pk, times in counts.most_common()])


def _coded(rows: Sequence[Row], name: str, limits: Mapping[str, str]) -> Facet:
    at = _AT[name]
    counts = Counter(row.coded[at] for row in rows)
    counts.pop("", None)
    return Facet(
        name,
        [Choice(str(value), times, is_chosen=limits.get(name) == value) for value, times in counts.most_common(12)],
    )


def _fiction(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    at = _AT["is_fiction"]
    counts = Counter(row.coded[at] for row in rows)
    yes, no = counts[True] + 0, counts[False] + 0
    chosen = limits.get("fiction")
    pairs = (("yes", yes), ("no", no))
    return Facet("fiction", [Choice(value, times, is_chosen=chosen == value) for value, times in pairs if times])


def _genres(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    """Genres of several lists that read alike are one, and count once for a title that has both."""
    at = _AT["genres"]
    own = [{int(key) for key in row.coded[at].split()} for row in rows if row.coded[at]]
    names = Heading.objects.only("norm", "text").in_bulk(set().union(*own)) if own else {}
    counts = Counter(norm for keys in own for norm in {names[key].norm for key in keys if key in names})
    texts = {heading.norm: heading.text for _, heading in sorted(names.items(), reverse=True)}
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_GENRES]
    chosen = limits.get("genre")
    return Facet("genre", [Choice(norm, times, texts[norm], chosen == norm) for norm, times in ranked])


def _lexiles(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    """A title of 480L to 620L is in each band that it touches; what is for beginning readers (BR) has a band of its own."""
    low_at, high_at = _AT["lexile_low"], _AT["lexile_high"]
    counts: Counter[int] = Counter()
    for row in rows:
        low, high = row.coded[low_at], row.coded[high_at]
        if low is not None:
            counts.update({max(low, -1) // BAND, *range(max(low, 0) // BAND, max(high, -1) // BAND + 1)})
    chosen = limits.get("lexile")
    found = [
        (f"{band * BAND if band >= 0 else -LARGEST_LEXILE}-{band * BAND + BAND - 1}", times)
        for band, times in sorted(counts.items())
    ]
    return Facet("lexile", [Choice(span, times, is_chosen=chosen == span) for span, times in found])


def _grades(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    """By interest; where that is not said, by reading level: as the limit itself does (``_limits``)."""
    names = ("interest_low", "interest_high", "grade_low", "grade_high")
    counts: Counter[int] = Counter()
    for row in rows:
        low, high, read_low, read_high = (row.coded[_AT[name]] for name in names)
        if low is None and read_low is not None:
            low, high = math.floor(read_low), math.floor(read_high)
        if low is not None:
            counts.update(range(max(low, 0), min(high, 12) + 1))
    chosen = limits.get("grade")
    return Facet(
        "grade",
        [
            Choice(str(one), times, is_chosen=chosen in (str(one), f"{one}-{one}"))
            for one, times in sorted(counts.items())
        ],
    )


def _new(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    at, since = _AT["added_at"], timezone.now() - dt.timedelta(days=NEW_DAYS)
    times = sum(1 for row in rows if _moment(row.coded[at]) >= since)
    return _copies("new", times, limits)


def _moment(value: Any) -> dt.datetime:
    """SQLite gives text, in UTC."""
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return dt.datetime.fromisoformat(str(value)).replace(tzinfo=dt.UTC)
