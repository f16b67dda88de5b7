"""What the rooms room guards."""

from enum import StrEnum


class RoomsPermission(StrEnum):
    PLACE_VIEW = "rooms.place.view"
    PLACE_EDIT = "rooms.place.edit"
    CALENDAR_VIEW = "rooms.calendar.view"
    CALENDAR_EDIT = "rooms.calendar.edit"
    BELL_EDIT = "rooms.bell.edit"
