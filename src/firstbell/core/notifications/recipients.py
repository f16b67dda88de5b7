"""Who can be told: what the ground floor needs to know of people, asked from the rooms that know them.

``settings.FIRSTBELL_DIRECTORY`` and ``settings.FIRSTBELL_CALENDAR`` are dotted paths to a :class:`Directory` and a
:data:`Calendar`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.core.calendars import SchoolDays
from firstbell.core.errors import Forbidden
from firstbell.core.imports.places import Place
from firstbell.core.models import ChatRoom

CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Recipient:
    """``key`` is what a notice is kept under; ``languages`` are BCP 47 tags, the dearest first."""

    key: str
    name: str
    email: str = ""
    languages: tuple[str, ...] = ()
    org_id: int = 0
    org_path: str = ""
    time_zone: str = ""
    has_account: bool = False

    @property
    def is_chat(self) -> bool:
        return self.key.startswith(f"{CHAT}:")

    @property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(settings.TIME_ZONE)


class Directory(Protocol):
    """What the room that keeps people answers."""

    def recipients(self, keys: Iterable[str]) -> Mapping[str, Recipient]:
        """Those that can be told, by the key asked for; who left or does not exist is missing."""

    def holders(self, permission: str, org_path: str) -> list[str]:
        """Keys of everybody with an account in use who holds the permission at that place."""

    def places(self, actor: Actor, permission: str) -> list[Place]:
        """Organisations where the actor holds the permission, the widest first; everything, when everywhere."""


Calendar = Callable[[Iterable[int], dt.date, dt.date], Mapping[int, SchoolDays]]


def directory() -> Directory:
    found: Directory = import_string(settings.FIRSTBELL_DIRECTORY)
    return found


def holders(permission: str, org_path: str) -> list[str]:
    """Keys of everybody who holds the permission at that place."""
    return directory().holders(permission, org_path)


def known(keys: Iterable[str]) -> dict[str, Recipient]:
    """The recipients behind these keys, chat rooms included."""
    asked = list(dict.fromkeys(keys))
    people = [key for key in asked if not key.startswith(f"{CHAT}:")]
    found = dict(directory().recipients(people)) if people else {}
    rooms = [int(key.partition(":")[2]) for key in asked if key.startswith(f"{CHAT}:")]
    for room in ChatRoom.objects.filter(pk__in=rooms, is_active=True).defer("url") if rooms else ():
        found[room.recipient_key] = Recipient(room.recipient_key, room.name, org_path=room.org_path)
    return found


def places(actor: Actor, permission: str) -> list[Place]:
    """Where the actor holds the permission, the widest first."""
    return directory().places(actor, permission)


def place_for(actor: Actor, permission: str, place_id: int) -> Place:
    """Raises Forbidden for an organisation where the actor does not hold it."""
    for place in places(actor, permission):
        if place.id == place_id:
            return place
    raise Forbidden(permission)


def open_days(org_ids: Iterable[int], first: dt.date, last: dt.date) -> Mapping[int, SchoolDays]:
    """The school days of several organisations by id; one that does not exist is missing."""
    calendar: Calendar = import_string(settings.FIRSTBELL_CALENDAR)
    return calendar(org_ids, first, last)
