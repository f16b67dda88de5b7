"""Guides in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.guides.permissions import GuidesPermission

register(NavEntry("District", "Fix cards", "guides:cards", "note", GuidesPermission.CARD_EDIT, order=58))
register(NavEntry("Desk", "Articles", "guides:articles", "book", GuidesPermission.ARTICLE_READ, order=33, key="a"))
register(NavEntry("District", "Write articles", "guides:article_list", "edit", GuidesPermission.ARTICLE_EDIT, order=58))
