"""What a reader keeps for themselves: lists with their counts, and what came since a search was looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count

from firstbell.core.actor import Actor
from firstbell.core.bulk import moment
from firstbell.library.models import ReadingList
from firstbell.library.prose import MOST_TERMS, terms, weighty
from firstbell.library.queries._limits import conditions_of
from firstbell.library.queries._match import Terms, matched
from firstbell.library.queries.understood import understood

#: More is not counted for a saved search.
MOST_NEW = 999


def counted_lists(actor: Actor) -> list[tuple[ReadingList, int]]:
    """One's own lists, the last changed first, with how many titles are on each. One statement."""
    rows = ReadingList.objects.all().visible_to(actor).annotate(count=Count("entries"))
    return [(one, int(getattr(one, "count", 0))) for one in rows]


def new_titles(text: str, limits: Mapping[str, str], since: dt.datetime, *, exactly: bool = False) -> int:
    """How many titles of a search came after a moment, at most ``MOST_NEW``. One statement; spelling is not mended.

    “At my level” and “my school” are not known to the clock: such limits count as not set.
    """
    said = understood(text) if not exactly else None
    every = {**({name: value for name, value, _ in said.limits} if said is not None else {}), **limits}
    conditions = conditions_of(every, at=None, lexile=None, grade=None).and_("d.added_at > %s", moment(since))
    words = weighty(terms(said.text if said is not None else text)[:MOST_TERMS])
    return min(len(matched(Terms.all_of(words, is_open=False) if words else Terms(), conditions, "new")), MOST_NEW)
