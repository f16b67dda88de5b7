"""People in the search box: by any of their names, number, user name, address or badge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission


def documents(ids: Sequence[int]) -> Iterable[Document]:
    """Found wherever the person has or had a role, as ``visible_to`` says."""
    people = (
        Person.objects.filter(pk__in=ids, merged_into=None)
        .select_related("organisation")
        .prefetch_related("memberships__organisation", "identifiers")
    )
    for person in people:
        yield Document(
            object_id=person.pk,
            title=person.name,
            terms=[
                person.legal_name,
                person.middle_name,
                person.identifier,
                person.username,
                person.email,
                *(badge.value for badge in person.identifiers.all()),
            ],
            org_paths=[role.organisation.scope_path for role in person.memberships.all()],
        )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for person in Person.objects.visible_to(actor).filter(pk__in=ids).select_related("organisation"):
        role = f"grade {person.grade}" if person.grade else person.get_kind_display().lower()
        yield Hit(
            kind=Person.KIND_REF,
            id=person.pk,
            title=person.name,
            detail=", ".join(part for part in (person.organisation.short, role, person.identifier) if part),
            url=reverse("people:person", args=[person.pk]),
            icon="person",
            badge="Withdrawn" if person.withdrawn_on else "Provisional" if person.is_provisional else "",
        )


register(Searchable(Person.KIND_REF, "People", PeoplePermission.PERSON_VIEW, documents, hits, order=10))
