"""What the library room guards. Searching the catalogue needs none: it is for everybody."""

from enum import StrEnum


class LibraryPermission(StrEnum):
    CATALOGUE_WORK = "library.catalogue.work"
    """The staff's side of the catalogue: hidden titles, withdrawn copies, records in MARC."""
    TITLE_EDIT = "library.title.edit"
    """Titles are the district's; who may edit them anywhere may edit them all."""
    COPY_EDIT = "library.copy.edit"
    COPY_WITHDRAW = "library.copy.withdraw"
    RULE_EDIT = "library.rule.edit"
    """Load profiles, shelving places, see-references."""
    PATHFINDER_READ = "library.pathfinder.read"
    """Pathfinders that are for a whole school. Those for everybody need nothing, those for a class that one is in it."""
    PATHFINDER_WRITE = "library.pathfinder.write"
    """Make pathfinders of one's own and publish them."""
    PATHFINDER_EDIT = "library.pathfinder.edit"
    """Everybody's pathfinders."""
    DATABASE_READ = "library.database.read"
    """How to get into the databases of one's school; what they are is shown to everybody."""
    DATABASE_EDIT = "library.database.edit"
    RESEARCH_KEEP = "library.research.keep"
    """Keep one's own lists of citations. Nobody else sees them."""
