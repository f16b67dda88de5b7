"""Withdrawn people with nothing open anywhere lose their name; their photo goes long before."""

from __future__ import annotations

import datetime as dt

from firstbell.core.retention import Due, needed_people, retention_kind
from firstbell.people.actions.forgetting import FORGOTTEN, forget_people
from firstbell.people.actions.photos import let_photos_go
from firstbell.people.models import Person
from firstbell.people.queries.photos import photos_to_let_go


@retention_kind(
    "people.withdrawn", "Withdrawn people with nothing open", "Kept without name, number, codes and account"
)
def withdrawn(cutoff: dt.datetime, held: set[int]) -> Due:
    gone = Person.objects.filter(withdrawn_on__lt=cutoff.date()).exclude(family_name=FORGOTTEN).exclude(pk__in=held)
    for ids in needed_people():
        gone = gone.exclude(pk__in=ids)
    return Due(gone.count, lambda by: forget_people(gone, by=by))


@retention_kind("people.photos", "Photos of people who left, and photos that may not be kept", "The picture is deleted")
def photos(cutoff: dt.datetime, held: set[int]) -> Due:
    """Where none are kept any more, or none is wanted, its time is over whatever the days say: it is hidden already."""
    due = photos_to_let_go(cutoff, held)
    return Due(due.count, lambda by: let_photos_go(due, by=by))
