"""Questions about people: who is gone from the roster, which languages a home speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.notifications.languages import tag_of
from firstbell.core.scope import Scope
from firstbell.core.search import matching_ids, words
from firstbell.people.models import GracePeriod, Organisation, Person, grace_period
from firstbell.people.permissions import PeoplePermission


def missing_people(actor: Actor) -> QuerySet[Person]:
    """Current people whom the last complete imports no longer named, where the actor may withdraw."""
    scope = actor.scope(PeoplePermission.PERSON_WITHDRAW)
    missing = Person.objects.visible_to(actor).current().filter(missing_since__isnull=False)
    return missing.filter(scope.q("organisation__path"))


def proposed_withdrawals(actor: Actor, grace: GracePeriod | None = None) -> QuerySet[Person]:
    """Those of :func:`missing_people` whose grace is over; ``grace`` spares the query for it."""
    grace = grace or grace_period()
    return missing_people(actor).filter(missing_runs__gte=grace.runs, missing_since__lte=timezone.now() - grace.age)


def home_languages(person: Person) -> list[str]:
    """BCP 47 tags, each once: the person's own first, then the guardians'. One query."""
    spoken = person.guardians.order_by("pk").values_list("guardian__language", flat=True)
    return [tag for tag in dict.fromkeys(map(tag_of, (person.language, *spoken))) if tag]


def schools_for(actor: Actor, permission: str = PeoplePermission.PERSON_VIEW) -> QuerySet[Organisation]:
    """Standing organisations within a permission's reach, by name."""
    return Organisation.objects.filter(actor.scope(permission).q("path"), closed_at=None)


def districts_around(paths: Iterable[str]) -> Scope:
    """The districts that the organisations with these paths belong to: the nearest one at or above each, else the path itself.

    One statement.
    """
    asked = list(paths)
    ids = {int(part) for path in asked for part in path.split(".") if part}
    kinds = (Organisation.Kind.DISTRICT, Organisation.Kind.LOCAL)
    known = [
        path or "" for path in Organisation.objects.filter(pk__in=ids, kind__in=kinds).values_list("path", flat=True)
    ]
    return Scope.of(max((one for one in known if path.startswith(one)), key=len, default=path) for path in asked)


def organisations_where(actor: Actor, permission: str) -> list[tuple[str, str]]:
    """(path, name) of the standing organisations where the permission is held, the widest first. For core, which
    knows organisations by their paths only (``FIRSTBELL_ORGANISATIONS``)."""
    rows = schools_for(actor, permission).order_by("path").values_list("path", "name")
    return sorted(((path or "", name) for path, name in rows), key=lambda row: (row[0].count("."), row[1]))


PICKS = 9
"""How many people a pick list shows: as many as there are number keys."""


def people_named(text: str, actor: Actor) -> Sequence[Person]:
    """The pick list of a desk: current people whose names or numbers begin with these words, students first, at most nine."""
    asked = words(text)
    scope = actor.scope(PeoplePermission.PERSON_VIEW)
    if not asked or scope.is_nowhere:
        return []
    ids = matching_ids(Person.KIND_REF, asked, scope, limit=40)
    found = Person.objects.visible_to(actor).current().filter(pk__in=ids).select_related("organisation", "homeroom")
    order = {pk: at for at, pk in enumerate(ids)}
    return sorted(found, key=lambda person: (not person.is_student, order[person.pk]))[:PICKS]
