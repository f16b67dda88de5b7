"""What the help desk tells people. A private ticket is named by its number only."""

from firstbell.helpdesk.notices.around import (
    HELPER_JOB_DONE,
    HELPER_JOB_GIVEN,
    TICKET_MENTIONED,
    TICKET_NOT_GOOD,
    VISIT_DECLINED,
    VISIT_PLANNED,
    WATCHED_ENDED,
)
from firstbell.helpdesk.notices.promises import (
    ESCALATED,
    ESCALATION_ANSWERED,
    EVIDENCE,
    PROMISE_BROKEN,
    PROMISE_NEAR,
    RULE_TELLS,
)
from firstbell.helpdesk.notices.tickets import (
    INCIDENT_SOLVED,
    TICKET_ANSWERED,
    TICKET_OPENED_FOR_YOU,
    TICKET_RESOLVED,
)
from firstbell.helpdesk.notices.waiting import (
    TICKET_ASKS_AGAIN,
    TICKET_CLOSED_NO_REPLY,
    TICKET_STILL_WAITS,
    TICKET_WILL_CLOSE,
)

__all__ = [
    "ESCALATED",
    "ESCALATION_ANSWERED",
    "EVIDENCE",
    "HELPER_JOB_DONE",
    "HELPER_JOB_GIVEN",
    "INCIDENT_SOLVED",
    "PROMISE_BROKEN",
    "PROMISE_NEAR",
    "RULE_TELLS",
    "TICKET_ANSWERED",
    "TICKET_ASKS_AGAIN",
    "TICKET_CLOSED_NO_REPLY",
    "TICKET_MENTIONED",
    "TICKET_NOT_GOOD",
    "TICKET_OPENED_FOR_YOU",
    "TICKET_RESOLVED",
    "TICKET_STILL_WAITS",
    "TICKET_WILL_CLOSE",
    "VISIT_DECLINED",
    "VISIT_PLANNED",
    "WATCHED_ENDED",
]
