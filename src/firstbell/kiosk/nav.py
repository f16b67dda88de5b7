"""The kiosk room's entry in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.kiosk.permissions import KioskPermission

register(NavEntry("District", "Kiosks", "kiosk:kiosks", "screen", KioskPermission.KIOSK_EDIT, order=40))
