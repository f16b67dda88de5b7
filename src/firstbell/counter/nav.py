"""The counter in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.counter.permissions import CounterPermission

register(
    NavEntry(
        "Desk", "Counter", "counter:counter", "counter", CounterPermission.COUNTER_USE, order=10, key="c", thumb=20
    )
)
register(NavEntry("Library desk", "Class visits", "counter:visits", "people", CounterPermission.VISIT_SCAN, order=15))
register(NavEntry("Desk", "Swaps", "counter:swaps", "swap", CounterPermission.COUNTER_USE, order=20))
register(NavEntry("Desk", "Campaigns", "counter:campaigns", "people", CounterPermission.CAMPAIGN_SCAN, order=22))
register(NavEntry("Desk", "Conflicts", "counter:conflicts", "question", CounterPermission.CAMPAIGN_SCAN, order=24))
