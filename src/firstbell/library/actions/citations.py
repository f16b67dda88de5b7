"""One's own lists of what one cites. No event tells of them: what somebody cites is what they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.library.citations import Style
from firstbell.library.citations.reading import as_data, read_source
from firstbell.library.models import Citation, CitationList
from firstbell.library.permissions import LibraryPermission as May

MOST_LISTS = 100
MOST_IN_LIST = 300


def add_citation_list(*, name: str, style: str = Style.MLA, by: Actor) -> CitationList:
    """A list of one's own. Raises Forbidden (``library.research.keep``), Invalid with the field."""
    by.require(May.RESEARCH_KEEP)
    if by.account_id is None:
        raise Forbidden(May.RESEARCH_KEEP)
    with change(by):
        if CitationList.objects.filter(owner_id=by.account_id).count() >= MOST_LISTS:
            raise Invalid(f"You have {MOST_LISTS} lists.", remedy="Delete one you are done with.", field="name")
        return CitationList.objects.create(
            owner_id=by.account_id, name=_name(name), style=_style(style), changed_at=timezone.now()
        )


def edit_citation_list(
    kept: CitationList, *, name: str | None = None, style: str | None = None, by: Actor
) -> CitationList:
    """Another name or style for it."""
    _require_own(kept, by)
    with change(by):
        kept.name = kept.name if name is None else _name(name)
        kept.style = kept.style if style is None else _style(style)
        kept.changed_at = timezone.now()
        kept.save(update_fields=["name", "style", "changed_at"])
    return kept


def remove_citation_list(kept: CitationList, *, by: Actor) -> None:
    """Delete the list with all that is in it; nothing of it stays."""
    _require_own(kept, by)
    with change(by):
        kept.delete()


def add_citation(kept: CitationList, *, data: Mapping[str, Any], by: Actor) -> Citation:
    """Keep a source; ``data`` as ``citations.reading.read_source`` takes it. Raises Invalid with the field."""
    _require_own(kept, by)
    source = read_source(data)
    with change(by):
        if kept.citations.count() >= MOST_IN_LIST:
            raise Invalid(f"The list has {MOST_IN_LIST} sources.", remedy="Begin another list.", field="list")
        added = Citation.objects.create(list=kept, data=as_data(source))
        CitationList.objects.filter(pk=kept.pk).update(changed_at=timezone.now())
    return added


def edit_citation(citation: Citation, *, data: Mapping[str, Any], by: Actor) -> Citation:
    """Put another source in its place."""
    _require_own(citation.list, by)
    with change(by):
        citation.data = as_data(read_source(data))
        citation.save(update_fields=["data"])
        CitationList.objects.filter(pk=citation.list_id).update(changed_at=timezone.now())
    return citation


def remove_citation(citation: Citation, *, by: Actor) -> None:
    """Take a source out of its list."""
    _require_own(citation.list, by)
    with change(by):
        citation.delete()


def _require_own(kept: CitationList, by: Actor) -> None:
    by.require(May.RESEARCH_KEEP)
    if by.account_id is None or kept.owner_id != by.account_id:
        raise NotFound("There is no such list of yours.", remedy="Choose one of your own.")


def _name(name: str) -> str:
    said = " ".join(name.replace("\x00", "").split())
    if not said:
        raise Invalid("The list has no name.", remedy="Name the paper it is for.", field="name")
    if len(said) > 120:
        raise Invalid("The name is too long.", remedy="Keep it under 120 letters.", field="name")
    return said


def _style(style: str) -> str:
    if style not in Style.__members__.values():
        raise Invalid("That style is not known.", remedy=f"One of: {', '.join(Style)}.", field="style")
    return str(style)
