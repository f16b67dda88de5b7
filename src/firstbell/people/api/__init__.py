"""People, organisations, classes, accounts and roles over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.people.api import accounts, merges, organisations, persons, photos, records

router = Router(tags=["People"])
for noun in (persons, photos, records, organisations, accounts, merges):
    router.add_router("", noun.router)
