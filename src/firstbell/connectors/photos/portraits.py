"""Pictures named by a person's number, badge or sourcedId: who it is, whether a photo may be kept, and keeping it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from firstbell.core.actor import Actor
from firstbell.people.actions.photos import set_photo
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import people_by_identifier, photo_obstacles
from firstbell.people.queries.portraits import Portrait


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a file's name says. ``code`` and ``text``: why no photo of them may be kept; empty where one may."""

    people: list[Person]
    code: str = ""
    text: str = ""
    remedy: str = ""

    @property
    def is_welcome(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class StagedPortrait:
    """A picture made ready, in the run's scratch folder."""

    person: int
    large: Path
    small: Path
    sha256: str

    @classmethod
    def store(cls, person: Person, portrait: Portrait, folder: Path) -> StagedPortrait:
        large, small = folder / f"person-{person.pk}.jpg", folder / f"person-{person.pk}-small.jpg"
        large.write_bytes(portrait.file)
        small.write_bytes(portrait.small)
        return cls(person.pk, large, small, portrait.sha256)


def named(names: Iterable[str], *, below: str, actor: Actor | None) -> dict[str, Named]:
    """By file name, for every one that names somebody below the path. Constant queries for each three hundred."""
    stems = {name: PurePosixPath(name).stem.strip() for name in names}
    found = people_by_identifier({*stems.values()}, below=below)
    everybody = {one.pk: one for people in found.values() for one in people}
    obstacles = photo_obstacles([*everybody.values()])
    told = {}
    for name, stem in stems.items():
        people = found.get(stem, [])
        if not people:
            continue
        obstacle = obstacles.get(people[0].pk)
        if len(people) > 1:
            text = f"names {len(people)} people"
            told[name] = Named(people, "several_people", text, "Name it by a number that only one of them has.")
        elif obstacle is not None:
            text = f"is not kept: {obstacle.text.rstrip('.')}"
            told[name] = Named(people, f"person_{obstacle.code}", text, obstacle.remedy)
        elif actor is not None and not actor.can(PeoplePermission.PHOTO_EDIT, at=people[0].organisation.scope_path):
            remedy = "Have it brought in by who may keep photos of people there."
            told[name] = Named(people, "person_forbidden", "is named by a person's number", remedy)
        else:
            told[name] = Named(people)
    return told


def keep(staged: list[StagedPortrait], *, by: Actor) -> None:
    """Each becomes its person's photo. Raises what ``set_photo`` raises when something changed since it was staged."""
    people = Person.objects.select_related("organisation").in_bulk([one.person for one in staged])
    for one in staged:
        portrait = Portrait(one.large.read_bytes(), one.small.read_bytes(), one.sha256)
        set_photo(people[one.person], portrait, source="zip", by=by)
