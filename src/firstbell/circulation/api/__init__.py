"""Loans, lending rules, fees and cases over REST: the same actions as the pages, a module for each noun."""

from firstbell.circulation.api import (
    accessories,
    cases,
    fees,
    holds,
    loans,
    paper_notices,
    policies,
    reservations,
    textbooks,
    visits,
    year_ends,
)
from firstbell.core.api import Router

router = Router(tags=["Loans and fees"])
for noun in (
    loans,
    accessories,
    holds,
    reservations,
    fees,
    cases,
    policies,
    paper_notices,
    textbooks,
    visits,
    year_ends,
):
    router.add_router("", noun.router)
