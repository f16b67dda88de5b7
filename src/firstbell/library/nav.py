"""The library in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.library.permissions import LibraryPermission

register(NavEntry("Library", "Pathfinders", "library:pathfinders", "book", LibraryPermission.PATHFINDER_READ, order=40))
register(NavEntry("Library", "Databases A–Z", "library:databases", "link", LibraryPermission.DATABASE_READ, order=42))
register(
    NavEntry("Library", "My citations", "library:citation_lists", "note", LibraryPermission.RESEARCH_KEEP, order=44)
)
