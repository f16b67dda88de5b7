"""The library over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.library.api import (
    age_limits,
    book_lists,
    catalogue,
    citations,
    class_sets,
    copies,
    covers,
    databases,
    labels,
    loads,
    pathfinders,
    reading_lists,
    records,
    reviews,
    saved_searches,
    shelf_checks,
    shelving,
    titles,
    weeding,
)

router = Router(tags=["Library"])
for noun in (
    catalogue, titles, copies, shelving, loads, pathfinders, databases, citations, book_lists, reading_lists, saved_searches,
    reviews, class_sets, age_limits, shelf_checks, weeding, labels, records, covers,
):  # fmt: skip
    router.add_router("", noun.router)
