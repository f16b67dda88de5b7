"""Buildings, rooms, carts and shelves; bell schedules; calendars."""

from firstbell.rooms.models.bells import BellPeriod, BellSchedule
from firstbell.rooms.models.calendars import CalendarEntry, SchoolWeek
from firstbell.rooms.models.places import Building, Place

__all__ = ["BellPeriod", "BellSchedule", "Building", "CalendarEntry", "Place", "SchoolWeek"]
