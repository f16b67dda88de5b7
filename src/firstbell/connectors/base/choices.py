"""What a person chooses for one run of a list of things, whoever keeps the list."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.core.actor import Actor
from firstbell.core.imports.source import sources
from firstbell.rooms.models import Place

ASSIGN = "assign"
"""The option of a run: hand out what nobody has here to whom the list names."""
SCHOOL = "school"
"""The option of a run: the school (id) of things for which nothing names one."""


def takes_choices(source_key: str) -> bool:
    """Whether runs of this kind have these options."""
    return any(one.key == source_key and getattr(one, "takes_choices", False) for one in sources())


def takes_people(source_key: str) -> bool:
    """Whether runs of this kind may bring in people."""
    return any(one.key == source_key and getattr(one, "takes_people", False) for one in sources())


def takes_school(source_key: str) -> bool:
    """Whether runs of this kind may be told the school of rows that name none."""
    return any(one.key == source_key and getattr(one, "takes_school", False) for one in sources())


def takes_tickets(source_key: str) -> bool:
    """Whether runs of this kind bring tickets of another help desk."""
    return any(one.key == source_key and getattr(one, "takes_tickets", False) for one in sources())


def names_system(source_key: str) -> bool:
    """Whether runs of this kind may be told what the other help desk is called."""
    return any(one.key == source_key and getattr(one, "names_system", False) for one in sources())


def names_of_choices(source_key: str) -> frozenset[str]:
    """The options that a run of this kind takes; none: it has nothing to choose."""
    if takes_choices(source_key):
        return frozenset({ASSIGN, SCHOOL})
    if takes_people(source_key):
        return frozenset({"add_people", "kind", SCHOOL})
    if takes_tickets(source_key):
        return frozenset({"open_tickets", SCHOOL} | ({"system"} if names_system(source_key) else set()))
    return frozenset({SCHOOL} if takes_school(source_key) else ())


def places_for_rules(actor: Actor) -> QuerySet[Place]:
    """Where a rule may put things: carts, shelves and the like, not rooms, which the lists name themselves."""
    found: QuerySet[Place] = Place.objects.visible_to(actor).current().exclude(kind=Place.Kind.ROOM)
    return found.select_related("organisation")
