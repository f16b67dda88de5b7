"""The kiosk room's entry in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.kiosk.permissions import KioskPermission

register(NavEntry("District", "Kiosks", "kiosk:kiosks", "screen", KioskPermission.KIOSK_EDIT, order=40))
register(NavEntry("Library desk", "Self-check texts", "kiosk:texts", "note", KioskPermission.TEXT_EDIT, order=64))
