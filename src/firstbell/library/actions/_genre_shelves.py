"""Keeps copies in the section they stand in: derived, so it asks nobody's leave and tells nothing. Whoever changes what it
is derived from (a copy's place, a place, sections, what is said of a title, its genres) calls it in that change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.library.models import Copy
from firstbell.library.queries.genre_sections import choices_of, key_of

BLOCK = 500
_BY_GENRE = Q(shelving_place__by_genre=True)
_COLUMNS = (
    "pk", "organisation_id", "product_id", "shelving_place__position", "shelving_place_id", "genre_section_id",
    "genre_key",
)  # fmt: skip


def settle_shelves(copies: QuerySet[Copy]) -> int:
    """Write section and key of these copies anew where they changed; returns of how many. One statement where no place is
    shelved by genre and none was."""
    touched = copies.filter(_BY_GENRE | ~Q(genre_key="")).order_by()
    rows = list(touched.values_list(*_COLUMNS, "shelving_place__by_genre"))
    count = 0
    for start in range(0, len(rows), BLOCK):
        count += _settle(rows[start : start + BLOCK])
    return count


def _settle(rows: list[tuple[Any, ...]]) -> int:
    chosen = choices_of((row[1], row[2]) for row in rows if row[7])
    moves: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for pk, school, title, position, place, section_id, key, is_by_genre in rows:
        section = chosen[school, title].section if is_by_genre else None
        wanted = (section.pk if section else None, key_of(position, place, section) if is_by_genre else "")
        if wanted != (section_id, key):
            moves[wanted].append(pk)
    for (section_pk, key), ids in moves.items():
        Copy.objects.filter(pk__in=ids).update(genre_section_id=section_pk, genre_key=key)
    return sum(map(len, moves.values()))


def settle_titles(ids: Iterable[int]) -> None:
    """The copies of these titles, after their genres changed."""
    settle_shelves(Copy.objects.filter(product_id__in=list(ids)))
