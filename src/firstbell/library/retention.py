"""What the library lets go: families' wishes that ended, reviews of children who are other readers by now, old class sets."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from firstbell.core.retention import Due, retention_kind
from firstbell.library.actions.class_sets import forget_class_sets
from firstbell.library.actions.reviews import forget_reviews
from firstbell.library.actions.wishes import forget_wishes
from firstbell.library.models import ClassSet, FamilyRequest, FamilyWish, Review


@retention_kind(
    "library.family_wishes", "Families' wishes that ended", "They go altogether, with the letters that were answered"
)
def family_wishes(cutoff: dt.datetime, held: set[int]) -> Due:
    over = Q(ended_at__lt=cutoff) | Q(until__lt=cutoff.date())
    wishes = FamilyWish.objects.filter(over).exclude(person_id__in=held)
    letters = FamilyRequest.objects.filter(answered_at__lt=cutoff).exclude(person_id__in=held)
    return Due(lambda: wishes.count() + letters.count(), lambda by: forget_wishes(wishes, letters, by=by))


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
