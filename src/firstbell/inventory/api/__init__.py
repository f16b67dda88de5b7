"""Items, kits and carts, and the catalogue over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.inventory.api import catalogue, items, kits, labels, merges

router = Router(tags=["Items"])
for noun in (items, kits, merges, labels, catalogue):
    router.add_router("", noun.router)
