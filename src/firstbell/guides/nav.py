"""Guides in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.guides.permissions import GuidesPermission

register(NavEntry("District", "Fix cards", "guides:cards", "note", GuidesPermission.CARD_EDIT, order=58))
