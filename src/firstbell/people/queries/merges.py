"""Which entries may be one person, and what would become of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.people.models import Person
from firstbell.people.models.persons import PersonQuerySet
from firstbell.people.permissions import PeoplePermission

TOLD = {
    "given_name": "First name",
    "middle_name": "Middle name",
    "family_name": "Last name",
    "preferred_given_name": "Preferred first name",
    "preferred_family_name": "Preferred last name",
    "identifier": "Number",
    "username": "User name",
    "email": "E-mail",
    "grade": "Grade",
    "homeroom_id": "Homeroom",
    "language": "Language",
}
"""What is compared on screen, in this order."""
CHOOSABLE = tuple(TOLD)
"""What the keeper may take over. Where the roster owns a value, the next import says it again."""
_MOST = 200


def namesakes_of(person: Person, actor: Actor) -> QuerySet[Person]:
    """People who may be the same: one name, one number, one user name or one address."""
    alike = Q(sort_name=person.sort_name)
    for column in ("identifier", "username", "email"):
        if value := getattr(person, column):
            alike |= Q(**{column: value})
    found = mergeable(actor).filter(alike).exclude(pk=person.pk)
    return found.select_related("organisation").order_by("withdrawn_on", "sort_name", "pk")


def mergeable(actor: Actor) -> PersonQuerySet:
    """Those whom the actor may merge."""
    scope = actor.scope(PeoplePermission.PERSON_MERGE)
    return Person.objects.visible_to(actor).filter(scope.q("organisation__path"))


def likely_duplicates(actor: Actor) -> list[Sequence[Person]]:
    """Groups of current people of one kind, name and school, at most :data:`_MOST` of them; two queries."""
    current = mergeable(actor).current()
    alike = (
        current.order_by()
        .values("sort_name", "organisation_id", "kind")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
        .order_by("sort_name")[:_MOST]
    )
    groups = {(row["sort_name"], row["organisation_id"], row["kind"]): list[Person]() for row in alike}
    if not groups:
        return []
    people = current.filter(sort_name__in={key[0] for key in groups}).select_related("organisation", "homeroom")
    for person in people.order_by("sort_name", "is_provisional", "pk"):
        group = groups.get((person.sort_name, person.organisation_id, person.kind))
        if group is not None:
            group.append(person)
    return list(groups.values())
