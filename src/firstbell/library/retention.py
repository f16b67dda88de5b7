"""What the library lets go: reviews of children who are other readers by now, class sets of long ago."""

from __future__ import annotations

import datetime as dt

from firstbell.core.retention import Due, retention_kind
from firstbell.library.actions.class_sets import forget_class_sets
from firstbell.library.actions.reviews import forget_reviews
from firstbell.library.models import ClassSet, Review


@retention_kind("library.reviews", "Reviews in the catalogue", "They go, with their reports")
def reviews(cutoff: dt.datetime, held: set[int]) -> Due:
    old = Review.objects.filter(written_on__lt=cutoff.date()).exclude(author__person_id__in=held)
    return Due(old.count, lambda by: forget_reviews(old, by=by))


@retention_kind(
    "library.class_sets", "Class sets that are over", "They go; loans and reservations have rules of their own"
)
def class_sets(cutoff: dt.datetime, held: set[int]) -> Due:
    old = ClassSet.objects.filter(last_day__lt=cutoff.date()).exclude(person_id__in=held)
    return Due(old.count, lambda by: forget_class_sets(old, by=by))
