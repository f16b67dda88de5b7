"""What rooms above say about things that are theirs: registered here, asked by this room's pages.

A room whose things are items (a book is one) has a page of its own for them::

    register_page(ItemType.Purpose.LIBRARY, page_of_copy)

``page_of_copy(item_id, actor)`` answers the address of that page, or "" where this actor is better served by the page of the
item. It is asked only for things of that purpose, and may ask the database once.
"""

from __future__ import annotations

from collections.abc import Callable

from firstbell.core.actor import Actor

PageOf = Callable[[int, Actor], str]
_pages: dict[str, PageOf] = {}


def register_page(purpose: str, page_of: PageOf) -> None:
    """``purpose`` is one of ``ItemType.Purpose``; a second registration takes the place of the first."""
    _pages[purpose] = page_of


def page_elsewhere(purpose: str, item_id: int, actor: Actor) -> str:
    """Where a thing of this purpose has its page; "" when it has none but the item's."""
    page_of = _pages.get(purpose)
    return page_of(item_id, actor) if page_of is not None else ""
