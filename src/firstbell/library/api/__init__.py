"""REST for the library."""

from firstbell.core.api import Router

router = Router()
