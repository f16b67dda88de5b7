"""Guides in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.guides.permissions import GuidesPermission

register(NavEntry("Rules and texts", "Fix cards", "guides:cards", "note", GuidesPermission.CARD_EDIT, order=58))
register(NavEntry("Help", "Articles", "guides:articles", "book", GuidesPermission.ARTICLE_READ, order=33, key="a"))
register(
    NavEntry(
        "Rules and texts", "Write articles", "guides:article_list", "edit", GuidesPermission.ARTICLE_EDIT, order=58
    )
)
