"""REST for the library."""

from firstbell.core.api import Router
from firstbell.library.api import catalogue

router = Router()
for noun in (catalogue,):
    router.add_router("", noun.router)
