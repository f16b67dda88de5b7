"""Time in the library: covers are fetched where a service is switched on, a few at a time."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.library.actions.covers import fetch_covers
from firstbell.library.models import CoverService


@every(minutes=30, name="library.covers", label="Covers, where a service is switched on")
def covers(_now: dt.datetime) -> str:
    """Titles with an ISBN and no picture, newest first. Nobody is asked where nothing is switched on."""
    if not CoverService.objects.filter(is_on=True).exists():
        return "No cover service is switched on"
    kept, without = fetch_covers(by=system_actor("covers", via="task"))
    return f"{kept} covers kept, {without} titles without one"
