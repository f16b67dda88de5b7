"""The help desk over REST: the same actions as the pages, a module for each noun."""

from firstbell.core.api import Router
from firstbell.helpdesk.api import (
    alarms,
    around,
    clocks,
    desk_data,
    escalation_setup,
    escalations,
    from_walks,
    helper_jobs,
    incidents,
    queue,
    rules,
    tickets,
)

router = Router(tags=["Tickets"])
# `queue` first: its address begins like a ticket's.
for noun in (
    queue,
    tickets,
    around,
    helper_jobs,
    desk_data,
    clocks,
    rules,
    escalations,
    escalation_setup,
    from_walks,
    incidents,
    alarms,
):
    router.add_router("", noun.router)
