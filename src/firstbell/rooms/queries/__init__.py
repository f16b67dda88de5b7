"""Questions about places and time. ``calendars``: which days a school is open; ``lessons``: who is where in which period."""

from firstbell.rooms.queries.calendars import (
    CALENDAR,
    REGULAR,
    WEEKDAYS,
    bell_schedule_on,
    day_types_of,
    entry_days,
    ids_on,
    school_days_by_id,
    school_days_of,
    school_days_of_many,
    zone_of,
)
from firstbell.rooms.queries.lessons import Lesson, lessons_at, lessons_in, lessons_of, next_lesson, rooms_of

__all__ = [
    "CALENDAR",
    "REGULAR",
    "WEEKDAYS",
    "Lesson",
    "bell_schedule_on",
    "day_types_of",
    "entry_days",
    "ids_on",
    "lessons_at",
    "lessons_in",
    "lessons_of",
    "next_lesson",
    "rooms_of",
    "school_days_by_id",
    "school_days_of",
    "school_days_of_many",
    "zone_of",
]
