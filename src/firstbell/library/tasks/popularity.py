"""What the library does by itself."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.library.actions.popularity import count_popularity


@every(minutes=360, name="library.popularity", label="How often titles are read, for the order of hits")
def popularity(_now: dt.datetime) -> str:
    return f"{count_popularity(by=system_actor('popularity', via='task'))} titles"
