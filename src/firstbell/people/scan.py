"""A badge, a student or staff number, a user name: whose is it?

Two questions at most: live and retired codes with the person, then the person's own number and name.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, register
from firstbell.people.models import Person, PersonIdentifier


def people_of(scan: Scan, actor: Actor) -> Iterable[Match]:
    """A live badge wins over everybody's number; a retired one speaks only when nothing else does."""
    visible = Person.objects.visible_to(actor)
    badges = (
        PersonIdentifier.objects.filter(code=scan.code, person__in=visible)
        .select_related("person__organisation")
        .order_by(F("retired_at").desc(nulls_first=True))
    )
    rows = list(badges)
    live = [badge for badge in rows if badge.retired_at is None]
    if live:
        return [match_of(badge.person) for badge in live]
    named = visible.filter(
        Q(identifier=scan.text) | Q(username=scan.text) | Q(username=scan.text.lower()) | Q(email=scan.text.lower())
    ).select_related("organisation")
    found = [match_of(person) for person in named[:20]]
    return found or [
        match_of(badge.person, word=f"by a {badge.get_kind_display().lower()} that is no longer good")
        for badge in rows[:1]
    ]


def match_of(person: Person, *, word: str = "") -> Match:
    """The line for one person; ``word`` is what is odd about the code."""
    parts = [
        person.organisation.short,
        f"grade {person.grade}" if person.grade else person.get_kind_display().lower(),
        "withdrawn" if person.withdrawn_on else "",
        word,
    ]
    return Match(
        kind=Person.KIND_REF,
        id=person.pk,
        label=person.name,
        detail=", ".join(part for part in parts if part),
        url=reverse("people:person", args=[person.pk]),
        icon="person",
        object=person,
    )


register(Person.KIND_REF, people_of, order=10)
