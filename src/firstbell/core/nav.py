"""The navigation at the side: each room registers its entries, each person sees what they may open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.context import mark_active
from firstbell.core.ui.shapes import NavItem, NavSection

SECTIONS = (
    "Today",
    "Desk",
    "Library desk",
    "Help",
    "Library",
    "Places and things",
    "People",
    "Rules and texts",
    "District",
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    """``key`` is the letter after "g" that goes there; ``permission`` None means everybody signed in. ``thumb``: on a phone
    the four lowest that somebody may open stand at the bottom of the screen; 0 is never there."""

    section: str
    label: str
    url_name: str
    icon: str
    permission: str | None
    order: int = 50
    key: str = ""
    thumb: int = 0


_entries: list[NavEntry] = []


def register(entry: NavEntry) -> None:
    if entry.section not in SECTIONS:
        raise ValueError(f"{entry.section!r} is not one of {SECTIONS}")
    _entries.append(entry)
    _entries.sort(key=lambda one: (SECTIONS.index(one.section), one.order, one.label))


def entries() -> tuple[NavEntry, ...]:
    """All of them, in the order of the menu."""
    return tuple(_entries)


def navigation(actor: Actor, path: str) -> list[NavSection]:
    """Sections with the entries this actor may open; the one that leads here is marked."""
    sections: dict[str, list[NavItem]] = {}
    for entry in _entries:
        if entry.permission is None or actor.can(entry.permission):
            item = NavItem(
                label=entry.label, url=reverse(entry.url_name), icon=entry.icon, key=entry.key, thumb=entry.thumb
            )
            sections.setdefault(entry.section, []).append(item)
    return mark_active([NavSection(label, items) for label, items in sections.items()], path)


def quick(sections: Sequence[NavSection]) -> list[NavItem]:
    """What stands within reach of the thumb: four of these, the most needed first."""
    wanted = [item for section in sections for item in section.items if item.thumb]
    return sorted(wanted, key=lambda item: item.thumb)[:4]


register(NavEntry("Today", "Home", "home", "home", None, order=10, key="h", thumb=10))
register(NavEntry("District", "Imports", "core:imports", "import", CorePermission.IMPORT_VIEW, order=10, key="i"))
register(NavEntry("District", "Notices", "core:notice_kinds", "bell", CorePermission.NOTICE_MANAGE, order=70))
register(NavEntry("District", "Sent notices", "core:deliveries", "mail", CorePermission.DELIVERY_VIEW, order=72))
register(NavEntry("District", "Webhooks", "core:webhooks", "external", CorePermission.WEBHOOK_MANAGE, order=74))
register(NavEntry("District", "Background work", "core:tasks", "refresh", CorePermission.TASK_VIEW, order=80))
register(NavEntry("District", "Audit trail", "core:audit", "clock", CorePermission.AUDIT_VIEW, order=90))
register(NavEntry("District", "Disclosures", "core:disclosures", "external", CorePermission.DISCLOSURE_VIEW, order=92))
register(NavEntry("District", "Backups", "core:backups", "download", CorePermission.BACKUP_VIEW, order=82))
register(NavEntry("District", "Retention", "core:retention", "clock", CorePermission.RETENTION_EDIT, order=84))
