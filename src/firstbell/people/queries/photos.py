"""Questions about photos of people: where they are kept, where somebody's picture is, who is known by which name of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Length
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.retention import held_people
from firstbell.core.scan import normalise
from firstbell.people.models import (
    Guardianship,
    Organisation,
    Person,
    PersonIdentifier,
    PersonPhoto,
    PhotoRefusal,
    PhotoRule,
)
from firstbell.people.models.photos import nearest_rule
from firstbell.people.permissions import PeoplePermission

P = TypeVar("P", bound="QuerySet[Person]")
_CHUNK = 300


def photo_rule_for(organisation: Organisation) -> PhotoRule | None:
    """The rule that counts there: the nearest on the way up. None: nobody has decided, so none are kept. One query."""
    rules = PhotoRule.objects.filter(organisation__path__in=_way_down(organisation.scope_path)).select_related(
        "organisation"
    )
    return rules.order_by(Length("organisation__path").desc()).first()


def keeps_photos(organisation: Organisation) -> bool:
    rule = photo_rule_for(organisation)
    return rule is not None and rule.is_on


@dataclass(frozen=True, slots=True)
class PhotoObstacle:
    """Why no photo of somebody may be kept: ``left``, ``refused``, ``photos_off`` or ``on_hold``, in words, and what to do."""

    code: str
    text: str
    remedy: str


def photo_obstacles(people: Collection[Person]) -> dict[int, PhotoObstacle]:
    """By id, for those of whom none may be kept. ``people`` have their organisation at hand. Four queries at most."""
    ids = [person.pk for person in people]
    refused = {*_of(PhotoRefusal.objects.all(), ids)}
    places = Organisation.objects.filter(pk__in={person.organisation_id for person in people})
    kept_at = {pk for pk, is_on in places.annotate(on=nearest_rule("path")).values_list("pk", "on") if is_on}
    pictured = {*_of(PersonPhoto.objects.all(), ids)}
    held = held_people() & pictured if pictured else set[int]()
    found = {}
    for person in people:
        if person.withdrawn_on is not None or person.merged_into_id is not None:
            said = PhotoObstacle("left", f"{person} is not here any more.", "Readmit the person first.")
        elif person.pk in refused:
            remedy = "Leave it out; the page of the photo says whose wish it is."
            said = PhotoObstacle("refused", f"No photo of {person} is wanted.", remedy)
        elif person.organisation_id not in kept_at:
            remedy = "District IT decides it under District, Photos of people."
            said = PhotoObstacle("photos_off", f"{person.organisation} keeps no photos of people.", remedy)
        elif person.pk in held:
            text = f"Everything about {person} is on hold, and the photo is part of it."
            said = PhotoObstacle("on_hold", text, "Lift the hold first.")
        else:
            continue
        found[person.pk] = said
    return found


def _of(rows: QuerySet[Any], people: Collection[int]) -> list[int]:
    """Which of the people have such a row."""
    ordered, found = sorted(people), list[int]()
    for start in range(0, len(ordered), _CHUNK):
        found += rows.filter(person_id__in=ordered[start : start + _CHUNK]).values_list("person_id", flat=True)
    return found


def photo_url(person_id: int, *, small: bool = True) -> str:
    """Where the picture is asked for. That there is an address says nothing: who may not see it gets a 404."""
    return reverse("people:photo_small" if small else "people:photo_picture", args=[person_id])


def photo_urls(people: Collection[int], actor: Actor) -> dict[int, str]:
    """Addresses of the small pictures of those who have one that the actor may see: one query, none for nobody."""
    if not people or not _may_see_any(actor):
        return {}
    found = PersonPhoto.objects.visible_to(actor).filter(person__in=people)
    return {pk: photo_url(pk) for pk in found.values_list("person_id", flat=True)}


def with_photos(people: P, actor: Actor) -> P:
    """Each with ``has_photo``: whether there is a picture that the actor may see. No further query."""
    if not _may_see_any(actor):
        return people.annotate(has_photo=Value(False))
    return people.annotate(has_photo=Exists(PersonPhoto.objects.visible_to(actor).filter(person=OuterRef("pk"))))


def photo_of(person: Any) -> str:
    """The address for somebody who comes from :func:`with_photos`; empty without a picture."""
    return photo_url(person.pk) if person.has_photo else ""


def _may_see_any(actor: Actor) -> bool:
    return actor.person_id is not None or not actor.scope(PeoplePermission.PHOTO_VIEW).is_nowhere


def people_by_identifier(identifiers: Collection[str], *, below: str) -> dict[str, list[Person]]:
    """Current people by student or staff number, live code, or the roster's sourcedId, as far as they are ``below`` a path.

    The keys are what was asked for. A number two people share names both: whoever asks must not choose.
    """
    asked: dict[str, set[str]] = {}
    for text in identifiers:
        for key in (text, normalise(text)):
            asked.setdefault(key, set()).add(text)
    asked.pop("", None)
    found: dict[str, dict[int, Person]] = {}
    people = Person.objects.current().filter(merged_into=None, organisation__path__startswith=below)
    people = people.select_related("organisation", "photo")
    keys = sorted(asked)
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        rows = [(key, one) for column in ("identifier", "sourced_id")
                for one in people.filter(**{f"{column}__in": part}) for key in (getattr(one, column),)]  # fmt: skip
        badges = PersonIdentifier.objects.filter(code__in=part, retired_at=None).values_list("code", "person_id")
        holders = dict(badges)
        owners = {one.pk: one for one in people.filter(pk__in=holders.values())}
        live = [(code, owners[pk]) for code, pk in holders.items() if pk in owners]
        for key, one in [*live, *(row for row in rows if row[0] not in holders)]:
            for text in asked.get(key, ()):
                found.setdefault(text, {})[one.pk] = one
    return {text: list(people.values()) for text, people in found.items()}


@dataclass(frozen=True, slots=True)
class OwnPhoto:
    """What a family reads of a photo: whether one is kept, and whether none is wanted."""

    person: Person
    is_kept: bool
    is_refused: bool


def own_photos(actor: Actor) -> list[OwnPhoto]:
    """Of oneself and one's children, as far as their school keeps photos or somebody said that none is wanted. One query."""
    if actor.person_id is None:
        return []
    children = Guardianship.objects.filter(guardian_id=actor.person_id).values("student_id")
    people = Person.objects.current().filter(Q(pk=actor.person_id) | Q(pk__in=children), merged_into=None)
    asked = people.annotate(kept_there=nearest_rule("organisation__path")).select_related("photo", "photo_refusal")
    rows: list[Any] = list(asked.order_by("sort_name", "pk"))
    found = []
    for one in rows:
        refused = getattr(one, "photo_refusal", None) is not None
        if one.kept_there or refused:
            kept = bool(one.kept_there) and getattr(one, "photo", None) is not None
            found.append(OwnPhoto(one, kept and not refused, refused))
    return found


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """An organisation with what counts there: its own rule if it has one, whether photos are kept, how many are."""

    organisation: Organisation
    rule: PhotoRule | None
    is_on: bool
    depth: int
    photos: int


def photo_places(actor: Actor) -> list[PhotoPlace]:
    """The organisations for which the actor decides, from the top down. Two queries."""
    scope = actor.scope(PeoplePermission.PHOTO_DECIDE)
    kept = PersonPhoto.objects.filter(person__organisation=OuterRef("pk")).order_by().values("person__organisation")
    counted = Coalesce(Subquery(kept.annotate(n=Count("pk")).values("n")), 0)
    places = Organisation.objects.filter(scope.q("path"), closed_at=None).annotate(
        on=nearest_rule("path"), photos=counted
    )
    rows: list[Any] = list(places.select_related("photo_rule"))
    # "1.10." comes after "1.9.": by number, each below what it hangs on, the levels by name.
    names = {one.scope_path: one.name.casefold() for one in rows}
    rows.sort(key=lambda one: [(names.get(path, ""), path) for path in _way_down(one.scope_path)])
    top = min((one.scope_path.count(".") for one in rows), default=0)
    return [
        PhotoPlace(one, getattr(one, "photo_rule", None), bool(one.on), one.scope_path.count(".") - top, one.photos)
        for one in rows
    ]


def _way_down(path: str) -> list[str]:
    """Every path on the way from the root: ``1.4.17.`` gives ``1.``, ``1.4.``, ``1.4.17.``."""
    steps = [step for step in path.split(".") if step]
    return [f"{'.'.join(steps[: depth + 1])}." for depth in range(len(steps))]


def may_refuse(person: Person, actor: Actor) -> bool:
    """Whether it is the actor, or their child."""
    if actor.person_id is None:
        return False
    if actor.person_id == person.pk:
        return True
    return Guardianship.objects.filter(guardian_id=actor.person_id, student=person).exists()


def photos_to_let_go(cutoff: dt.datetime, held: Iterable[int]) -> QuerySet[PersonPhoto]:
    """Of people who left before the day, and those that may not be kept (any more): they are hidden already."""
    over = PersonPhoto.objects.kept(is_kept=False).values("pk")
    left = Q(person__withdrawn_on__lt=cutoff.date())
    return PersonPhoto.objects.filter(left | Q(pk__in=over)).exclude(person_id__in=list(held))
