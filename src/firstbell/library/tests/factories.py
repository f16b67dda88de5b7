"""Titles and copies to test with: plain functions, straight into the tables; nothing is indexed for search."""

from __future__ import annotations

from itertools import count

from django.utils import timezone

from firstbell.core.search import fold
from firstbell.inventory.models import Condition, ItemType, Status
from firstbell.inventory.tests.factories import make_item_type
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy, ShelvingPlace, Title, TitleNumber
from firstbell.people.models import Organisation

_number = count(1)


def library_type(code: str = "library-book") -> ItemType:
    """A type of library material: who has one is nobody's business."""
    return make_item_type(code, purpose="library", is_private=True)


def make_title(
    name: str = "",
    *,
    author: str = "Paulsen, Gary",
    year: int | None = 1987,
    isbn: str = "",
    item_type: ItemType | None = None,
    is_hidden: bool = False,
) -> Title:
    full = name or f"Hatchet {next(_number)}"
    title = Title.objects.create(
        name=full[:200],
        full_title=full,
        sort_title=fold(full)[:200],
        author=author,
        author_sort=fold(author)[:120],
        year=year,
        language="eng",
        item_type=item_type or library_type(),
        is_hidden=is_hidden,
    )
    if isbn:
        TitleNumber.objects.create(title=title, kind=TitleNumber.Kind.ISBN, value=isbn, text=isbn)
    return title


def make_copy(
    organisation: Organisation,
    title: Title | None = None,
    barcode: str | None = None,
    *,
    call_number: str = "FIC PAU",
    status: str = Status.AVAILABLE,
    shelving_place: ShelvingPlace | None = None,
) -> Copy:
    kept = title or make_title()
    return Copy.objects.create(
        product=kept,
        item_type=kept.item_type,
        organisation=organisation,
        barcode=f"3000{next(_number):05}" if barcode is None else barcode,
        status=status,
        status_since=timezone.now(),
        condition=Condition.GOOD,
        call_number=call_number,
        call_sort=sort_key(call_number),
        shelving_place=shelving_place,
        cost_cents=1899,
    )
