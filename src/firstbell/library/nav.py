"""The library in the navigation."""

from firstbell.core.nav import NavEntry, register

register(NavEntry("Desk", "Library", "library:catalogue", "book", None, order=34, key="b"))
