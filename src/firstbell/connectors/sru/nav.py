"""The entry of the catalogue for others in the navigation."""

from firstbell.connectors.sru.permissions import SruPermission
from firstbell.core.nav import NavEntry, register

register(NavEntry("District", "Catalogue for others", "sru:access", "external", SruPermission.ACCESS_EDIT, order=65))
