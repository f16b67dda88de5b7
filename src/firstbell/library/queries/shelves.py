"""Where titles stand: their copies as a reader sees them, without a name, and what stands beside them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from django.db.models import Q
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.inventory.models import Status
from firstbell.library.models import Copy, CopyQuerySet
from firstbell.library.queries._limits import ON_SHELF
from firstbell.library.queries.covers import pictures_of

State = Literal["on_shelf", "out", "coming", "mending", "missing"]
_STATES: dict[str, State] = {
    **dict.fromkeys(map(str, ON_SHELF), "on_shelf"),
    Status.ON_LOAN: "out",
    Status.ASSIGNED: "out",
    Status.ORDERED: "coming",
    Status.RECEIVED: "coming",
    Status.STAGING: "coming",
    Status.MISSING: "missing",
    Status.LOST: "missing",
    Status.STOLEN: "missing",
}
_ORDER = ("on_shelf", "out", "coming", "mending", "missing")
#: Copies of one title that its page shows; a class set has more.
MOST_COPIES = 60
#: Titles on each side of one on the virtual shelf.
BESIDE = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """One copy for a reader. ``due_on`` of one that is out, where it is known; who has it is not asked."""

    copy_id: int
    barcode: str
    school_id: int
    school: str
    call_number: str
    place: str
    directions: str
    volume: str
    note: str
    state: State
    due_on: dt.date | None = None

    @property
    def is_free(self) -> bool:
        return self.state == "on_shelf"


def standings_of(title_id: int, *, at: int | None) -> list[Standing]:
    """The copies of one title: those at the reader's school first, free ones before others. Two statements."""
    copies = cast(
        "list[Copy]",
        list(_copies((title_id,)).order_by("organisation__name", "genre_key", "call_sort", "pk")[:MOST_COPIES]),
    )
    out = [copy.pk for copy in copies if _STATES.get(copy.status) == "out"]
    due = dict(Loan.objects.filter(item_id__in=out, returned_at=None).values_list("item_id", "due_at")) if out else {}
    found = [_standing(copy, due.get(copy.pk)) for copy in copies]
    return sorted(found, key=lambda one: (one.school_id != at, _ORDER.index(one.state)))


def best_standings(ids: Sequence[int], *, at: int | None) -> dict[int, Standing]:
    """For each title the one copy to name in a list of hits: free and here, free elsewhere, else here. One statement."""
    best: dict[int, Standing] = {}
    grouped: dict[int, list[Standing]] = defaultdict(list)
    for copy in cast("Iterable[Copy]", _copies(ids)):
        grouped[copy.product_id].append(_standing(copy, None))
    for title, every in grouped.items():
        best[title] = min(every, key=lambda one: (not one.is_free, one.school_id != at, _ORDER.index(one.state)))
    return best


def _copies(ids: Sequence[int]) -> CopyQuerySet:
    return (
        Copy.objects.on_shelf_list()
        .filter(product_id__in=ids)
        .select_related("organisation", "shelving_place", "genre_section", "place")
        .only(
            "barcode", "product_id", "status", "call_number", "call_sort", "volume", "public_note", "organisation__name",
            "organisation__code", "shelving_place__name", "shelving_place__directions", "genre_section__name", "place__name",
        )
    )  # fmt: skip


def _standing(copy: Copy, due_at: dt.datetime | None) -> Standing:
    shelf = copy.shelving_place
    return Standing(
        copy_id=copy.pk,
        barcode=copy.barcode,
        school_id=copy.organisation_id,
        school=copy.organisation.name,
        call_number=copy.call_number,
        place=", ".join(str(part) for part in (shelf, copy.genre_section) if part is not None),
        directions=shelf.directions if shelf is not None else "",
        volume=copy.volume,
        note=copy.public_note,
        state=_STATES.get(copy.status, "mending"),
        due_on=None if due_at is None else timezone.localdate(due_at),
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A title on the virtual shelf, by one of its copies."""

    copy_id: int
    title_id: int
    name: str
    author: str
    call_number: str
    is_here: bool = False
    picture: str = ""


def beside(copy: Copy) -> list[Neighbour]:
    """What stands left and right of a copy at its school, in the order of the shelf; each title once. Three statements."""
    same = Copy.objects.on_shelf_list().filter(organisation_id=copy.organisation_id, product__title__is_hidden=False)
    same = same.exclude(product_id=copy.product_id).select_related("product__title")
    here_key, sort = Q(genre_key=copy.genre_key), copy.call_sort
    before = Q(genre_key__lt=copy.genre_key) | here_key & (Q(call_sort__lt=sort) | Q(call_sort=sort, pk__lt=copy.pk))
    after = Q(genre_key__gt=copy.genre_key) | here_key & (Q(call_sort__gt=sort) | Q(call_sort=sort, pk__gt=copy.pk))
    left = _once(same.filter(before).order_by("-genre_key", "-call_sort", "-pk")[: 4 * BESIDE])
    right = _once(same.filter(after).order_by("genre_key", "call_sort", "pk")[: 4 * BESIDE])
    title = copy.product.title
    here = Neighbour(copy.pk, copy.product_id, title.full_title, title.author, copy.call_number, True)
    every = [*reversed(left), here, *right]
    pictures = pictures_of([one.title_id for one in every])
    return [replace(one, picture=pictures.get(one.title_id, "")) for one in every]


def _once(copies: Any) -> list[Neighbour]:
    found: dict[int, Neighbour] = {}
    for one in copies:
        title = one.product.title
        found.setdefault(
            one.product_id, Neighbour(one.pk, one.product_id, title.full_title, title.author, one.call_number)
        )
    return list(found.values())[:BESIDE]
