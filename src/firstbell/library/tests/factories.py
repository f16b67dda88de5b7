"""Titles and copies to test with: plain functions, straight into the tables; nothing is indexed for search."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from firstbell.core.search import fold
from firstbell.inventory.models import Condition, ItemType, Status
from firstbell.inventory.tests.factories import make_item_type
from firstbell.library.actions.pathfinder_parts import add_pathfinder_part
from firstbell.library.actions.pathfinders import add_pathfinder, change_pathfinder_state
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy, Pathfinder, ResearchDatabase, ShelvingPlace, Title, TitleNumber
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import Member

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


def make_pathfinder(
    owner: Member, title: str = "Volcanoes", *, text: str = "Read this first.", **values: Any
) -> Pathfinder:
    """Published with one text, through the actions; ``sections`` and ``state`` besides the values of a pathfinder."""
    sections, state = values.pop("sections", ()), values.pop("state", "published")
    organisation = values.pop("organisation", owner.person.organisation)
    values = {"title": title, "review_on": timezone.localdate() + dt.timedelta(days=200), **values}
    made = add_pathfinder(organisation=organisation, values=values, sections=sections, by=owner.actor)
    add_pathfinder_part(made, kind="text", values={"note": text}, by=owner.actor)
    if state == "published":
        return change_pathfinder_state(made, to="published", by=owner.actor)
    return made


def make_database(organisation: Organisation, name: str = "Science Power", **values: Any) -> ResearchDatabase:
    """Open to everybody, straight into the table."""
    values = {
        "description": "Articles and pictures",
        "url": "https://science.example.org/",
        "changed_at": timezone.now(),
        **values,
    }
    return ResearchDatabase.objects.create(organisation=organisation, name=name, sort_name=fold(name), **values)
