"""Questions about tickets. ``tickets``: the queue and who works on it; ``incidents``: what many report at once; ``teaching``: the lesson a trouble is in the way of."""

from firstbell.helpdesk.queries.incidents import OutageHint, hints, open_incidents, similar_open
from firstbell.helpdesk.queries.teaching import coming_lesson, urgency_of
from firstbell.helpdesk.queries.tickets import (
    entries_for,
    is_long_over,
    open_tickets_by_item,
    possible_assignees,
    step_of,
    symptom_tiles,
    ticket_number,
    workers_below,
    working_roles,
)

__all__ = [
    "OutageHint",
    "coming_lesson",
    "entries_for",
    "hints",
    "is_long_over",
    "open_incidents",
    "open_tickets_by_item",
    "possible_assignees",
    "similar_open",
    "step_of",
    "symptom_tiles",
    "ticket_number",
    "urgency_of",
    "workers_below",
    "working_roles",
]
