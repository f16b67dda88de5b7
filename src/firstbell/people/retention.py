"""Withdrawn people with nothing open anywhere lose their name."""

from __future__ import annotations

import datetime as dt

from firstbell.core.retention import Due, needed_people, retention_kind
from firstbell.people.actions.forgetting import FORGOTTEN, forget_people
from firstbell.people.models import Person


@retention_kind(
    "people.withdrawn", "Withdrawn people with nothing open", "Kept without name, number, codes and account"
)
def withdrawn(cutoff: dt.datetime, held: set[int]) -> Due:
    gone = Person.objects.filter(withdrawn_on__lt=cutoff.date()).exclude(family_name=FORGOTTEN).exclude(pk__in=held)
    for ids in needed_people():
        gone = gone.exclude(pk__in=ids)
    return Due(gone.count, lambda by: forget_people(gone, by=by))
