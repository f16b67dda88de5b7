"""Age limits: rules of a school, off until it says so; and exceptions for a student and a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.library.events import AgeExceptionEnded, AgeExceptionGiven, AgeLimitRemoved, AgeLimitSaved
from firstbell.library.models import AgeException, AgeLimit
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.age_limits import is_student_of
from firstbell.people.models import Person

FACTS = (
    "name", "organisation", "shelving_place", "item_type", "interest_from", "lowest_grade", "is_on", "source",
    "last_checked",
)  # fmt: skip
LOWEST, HIGHEST = -1, 12
LONGEST = dt.timedelta(days=400)


def save_age_limit(limit: AgeLimit | None, *, values: Mapping[str, Any], by: Actor) -> AgeLimit:
    """Add or change a limit; ``values`` by :data:`FACTS`. Raises Invalid with ``field``, Forbidden (``library.rule.edit``)."""
    found = limit or AgeLimit()
    facts = {name: values[name] for name in FACTS if name in values}
    old_path = found.scope_path if limit is not None else None
    old = {name: getattr(found, name) for name in facts} if limit is not None else {}
    for name, value in facts.items():
        setattr(found, name, value)
    for path in {found.scope_path, old_path} - {None}:
        by.require(LibraryPermission.RULE_EDIT, at=path)
    _require_right(found)
    changes = {name: (str(old[name]), str(value)) for name, value in facts.items() if old and old[name] != value}
    with change(by) as unit:
        found.save()
        unit.publish(AgeLimitSaved(subject=found.ref, org_path=_path(found), changes=changes))
    return found


def remove_age_limit(limit: AgeLimit, *, by: Actor) -> None:
    """Raises Forbidden (``library.rule.edit``)."""
    by.require(LibraryPermission.RULE_EDIT, at=limit.scope_path)
    with change(by) as unit:
        unit.publish(AgeLimitRemoved(subject=limit.ref, org_path=_path(limit)))
        limit.delete()


def give_age_exception(
    person: Person, *, first_day: dt.date, last_day: dt.date, note: str = "", by: Actor
) -> AgeException:
    """Age limits do not count for this student from ``first_day`` through ``last_day``.

    For one's own students, and for whoever keeps the library's rules at the student's school. Raises Forbidden
    (``library.age_exception.give``), Invalid with ``field``, Conflict for who is no student here.
    """
    _require_may_give(person, by)
    if not person.is_student or person.withdrawn_on is not None:
        raise Conflict(f"{person.name} is no student here.", remedy="Exceptions are for students who are here.")
    today = timezone.localdate()
    if last_day < max(first_day, today):
        raise Invalid("It would be over before it begins.", remedy="Choose a later last day.", field="last_day")
    if last_day > today + LONGEST:
        raise Invalid("That is more than a school year.", remedy="Choose an earlier last day.", field="last_day")
    with change(by) as unit:
        made = AgeException.objects.create(
            person=person, first_day=first_day, last_day=last_day, note=note.strip()[:100], given_by=by.name[:200],
            given_by_key=by.key[:60], given_at=timezone.now(),
        )  # fmt: skip
        path = person.organisation.scope_path
        unit.publish(AgeExceptionGiven(subject=person.ref, org_path=path, until=last_day))
    return made


def end_age_exception(exception: AgeException, *, by: Actor) -> None:
    """It counts no more; by whoever gave it, or keeps the rules there. Raises Forbidden."""
    person = exception.person
    if exception.given_by_key != by.key:
        by.require(LibraryPermission.RULE_EDIT, at=person.organisation.scope_path)
    with change(by) as unit:
        AgeException.objects.filter(pk=exception.pk).delete()
        unit.publish(AgeExceptionEnded(subject=person.ref, org_path=person.organisation.scope_path))


def _require_may_give(person: Person, by: Actor) -> None:
    path = person.organisation.scope_path
    by.require(LibraryPermission.AGE_EXCEPTION_GIVE, at=path)
    if not by.can(LibraryPermission.RULE_EDIT, at=path) and not is_student_of(person, by):
        raise Forbidden(LibraryPermission.AGE_EXCEPTION_GIVE, path)


def _require_right(limit: AgeLimit) -> None:
    if not limit.name.strip():
        raise Invalid("An age limit needs a name.", remedy="e.g. “Young adult shelf”.", field="name")
    given = [limit.shelving_place_id, limit.item_type_id, limit.interest_from]
    if sum(one is not None for one in given) != 1:
        raise Invalid(
            "It has to say one thing: a place, a type, or whom the titles are meant for.",
            remedy="Fill in exactly one of the three.", field="shelving_place",
        )  # fmt: skip
    for name in ("lowest_grade", "interest_from"):
        value = getattr(limit, name)
        if value is not None and not LOWEST <= value <= HIGHEST + 1:
            raise Invalid(f"{value} is no grade.", remedy="Kindergarten is 0, the last one 12.", field=name)
    place = limit.shelving_place
    if place is not None and limit.organisation is not None and place.organisation_id != limit.organisation_id:
        raise Invalid(
            f"“{place}” is in another school.", remedy="Choose a place of this school.", field="shelving_place"
        )


def _path(limit: AgeLimit) -> str:
    return "" if limit.scope_path == EVERYWHERE else limit.scope_path
