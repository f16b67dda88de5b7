"""REST for the library."""

from firstbell.core.api import Router
from firstbell.library.api import citations, databases, pathfinders

router = Router()
for noun in (pathfinders, databases, citations):
    router.add_router("", noun.router)
