"""Searches to ask again. No event tells of them: what somebody looks for is nobody else's business."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.refs import Ref
from firstbell.library.actions._said import line
from firstbell.library.actions.pathfinder_parts import add_pathfinder_part
from firstbell.library.models import Pathfinder, PathfinderPart, SavedSearch
from firstbell.library.notices import SEARCHES_NEW
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.reading import new_titles
from firstbell.library.queries.search import LIMITS

MOST_SEARCHES = 50
#: Searches counted in one round of the clock.
AT_ONCE = 500
COUNT_AGAIN = dt.timedelta(hours=20)


def save_search(
    *, name: str, text: str = "", limits: Mapping[str, str] | None = None, exactly: bool = False, by: Actor
) -> SavedSearch:
    """Keep a question; what there is now counts as seen. Raises Forbidden (``library.research.keep``), Invalid with the field."""
    by.require(May.RESEARCH_KEEP)
    if by.account_id is None:
        raise Forbidden(May.RESEARCH_KEEP)
    said = " ".join(text.replace("\x00", " ").split())[:200]
    kept = {limit: str(value)[:100] for limit, value in (limits or {}).items() if limit in LIMITS and value}
    if not said and not kept:
        raise Invalid("There is nothing to search for.", remedy="Search first, then keep it.", field="text")
    now = timezone.now()
    with change(by):
        if SavedSearch.objects.filter(owner_id=by.account_id).count() >= MOST_SEARCHES:
            raise Invalid(f"You keep {MOST_SEARCHES} searches.", remedy="Delete one you are done with.", field="name")
        return SavedSearch.objects.create(
            owner_id=by.account_id, name=line(name or said, "name", 120), text=said, limits=kept, exactly=exactly,
            made_at=now, seen_at=now, counted_at=now,
        )  # fmt: skip


def rename_search(kept: SavedSearch, *, name: str, by: Actor) -> SavedSearch:
    """Another name for it."""
    _require_own(kept, by)
    with change(by):
        kept.name = line(name, "name", 120)
        kept.save(update_fields=["name"])
    return kept


def see_search(kept: SavedSearch, *, by: Actor) -> SavedSearch:
    """Its owner looks at it: from now on only what comes later is new."""
    _require_own(kept, by)
    with change(by):
        kept.seen_at = kept.counted_at = timezone.now()
        kept.new_count = 0
        kept.save(update_fields=["seen_at", "counted_at", "new_count"])
    return kept


def remove_search(kept: SavedSearch, *, by: Actor) -> None:
    """Delete it; nothing of it stays."""
    _require_own(kept, by)
    with change(by):
        kept.delete()


def put_search_in_pathfinder(kept: SavedSearch, pathfinder: Pathfinder, *, by: Actor) -> PathfinderPart:
    """A part of a pathfinder one edits: its readers get the search as a link. Raises Forbidden for others' pathfinders."""
    _require_own(kept, by)
    values = {"heading": kept.name, "query": kept.text, "limits": kept.limits}
    return add_pathfinder_part(pathfinder, kind=PathfinderPart.Kind.SEARCH, values=values, by=by)


def count_new_titles(*, now: dt.datetime, by: Actor) -> tuple[int, int]:
    """Count for searches that were not counted for a while; (searches, owners told). A week lies between two notices.

    Raises Forbidden (``library.catalogue.work``): it is the clock's.
    """
    by.require(May.CATALOGUE_WORK)
    due = list(SavedSearch.objects.filter(counted_at__lt=now - COUNT_AGAIN).order_by("counted_at")[:AT_ONCE])
    owners: dict[int, int] = {}
    for kept in due:
        kept.new_count = new_titles(kept.text, kept.limits, kept.seen_at, exactly=kept.exactly)
        kept.counted_at = now
        if kept.new_count:
            owners[kept.owner_id] = owners.get(kept.owner_id, 0) + 1
    SavedSearch.objects.bulk_update(due, ["new_count", "counted_at"], batch_size=100)
    told = sum(_tell(owner, count, now, by) for owner, count in owners.items())
    return len(due), told


def _tell(owner: int, count: int, now: dt.datetime, by: Actor) -> int:
    """Of how many searches, never of which: a mail is read by others, too."""
    year, week, _ = timezone.localdate(now).isocalendar()
    with change(by):
        return send_notice(
            Ref("library.saved_searches_of", owner, "Saved searches"), kind=SEARCHES_NEW.key, to=[f"account:{owner}"],
            values={"count": str(count)}, occasion=f"{year}-W{week:02}", org_path="", link=reverse("library:mine"), by=by,
        )  # fmt: skip


def _require_own(kept: SavedSearch, by: Actor) -> None:
    by.require(May.RESEARCH_KEEP)
    if by.account_id is None or kept.owner_id != by.account_id:
        raise NotFound("There is no such search of yours.", remedy="Choose one of your own.")
