"""REST for guides: fix cards and articles."""

from firstbell.core.api import Router
from firstbell.guides.api import articles, cards

router = Router()
for noun in (cards, articles):
    router.add_router("", noun.router)
