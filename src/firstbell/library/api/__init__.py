"""REST for the library."""

from firstbell.core.api import Router
from firstbell.library.api import catalogue, loads

router = Router()
for noun in (catalogue, loads):
    router.add_router("", noun.router)
