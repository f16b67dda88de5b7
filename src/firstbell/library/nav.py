"""This room in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.library.permissions import LibraryPermission as May

register(NavEntry("Places and things", "Catalogue", "library:titles", "book", May.CATALOGUE_WORK, order=20, key="f"))


register(NavEntry("Desk", "Library", "library:catalogue", "book", None, order=34, key="b"))
