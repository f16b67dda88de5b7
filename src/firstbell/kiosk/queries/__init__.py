"""Questions at a kiosk."""

from firstbell.kiosk.queries.badges import is_own_section, student_of_badge

__all__ = ["is_own_section", "student_of_badge"]
