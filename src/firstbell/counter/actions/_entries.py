"""What a station sends of one act, and when it really was. For this folder, and for the view that reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.scan import Scan as Code
from firstbell.core.scan import resolve
from firstbell.counter.models import Station
from firstbell.inventory.models import Item
from firstbell.people.models import Person

OLDEST = dt.timedelta(days=14)
"""A station that was away for longer has a clock nobody can correct."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as the station recorded it.

    ``at`` is by the station's clock; ``offset`` is what has to be added to it (server minus station), as measured
    at ``measured_at`` by the server's clock. ``confirmed``: the station told its person "done" without having
    heard from the server, so the device has left. People and items come as ids (the station knew them) or as
    the codes that were read. ``sure``: codes of questions its person said yes to.
    """

    key: UUID
    sequence: int
    kind: str
    at: dt.datetime
    offset: dt.timedelta = dt.timedelta()
    measured_at: dt.datetime | None = None
    confirmed: bool = False
    person: int | None = None
    person_code: str = ""
    item: int | None = None
    item_code: str = ""
    along: Sequence[str] = ()
    missing: Sequence[str] = ()
    condition: str = "good"
    word: str = ""
    sure: frozenset[str] = frozenset()
    reason: str = ""
    target: UUID | None = None
    loaner: int | None = None
    loaner_code: str = ""
    symptom: str = ""
    is_damaged: bool = False
    charger_stays: bool = True
    brought_by_other: bool = False
    section: int | None = None


def moment_of(entry: Entry, *, last: dt.datetime | None) -> tuple[dt.datetime, str]:
    """(when it was, a note where the clock could not be trusted).

    ``last`` is the moment of the station's scan before this one: what came after it cannot have been earlier.
    """
    now = timezone.now()
    told = entry.at + entry.offset
    if told > now:
        ahead = told - now
        note = f"the station's clock was {_span(ahead)} ahead" if ahead > dt.timedelta(seconds=5) else ""
        return now, note
    if entry.measured_at is not None and told < entry.measured_at - dt.timedelta(minutes=1):
        floor = max(entry.measured_at, last or entry.measured_at)
        return min(floor, now), "the station's clock was set back; the time is the earliest possible"
    if told < now - OLDEST:
        return now, f"the station's clock said {told:%d %b %Y}; the time is when it was sent"
    if last is not None and told < last <= now:
        return last, "" if last - told < dt.timedelta(seconds=5) else "the time is that of the scan before"
    return told, ""


def _span(span: dt.timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} minutes" if minutes >= 2 else f"{int(span.total_seconds())} seconds"


def person_of(entry: Entry, *, by: Actor) -> Person:
    """Who it was for. Raises Conflict when nobody within reach has the id or the code."""
    if entry.person is not None:
        people = Person.objects.visible_to(by).select_related("organisation", "homeroom")
        found = people.filter(pk=entry.person).first()
    else:
        matches = resolve(entry.person_code, by, kinds=[Person.KIND_REF]) if entry.person_code else []
        found = matches[0].object if matches else None
    if found is None:
        raise Conflict(
            f"Nobody here has the code “{entry.person_code[:60]}”." if entry.person_code else "The student is unknown.",
            remedy="Find out who it was and enter it.",
            code="unknown_person",
        )
    return found


def item_of(pk: int | None, code: str, *, by: Actor) -> Item:
    """The device it was about. Raises Conflict when none within reach has the id or the code."""
    if pk is not None:
        found = Item.objects.visible_to(by).filter(pk=pk).select_related("item_type").first()
    else:
        matches = resolve(code, by, kinds=[Item.KIND_REF]) if Code.of(code).code else []
        found = matches[0].object if matches else None
    if found is None:
        raise Conflict(
            f"Nothing here has the code “{code[:60]}”.", remedy="Is it in the inventory? Add it.", code="unknown_item"
        )
    return found


def station_moment(station: Station) -> dt.datetime | None:
    """When the station's latest scan was."""
    return station.scans.order_by("-id").values_list("at", flat=True).first()
