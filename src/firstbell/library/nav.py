"""This room in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.library.permissions import LibraryPermission as May

register(NavEntry("Library", "Find a book", "library:catalogue", "search", None, order=10, key="b", thumb=60))
register(NavEntry("Library desk", "Cataloguing", "library:titles", "book", May.CATALOGUE_WORK, order=30, key="f"))
register(NavEntry("Library", "Pathfinders", "library:pathfinders", "book", May.PATHFINDER_READ, order=40))
register(NavEntry("Library", "Databases A–Z", "library:databases", "link", May.DATABASE_READ, order=42))
register(NavEntry("Library", "My citations", "library:citation_lists", "note", May.RESEARCH_KEEP, order=44))
register(NavEntry("Library desk", "Families’ wishes", "library:wishes", "lock", May.FAMILY_WISH_EDIT, order=60))
register(
    NavEntry("Library desk", "Age exceptions", "library:age_exceptions", "person", May.AGE_EXCEPTION_GIVE, order=62)
)
register(NavEntry("Library", "My library", "library:mine", "person", May.RESEARCH_KEEP, order=43))
register(NavEntry("Library desk", "Make book lists", "library:book_lists_made", "book", May.PATHFINDER_WRITE, order=45))
register(NavEntry("Library desk", "Class sets", "library:class_sets", "people", May.CLASS_SET_FILL, order=46))
register(NavEntry("Library desk", "Reviews", "library:reviews", "note", May.REVIEW_MODERATE, order=47))
