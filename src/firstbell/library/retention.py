"""What the library lets go."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from firstbell.core.retention import Due, retention_kind
from firstbell.library.actions.wishes import forget_wishes
from firstbell.library.models import FamilyRequest, FamilyWish


@retention_kind(
    "library.family_wishes", "Families' wishes that ended", "They go altogether, with the letters that were answered"
)
def family_wishes(cutoff: dt.datetime, held: set[int]) -> Due:
    over = Q(ended_at__lt=cutoff) | Q(until__lt=cutoff.date())
    wishes = FamilyWish.objects.filter(over).exclude(person_id__in=held)
    letters = FamilyRequest.objects.filter(answered_at__lt=cutoff).exclude(person_id__in=held)
    return Due(lambda: wishes.count() + letters.count(), lambda by: forget_wishes(wishes, letters, by=by))
