"""People, organisations, classes, accounts and roles over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.people.api import accounts, merges, organisations, persons, photos

router = Router(tags=["People"])
for noun in (persons, photos, organisations, accounts, merges):
    router.add_router("", noun.router)
