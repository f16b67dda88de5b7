"""Whoever leaves for good takes along all that they kept and said in the library."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.library.models import CitationList, ReadingList, Review, ReviewReport, SavedSearch
from firstbell.people.models import Account


def forget_readers(person_ids: Sequence[int], *, by: Actor) -> None:
    """Lists, searches, citations, reviews and reports of these people go; nothing tells of it.

    No permission is asked: it follows the change in which people were forgotten.
    """
    accounts = list(Account.objects.filter(person_id__in=person_ids).values_list("pk", flat=True))
    with change(by):
        for model in (ReadingList, SavedSearch, CitationList):
            model._default_manager.filter(owner_id__in=accounts).delete()
        Review.objects.filter(author_id__in=accounts).delete()
        ReviewReport.objects.filter(account_id__in=accounts).delete()
