"""REST of the library."""

from firstbell.core.api import Router
from firstbell.library.api import loads

router = Router(tags=["Library"])
router.add_router("", loads.router)
