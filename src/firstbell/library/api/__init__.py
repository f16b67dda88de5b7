"""The library over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.library.api import catalogue, citations, copies, databases, loads, pathfinders, shelving, titles

router = Router(tags=["Library"])
for noun in (catalogue, titles, copies, shelving, loads, pathfinders, databases, citations):
    router.add_router("", noun.router)
