"""Book lists: which stand on the first page, which fit a search, and their titles with covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.library.models import BookList, BookListTitle, Title
from firstbell.library.queries.covers import pictures_of
from firstbell.library.queries.pathfinders import best_fits

#: Lists on the catalogue's first page, and covers of each.
MOST_ON_FIRST_PAGE, STRIP = 4, 8


@dataclass(frozen=True, slots=True)
class Face:
    """One title of a list: its picture's address is empty where a cover is drawn."""

    title: Title
    note: str
    picture: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A list with its first covers; ``count`` titles in all."""

    book_list: BookList
    faces: list[Face]
    count: int


def first_page_lists(actor: Actor, *, at: int | None, most: int = MOST_ON_FIRST_PAGE) -> list[Strip]:
    """The picks, and those for one's classes; of the reader's school first, the newest first. Three statements."""
    rows = BookList.objects.readable_by(actor).filter(Q(is_pick=True) | Q(reach=BookList.Reach.CLASSES))
    found = list(rows.order_by("-shown_at", "-pk")[: 10 * most])
    found.sort(key=lambda one: (one.reach != BookList.Reach.CLASSES, one.organisation_id != at))
    return strips_of(found[:most], actor)


def strips_of(lists: Sequence[BookList], actor: Actor, *, most: int = STRIP) -> list[Strip]:
    """With their titles in order; those that nobody may see are passed over. Two statements."""
    titles = Title.objects.visible_to(actor)
    rows = BookListTitle.objects.filter(book_list__in=lists, title__in=titles).select_related("title")
    grouped: dict[int, list[BookListTitle]] = defaultdict(list)
    for entry in rows.order_by("position", "pk") if lists else ():
        grouped[entry.book_list_id].append(entry)
    pictures = pictures_of([entry.title_id for rows in grouped.values() for entry in rows[:most]])
    return [
        Strip(
            one,
            [Face(entry.title, entry.note, pictures.get(entry.title_id, "")) for entry in grouped[one.pk][:most]],
            len(grouped[one.pk]),
        )
        for one in lists
    ]


def matching_lists(text: str, actor: Actor, *, most: int = 2) -> list[BookList]:
    """Shown ones the actor may read that fit what somebody searches for, best first. One query."""
    return best_fits(BookList.objects.readable_by(actor).order_by("-shown_at", "-pk"), text, most=most)
