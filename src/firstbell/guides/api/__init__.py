"""REST for guides: fix cards, walks through them, and articles."""

from firstbell.core.api import Router
from firstbell.guides.api import articles, cards, walks

router = Router()
for noun in (cards, walks, articles):
    router.add_router("", noun.router)
