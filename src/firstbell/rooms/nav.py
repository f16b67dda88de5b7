"""The rooms room's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.rooms.permissions import RoomsPermission

register(NavEntry("Places and things", "Rooms", "rooms:places", "room", RoomsPermission.PLACE_VIEW, order=30, key="r"))
register(
    NavEntry("Places and things", "Calendar", "rooms:calendar", "calendar", RoomsPermission.CALENDAR_VIEW, order=40)
)
register(NavEntry("Places and things", "Bells", "rooms:bells", "bell", RoomsPermission.CALENDAR_VIEW, order=50))
