"""A browser takes its place in a campaign, and says that it is still there."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.counter.models import Campaign, Station
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.visits import may_scan
from firstbell.people.models import Organisation

_NOTED_EVERY = dt.timedelta(seconds=15)


def open_station(
    campaign: Campaign | None, *, key: UUID, by: Actor, name: str = "", organisation: Organisation | None = None
) -> Station:
    """This browser's station, made and numbered at its first scan; ``name`` renames it.

    Without a campaign it is the ordinary counter of ``organisation``. A colleague who takes over the laptop
    takes over the station. Raises Forbidden (``counter.campaign.scan``; at an ordinary counter those of class visits do, too).
    """
    where = campaign.organisation if campaign is not None else organisation
    if where is None:
        raise Invalid("The station belongs to no school.", remedy="Make it ready for a school first.")
    _require_scan(by, where, needs_campaigns=campaign is not None)
    mine = Station.objects.filter(key=key, campaign=campaign, organisation=where)
    with change(by):
        station = mine.first()
        is_new = station is None
        if station is None:
            number = Station.objects.filter(campaign=campaign, organisation=where).count() + 1
            word = "Station" if campaign is not None else "Counter"
            station = Station(organisation=where, campaign=campaign, key=key, name=f"{word} {number}")
            station.last_seen_at = timezone.now()
        if is_new or name.strip() or station.actor_key != by.key:
            station.name = name.strip()[:40] or station.name
            station.by, station.actor_key = by.name, by.key
            station.save()
    station.campaign, station.organisation = campaign, where  # as the caller has loaded them
    return station


def note_station(station: Station, *, waiting: int, by: Actor) -> None:
    """The browser is alive and has so many scans to send; written at most every 15 seconds, unless the number changes."""
    _require_scan(by, station.organisation)
    now = timezone.now()
    if station.waiting != waiting or now - station.last_seen_at > _NOTED_EVERY:
        Station.objects.filter(pk=station.pk).update(last_seen_at=now, waiting=waiting)


def _require_scan(by: Actor, where: Organisation, *, needs_campaigns: bool = False) -> None:
    if needs_campaigns or not may_scan(by, where.scope_path):
        by.require(CounterPermission.CAMPAIGN_SCAN, at=where.scope_path)
