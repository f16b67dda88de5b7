"""Questions about tickets. ``tickets``: the queue and who works on it; ``incidents``: what many report at once."""

from firstbell.helpdesk.queries.incidents import OutageHint, hints, open_incidents, similar_open
from firstbell.helpdesk.queries.tickets import (
    entries_for,
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
    "entries_for",
    "hints",
    "open_incidents",
    "open_tickets_by_item",
    "possible_assignees",
    "similar_open",
    "step_of",
    "symptom_tiles",
    "ticket_number",
    "workers_below",
    "working_roles",
]
