"""One's own lists of titles. No event tells of them: what somebody means to read is nobody else's business."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.library.actions._said import line
from firstbell.library.models import ReadingList, ReadingListTitle, Title
from firstbell.library.permissions import LibraryPermission as May

MOST_LISTS = 50
MOST_ON_LIST = 300


def add_reading_list(*, name: str, by: Actor) -> ReadingList:
    """A list of one's own. Raises Forbidden (``library.research.keep``), Invalid with the field."""
    owner = _owner(by)
    with change(by):
        if ReadingList.objects.filter(owner_id=owner).count() >= MOST_LISTS:
            raise Invalid(f"You have {MOST_LISTS} lists.", remedy="Delete one you are done with.", field="name")
        return ReadingList.objects.create(owner_id=owner, name=line(name, "name", 120), changed_at=timezone.now())


def rename_reading_list(kept: ReadingList, *, name: str, by: Actor) -> ReadingList:
    """Another name for it."""
    _require_own(kept, by)
    with change(by):
        kept.name, kept.changed_at = line(name, "name", 120), timezone.now()
        kept.save(update_fields=["name", "changed_at"])
    return kept


def remove_reading_list(kept: ReadingList, *, by: Actor) -> None:
    """Delete the list with all that is on it; nothing of it stays."""
    _require_own(kept, by)
    with change(by):
        kept.delete()


def put_on_reading_list(kept: ReadingList, title: Title, *, by: Actor) -> ReadingListTitle:
    """The title is on the list, once. Raises Invalid when the list is full."""
    _require_own(kept, by)
    with change(by):
        there = kept.entries.filter(title=title).first()
        if there is not None:
            return there
        if kept.entries.count() >= MOST_ON_LIST:
            raise Invalid(f"The list has {MOST_ON_LIST} titles.", remedy="Begin another list.", field="list")
        ReadingList.objects.filter(pk=kept.pk).update(changed_at=timezone.now())
        return ReadingListTitle.objects.create(list=kept, title=title)


def take_off_reading_list(entry: ReadingListTitle, *, by: Actor) -> None:
    """The title is not on the list any more."""
    _require_own(entry.list, by)
    with change(by):
        entry.delete()


def _owner(by: Actor) -> int:
    by.require(May.RESEARCH_KEEP)
    if by.account_id is None:
        raise Forbidden(May.RESEARCH_KEEP)
    return by.account_id


def _require_own(kept: ReadingList, by: Actor) -> None:
    if _owner(by) != kept.owner_id:
        raise NotFound("There is no such list of yours.", remedy="Choose one of your own.")
