"""The help desk over REST: the same actions as the pages, a module for each noun."""

from firstbell.core.api import Router
from firstbell.helpdesk.api import clocks, escalations, rules, tickets

router = Router(tags=["Tickets"])
for noun in (tickets, clocks, rules, escalations):
    router.add_router("", noun.router)
