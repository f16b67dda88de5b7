"""Questions about tickets. ``tickets``: the queue and who works on it; ``incidents``: what many report at once; ``teaching``: the lesson a trouble is in the way of."""

from firstbell.helpdesk.queries.conversation import (
    PLACEHOLDERS,
    PRESENT,
    files_by_entry,
    files_of,
    filled,
    language_for,
    mentioned,
    minutes_spent,
    others_present,
    readers_who_work,
    watching_keys,
)
from firstbell.helpdesk.queries.incidents import (
    OutageHint,
    hints,
    incidents_for,
    known_incidents,
    open_incidents,
    outage_rules,
    similar_open,
)
from firstbell.helpdesk.queries.links import (
    links_of,
    merged_into,
)
from firstbell.helpdesk.queries.ratings import (
    rating_of,
    rating_token,
    read_rating_token,
)
from firstbell.helpdesk.queries.teaching import (
    coming_lesson,
    urgency_of,
)
from firstbell.helpdesk.queries.tickets import (
    entries_for,
    holders_at,
    open_tickets_by_item,
    possible_assignees,
    step_of,
    symptom_tiles,
    ticket_number,
    workers_below,
    working_roles,
)
from firstbell.helpdesk.queries.timing import (
    is_long_over,
    may_reopen,
    timing_for,
)
from firstbell.helpdesk.queries.visits import (
    FreePeriod,
    days_for_visits,
    free_periods,
    helper_job_of,
    planned_visit,
    possible_helpers,
    visits_on,
)

__all__ = [
    "PLACEHOLDERS",
    "PRESENT",
    "FreePeriod",
    "OutageHint",
    "coming_lesson",
    "days_for_visits",
    "entries_for",
    "files_by_entry",
    "files_of",
    "filled",
    "free_periods",
    "helper_job_of",
    "hints",
    "holders_at",
    "incidents_for",
    "is_long_over",
    "known_incidents",
    "language_for",
    "links_of",
    "may_reopen",
    "mentioned",
    "merged_into",
    "minutes_spent",
    "open_incidents",
    "open_tickets_by_item",
    "others_present",
    "outage_rules",
    "planned_visit",
    "possible_assignees",
    "possible_helpers",
    "rating_of",
    "rating_token",
    "read_rating_token",
    "readers_who_work",
    "similar_open",
    "step_of",
    "symptom_tiles",
    "ticket_number",
    "timing_for",
    "urgency_of",
    "visits_on",
    "watching_keys",
    "workers_below",
    "working_roles",
]
