"""What the hits of a search have in common, counted; and how many copies of each are on a shelf. For this folder only."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.utils import timezone

from firstbell.library.models import NOT_ON_LIST, Heading
from firstbell.library.queries._limits import NEW_DAYS, ON_SHELF
from firstbell.library.queries._match import CODED, Row, among

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
    """Of these hits, which are all or the best of them: at most one statement, for the names of genres."""
    facets = [
        _copies("available", sum(1 for one in holdings.values() if one.available), limits),
        _schools(holdings, limits),
        *(_coded(rows, name, limits) for name in ("format", "language", "audience")),
        _fiction(rows, limits),
        _genres(rows, limits),
        _lexiles(rows, limits),
        _grades(rows, limits),
        _new(rows, limits),
    ]
    del at
    return [facet for facet in facets if facet.choices]


def _copies(name: str, count: int, limits: Mapping[str, str]) -> Facet:
    return Facet(name, [Choice("yes", count, is_chosen=limits.get(name) == "yes")] if count else [])


def _schools(holdings: Mapping[int, Holding], limits: Mapping[str, str]) -> Facet:
    counts = Counter(school for one in holdings.values() for school in one.schools)
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
    """Genres of several lists that read alike are one."""
    at = _AT["genres"]
    counts = Counter(key for row in rows if row.coded[at] for key in set(row.coded[at].split()))
    names = Heading.objects.in_bulk([int(key) for key, _ in counts.most_common(3 * MOST_GENRES)]) if counts else {}
    merged: dict[str, list[Any]] = {}
    for pk, heading in names.items():
        kept = merged.setdefault(heading.norm, [heading.text, 0])
        kept[1] += counts[str(pk)]
    ranked = sorted(merged.items(), key=lambda one: (-one[1][1], one[0]))[:MOST_GENRES]
    chosen = limits.get("genre")
    return Facet("genre", [Choice(norm, times, text, chosen == norm) for norm, (text, times) in ranked])


def _lexiles(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    at = _AT["lexile_low"]
    counts: Counter[int] = Counter()
    for row in rows:
        low = row.coded[at]
        if low is not None:
            counts[max(low, 0) // BAND * BAND] += 1
    chosen = limits.get("lexile")
    found = [(f"{low}-{low + BAND - 1}", times) for low, times in sorted(counts.items())]
    return Facet("lexile", [Choice(span, times, is_chosen=chosen == span) for span, times in found])


def _grades(rows: Sequence[Row], limits: Mapping[str, str]) -> Facet:
    low_at, high_at = _AT["interest_low"], _AT["interest_high"]
    counts: Counter[int] = Counter()
    for row in rows:
        low, high = row.coded[low_at], row.coded[high_at]
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
