"""What values of pathfinders and their parts must be, who may change them, what is kept of a version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import Change
from firstbell.core.search import fold
from firstbell.library.citations import Style
from firstbell.library.events import PathfinderSaved
from firstbell.library.models import Pathfinder, PathfinderClass, PathfinderPart
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.search import LIMITS
from firstbell.people.models import Section

FACTS = ("organisation", "language", "reach", "style", "keywords", "owner", "review_on")
TEXTS = ("title", "summary")
MOST_TEXT = 20_000
MOST_PARTS = 120
_ADDRESS = re.compile(r"^https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)
Kind = PathfinderPart.Kind


def require_edit(pathfinder: Pathfinder, by: Actor) -> None:
    """Whose it is, or whoever edits everybody's there. Raises Forbidden."""
    path = pathfinder.organisation.scope_path
    is_own = (
        by.account_id is not None and pathfinder.owner_id == by.account_id and by.can(May.PATHFINDER_WRITE, at=path)
    )
    if not is_own:
        by.require(May.PATHFINDER_EDIT, at=path)


def locked(pathfinder: Pathfinder) -> Pathfinder:
    return Pathfinder.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pathfinder.pk)


def tell_saved(unit: Change, pathfinder: Pathfinder, changes: Mapping[str, tuple[Any, Any]]) -> None:
    path = pathfinder.organisation.scope_path
    unit.publish(PathfinderSaved(subject=pathfinder.ref, org_path=path, changes=dict(changes)))
    unit.reindex(Pathfinder.KIND_REF, pathfinder.pk)


def touch(pathfinder: Pathfinder, unit: Change) -> None:
    """Its parts are ahead of what was published."""
    pathfinder.is_changed, pathfinder.changed_at = True, timezone.now()
    pathfinder.save(update_fields=["is_changed", "changed_at"])
    tell_saved(unit, pathfinder, {})


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Facts and texts as they are stored. Raises Invalid with the field, TypeError for names that are none."""
    unknown = values.keys() - {*FACTS, *TEXTS}
    if unknown:
        raise TypeError(f"A pathfinder has no {sorted(unknown)}")
    found = dict(values)
    for name, longest in (("title", 160), ("summary", 300), ("keywords", 300)):
        if name in found:
            found[name] = _line(found[name], name, longest)
    if "title" in found and not found["title"]:
        raise Invalid("It has no title.", remedy="Say the topic as students would.", field="title")
    for name, known in (
        ("language", Pathfinder.Language.values),
        ("reach", Pathfinder.Reach.values),
        ("style", ["", *Style]),
    ):
        if name in found and found[name] not in known:
            raise Invalid(f"“{found[name]}” is not known.", remedy="Choose one from the list.", field=name)
    return found


def search_text_of(pathfinder: Pathfinder) -> str:
    """What the catalogue's search compares: title, keywords, summary, folded, a bar between."""
    return " | ".join(fold(one) for one in (pathfinder.title, pathfinder.keywords, pathfinder.summary))[:800]


def put_classes(pathfinder: Pathfinder, sections: Iterable[Section], by: Actor) -> None:
    """Replace the classes it is for. Raises Invalid for one the actor neither teaches nor sees."""
    wanted = {one.pk for one in sections}
    known = set(Section.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    old = set(pathfinder.classes.values_list("section_id", flat=True))
    if wanted - known - old:
        raise Invalid("One of the classes is not yours.", remedy="Choose from the list.", field="sections")
    pathfinder.classes.exclude(section_id__in=wanted).delete()
    PathfinderClass.objects.bulk_create(
        PathfinderClass(pathfinder=pathfinder, section_id=pk) for pk in sorted(wanted - old)
    )


def checked_part(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a part of a kind needs; the rest is emptied. Raises Invalid with the field."""
    if kind not in Kind.values:
        raise Invalid("That kind of part is not known.", remedy=f"One of: {', '.join(Kind.values)}.", field="kind")
    note = str(values.get("note") or "").replace("\r\n", "\n").replace("\x00", "").strip()
    if len(note) > MOST_TEXT:
        raise Invalid(
            "The text is too long.", remedy=f"Make two parts of it: {MOST_TEXT:,} letters are the most.", field="note"
        )
    found: dict[str, Any] = {"heading": _line(values.get("heading") or "", "heading", 160), "note": note,
                             "title": None, "database": None, "url": "", "query": "", "limits": {}}  # fmt: skip
    if kind == Kind.TEXT and not (note or found["heading"]):
        raise Invalid("There is no text.", remedy="Write it, or a heading.", field="note")
    if kind in (Kind.TITLE, Kind.DATABASE):
        found[kind] = values.get(kind)
        if found[kind] is None:
            raise Invalid("Nothing is chosen.", remedy="Choose one from the list.", field=kind)
    if kind == Kind.LINK:
        found["url"] = str(values.get("url") or "").strip()
        if not _ADDRESS.match(found["url"]) or len(found["url"]) > 1000:
            raise Invalid(
                "That is no web address.", remedy="Copy it from the browser: it begins with https://.", field="url"
            )
    if kind == Kind.SEARCH:
        found["query"] = _line(values.get("query") or "", "query", 200)
        found["limits"] = {
            name: str(value)[:100] for name, value in (values.get("limits") or {}).items() if name in LIMITS
        }
        if not found["query"] and not found["limits"]:
            raise Invalid("There is nothing to search for.", remedy="Write the words.", field="query")
    return found


def _line(value: str, field: str, longest: int) -> str:
    said = " ".join(str(value).replace("\x00", "").split())
    if len(said) > longest:
        raise Invalid("That is too long.", remedy=f"Keep it under {longest} letters.", field=field)
    return said
