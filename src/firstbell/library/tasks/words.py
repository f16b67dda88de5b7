"""The words of titles that a large load brought, learned afterwards: misspelled ones find them from then on."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.library.actions.indexing import learn_waiting


@every(minutes=5, name="library.words", label="Words of new titles, for misspelled ones")
def words(_now: dt.datetime) -> str:
    """All that wait; nothing to do on most days."""
    count = learn_waiting(by=system_actor("words", via="task"))
    return f"The words of {count:,} titles learned" if count else "Nothing waits"
