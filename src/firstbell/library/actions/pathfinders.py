"""Pathfinders are made, put together, published in versions, looked at again, retired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.library.actions._pathfinders import (
    FACTS,
    cleaned,
    locked,
    put_classes,
    require_edit,
    search_text_of,
    tell_saved,
)
from firstbell.library.events import PathfinderRemoved, PathfinderReviewed, PathfinderStateChanged
from firstbell.library.models import Pathfinder, PathfinderVersion
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.pathfinders import content_of
from firstbell.people.models import Organisation, Section

State = Pathfinder.State


def add_pathfinder(
    *, organisation: Organisation, values: Mapping[str, Any], sections: Iterable[Section] = (), by: Actor
) -> Pathfinder:
    """A draft of one's own. ``values``: title, summary, keywords, language, reach, style, review_on.

    Raises Forbidden (``library.pathfinder.write`` there), Invalid with the field.
    """
    by.require(May.PATHFINDER_WRITE, at=organisation.scope_path)
    with change(by) as unit:
        pathfinder = Pathfinder(organisation=organisation, owner_id=by.account_id, changed_at=timezone.now())
        _fill(pathfinder, cleaned(values))
        if not pathfinder.title:
            raise Invalid("It has no title.", remedy="Say the topic as students would.", field="title")
        pathfinder.save()
        put_classes(pathfinder, sections, by)
        tell_saved(unit, pathfinder, {})
    return pathfinder


def edit_pathfinder(
    pathfinder: Pathfinder, *, values: Mapping[str, Any], sections: Iterable[Section] | None = None, by: Actor
) -> Pathfinder:
    """Change what is named. Who may read it changes at once; title and summary when it is published again."""
    require_edit(pathfinder, by)
    with change(by) as unit:
        kept = locked(pathfinder)
        asked = cleaned(values)
        if "organisation" in asked:
            by.require(May.PATHFINDER_WRITE, at=asked["organisation"].scope_path)
        changes = {
            name: (_said(getattr(kept, name)), _said(new)) for name, new in asked.items() if getattr(kept, name) != new
        }
        _fill(kept, asked)
        kept.is_changed = kept.is_changed or bool(changes.keys() - set(FACTS)) or "style" in changes
        kept.save()
        if sections is not None:
            put_classes(kept, sections, by)
        tell_saved(unit, kept, {name: pair for name, pair in changes.items() if name != "summary"})
    return kept


def change_pathfinder_state(pathfinder: Pathfinder, *, to: str, note: str = "", by: Actor) -> Pathfinder:
    """Publish (again: the next version), or retire. Raises Invalid where something is missing, Conflict for no step."""
    require_edit(pathfinder, by)
    if to not in (State.PUBLISHED, State.RETIRED):
        raise Conflict("It cannot become that.", remedy="Publish it, or retire it.")
    with change(by) as unit:
        kept = locked(pathfinder)
        old = State(kept.state)
        if to == old and not (to == State.PUBLISHED and kept.is_changed):
            return kept
        if to == State.RETIRED and old != State.PUBLISHED:
            raise Conflict("Only what is published can be retired.", remedy="Delete the draft instead.")
        if to == State.PUBLISHED:
            _check_publishable(kept)
            _keep_version(kept, note, by=by)
        kept.state, kept.changed_at = to, timezone.now()
        kept.save()
        changes = {"state": (old.label, State(to).label)}
        if to == State.PUBLISHED:
            changes["version"] = ("", str(kept.version))
        path = kept.organisation.scope_path
        unit.publish(PathfinderStateChanged(subject=kept.ref, org_path=path, changes=changes, note=note.strip()[:300]))
        unit.reindex(Pathfinder.KIND_REF, kept.pk)
    return kept


def confirm_pathfinder(pathfinder: Pathfinder, *, review_on: dt.date, by: Actor) -> Pathfinder:
    """Looked at and still right; asked again on a later day."""
    require_edit(pathfinder, by)
    if review_on <= timezone.localdate():
        raise Invalid("The next review must be on a day to come.", remedy="Choose a later day.", field="review_on")
    with change(by) as unit:
        kept = locked(pathfinder)
        changes = {"review_on": (kept.review_on, review_on)}
        kept.review_on = review_on
        kept.save(update_fields=["review_on"])
        unit.publish(PathfinderReviewed(subject=kept.ref, org_path=kept.organisation.scope_path, changes=changes))
    return kept


def remove_pathfinder(pathfinder: Pathfinder, *, by: Actor) -> None:
    """Delete what was never published; what people have read is retired instead."""
    require_edit(pathfinder, by)
    if pathfinder.published_at is not None:
        raise Conflict("It was published once, so it is kept.", remedy="Retire it instead.")
    with change(by) as unit:
        subject, pk, path = pathfinder.ref, pathfinder.pk, pathfinder.organisation.scope_path
        pathfinder.delete()
        unit.publish(PathfinderRemoved(subject=subject, org_path=path))
        unit.reindex(Pathfinder.KIND_REF, pk)


def _fill(pathfinder: Pathfinder, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(pathfinder, name, value)
    pathfinder.search_text = search_text_of(pathfinder)
    pathfinder.changed_at = timezone.now()


def _check_publishable(pathfinder: Pathfinder) -> None:
    if not pathfinder.parts.exists():
        raise Invalid("There is nothing in it yet.", remedy="Add a text, a title or a link first.", field="parts")
    if pathfinder.review_on is None:
        raise Invalid("Nobody will look at it again.", remedy="Give a day on which you are asked.", field="review_on")
    if pathfinder.reach == Pathfinder.Reach.CLASSES and not pathfinder.classes.exists():
        raise Invalid("It is for no class.", remedy="Choose a class, or let the school read it.", field="sections")


def _keep_version(pathfinder: Pathfinder, note: str, *, by: Actor) -> None:
    now = timezone.now()
    pathfinder.version, pathfinder.is_changed, pathfinder.published_at = pathfinder.version + 1, False, now
    PathfinderVersion.objects.create(
        pathfinder=pathfinder, number=pathfinder.version, content=content_of(pathfinder), note=note.strip()[:300],
        author=by.name, at=now,
    )  # fmt: skip


def _said(value: Any) -> Any:
    return value if value is None or isinstance(value, str | dt.date) else str(value)
