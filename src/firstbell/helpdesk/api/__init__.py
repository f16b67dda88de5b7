"""Tickets over REST: the same actions as the pages, a module for each noun."""

from firstbell.core.api import Router
from firstbell.helpdesk.api import around, helper_jobs, rules, tickets

router = Router(tags=["Tickets"])
for noun in (tickets, around, helper_jobs, rules):
    router.add_router("", noun.router)
