"""List pages: a room says what a row is; sorting, filters, columns, saved views, exports and bulk actions are done here.

Subclass :class:`Listing` in ``views/<noun>.py`` and answer with ``list_page(request, TheList())``. What can be done with
many rows at once hangs on a list by its name, in the room's ``list_actions.py`` (:class:`BulkAction`, :func:`register`).
Whatever the number of rows, a page costs one query for the rows, one for a count that stops at ``COUNT_CAP``, and two for
what this person keeps of the list.
"""

from firstbell.core.listing.columns import Column, Listing
from firstbell.core.listing.pages import list_page
from firstbell.core.listing.registry import (
    BulkAction,
    LeadingAction,
    Verdict,
    nothing,
    refused,
    register,
    would_change,
)

__all__ = [
    "BulkAction",
    "Column",
    "LeadingAction",
    "Listing",
    "Verdict",
    "list_page",
    "nothing",
    "refused",
    "register",
    "would_change",
]
