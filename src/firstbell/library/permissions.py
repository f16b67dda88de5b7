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
