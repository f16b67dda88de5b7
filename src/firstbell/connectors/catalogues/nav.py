"""The entry of other catalogues in the navigation."""

from firstbell.connectors.catalogues.permissions import CataloguesPermission
from firstbell.core.nav import NavEntry, register

register(
    NavEntry("District", "Other catalogues", "catalogues:targets", "book", CataloguesPermission.TARGET_EDIT, order=64)
)
