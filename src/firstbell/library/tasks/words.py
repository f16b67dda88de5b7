"""The words of titles that a large load brought, learned afterwards: misspelled ones find them from then on."""

from __future__ import annotations

import datetime as dt

from django_tasks import task

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every


@task()
def learn_words_of_load() -> str:
    """Learn what waits, when a load has asked for it."""
    # Imported here: loads call for this work, and this work calls an action.
    from firstbell.library.actions.indexing import learn_waiting

    count = learn_waiting(by=system_actor("words", via="task"))
    return f"The words of {count:,} titles learned" if count else "Nothing waits"


def learn_soon() -> None:
    """Ask the worker; what it is not asked for is found by the schedule."""
    learn_words_of_load.enqueue()


@every(minutes=5, name="library.words", label="Words of new titles, for misspelled ones")
def words(_now: dt.datetime) -> str:
    """All that wait; nothing to do on most days."""
    return str(learn_words_of_load.func())
