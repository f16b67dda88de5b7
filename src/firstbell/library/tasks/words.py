"""The words of titles that a large load brought, learned afterwards: misspelled ones find them from then on."""

from __future__ import annotations

import datetime as dt

from django_tasks import task

from firstbell.core.actor import Actor, system_actor
from firstbell.core.events import after_commit
from firstbell.core.schedule import every
from firstbell.library.actions.indexing import LEARNED_AT_ONCE, learn_waiting
from firstbell.library.events import TitlesLoaded


@task()
def learn_words_of_load() -> str:
    """Learn what waits, when a load has asked for it."""
    count = learn_waiting(by=system_actor("words", via="task"))
    return f"The words of {count:,} titles learned" if count else "Nothing waits"


@after_commit(TitlesLoaded)
def learn_soon(event: TitlesLoaded, _by: Actor) -> None:
    """Ask the worker; what it is not asked for is found by the schedule."""
    if event.added + event.replaced > LEARNED_AT_ONCE:
        learn_words_of_load.enqueue()


@every(minutes=5, name="library.words", label="Words of new titles, for misspelled ones")
def words(_now: dt.datetime) -> str:
    """All that wait; nothing to do on most days."""
    return str(learn_words_of_load.func())
