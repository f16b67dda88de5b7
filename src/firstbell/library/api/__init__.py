"""The library over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.library.api import copies, shelving, titles

router = Router(tags=["Library"])
for noun in (titles, copies, shelving):
    router.add_router("", noun.router)
