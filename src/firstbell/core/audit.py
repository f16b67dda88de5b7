"""The append-only audit trail: written by the unit of work, read by timelines.

Nothing here updates or deletes; the database refuses both by trigger. Rooms read it with
``timeline(kind, id, actor)`` and show it with the timeline widget.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from firstbell.core.models.audit import AuditEntry, AuditLink
from firstbell.core.ui.shapes import Change, TimelineEntry

if TYPE_CHECKING:
    from firstbell.core.events import Change as UnitOfWork
    from firstbell.core.events import Event

# By room; a room's own icon helps the eye down a long timeline.
_ICONS = {
    "people": "person",
    "rooms": "room",
    "inventory": "device",
    "circulation": "refresh",
    "helpdesk": "ticket",
    "counter": "counter",
    "reports": "columns",
    "core": "settings",
}


def record(unit: UnitOfWork, *, at: dt.datetime) -> None:
    """Write every audited event of a change: one insert for entries, one for links."""
    pairs = [(event, entry_for(event, unit, at)) for event in unit.events if event.audited]
    if not pairs:
        return
    AuditEntry.objects.bulk_create([entry for _, entry in pairs])
    AuditLink.objects.bulk_create(
        AuditLink(entry=entry, kind=ref.kind, object_id=ref.id)
        for event, entry in pairs
        for ref in dict.fromkeys((event.subject, *event.about))
    )


def entry_for(event: Event, unit: UnitOfWork, at: dt.datetime) -> AuditEntry:
    """The unsaved audit entry of one event."""
    return AuditEntry(
        change_id=unit.id,
        at=at,
        actor_key=unit.by.key,
        actor_name=unit.by.name,
        via=unit.by.via,
        verb=event.verb,
        summary=event.summary()[:300],
        subject_kind=event.subject.kind,
        subject_id=event.subject.id,
        subject_label=event.subject.label[:200],
        org_path=event.org_path,
        changes={name: [readable(old), readable(new)] for name, (old, new) in event.changes.items()},
        note=event.note[:2000],
    )


def readable(value: Any) -> Any:
    """A value as JSON can hold it and a person can read it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Iterable):
        return [readable(part) for part in value]
    return str(value)


def timeline(kind: str, object_id: int, *, limit: int = 50) -> list[AuditEntry]:
    """The latest entries about one object, newest first, in one query: its links first, since it has few and the trail many.

    The caller has already found the object through ``visible_to``.
    """
    latest = AuditLink.objects.filter(kind=kind, object_id=object_id).order_by("-entry_id").values("entry_id")[:limit]
    return list(AuditEntry.objects.filter(pk__in=latest).order_by("-id"))


def timeline_entries(kind: str, object_id: int, *, limit: int = 50) -> list[TimelineEntry]:
    """The same as the timeline widget draws it."""
    return [widget_entry(entry) for entry in timeline(kind, object_id, limit=limit)]


def widget_entry(entry: AuditEntry) -> TimelineEntry:
    return TimelineEntry(
        when=entry.at,
        who=entry.actor_name,
        icon=_ICONS.get(entry.verb.split(".", 1)[0], "dot"),
        text=entry.summary,
        changes=[
            Change(label=name.replace("_", " ").capitalize(), old=old, new=new)
            for name, (old, new) in entry.changes.items()
        ],
        note=entry.note,
    )
