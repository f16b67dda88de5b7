"""REST for every room: same actions, same ``visible_to``, one set of manners.

**How a room writes its** ``api.py``::

    from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
    from ninja import Query

    router = Router(tags=["Items"])

    @router.get("/items", response=Page[ItemOut])
    def list_items(request: ApiRequest, paging: Query[Paging], status: str = "") -> Any:
        '''All items you may see, by tag.'''
        items = Item.objects.visible_to(request.actor).select_related("product")
        return paginate(items, paging, order=("barcode_norm", "pk"))

    @router.get("/items/{pk}", response=ItemOut)
    def read_item(request: ApiRequest, pk: int) -> Any:
        '''One item.'''
        return found(Item.objects.visible_to(request.actor), pk)

    @router.post("/items/{pk}/status", response=ItemOut)
    def change_item_status(request: ApiRequest, pk: int, body: StatusIn) -> Any:
        '''Move an item along its lifecycle.'''
        item = found(Item.objects.visible_to(request.actor), pk)
        return change_status(item, body.to, reason=body.reason, by=request.actor)

- Paths begin with the room's own noun, without a slash at the end; ``config`` finds every room's
  ``api.router`` and mounts it under ``/api/v1/``. The function's name is the operation's id.
- Input and output shapes are ``firstbell.core.api.Schema`` classes in ``schemas.py``, and call
  nothing but attributes: whatever they show must be in ``select_related`` / ``prefetch_related``.
- ``request.actor`` came from the bearer token (narrowed to the token's permissions) or, for GET
  only, from the session. Raise ``core.errors`` as anywhere; never catch them.
- A creating POST answers 201: ``@router.post("/tickets", response={201: TicketOut})`` and
  ``return created(ticket)``.
- Everything that went wrong leaves as ``application/problem+json`` (RFC 9457) with ``code`` and
  ``remedy``: ``problems.py``. Idempotency keys, rate limits and sign-in wrap every operation:
  ``entrance.py``. Nothing of that is the room's business.
- A bulk operation is marked ``@by_entry`` and answers ``each(request, body.entries, act, shape=ItemOut)``: ``bulk.py``.
- The document ``docs/reference/openapi.json`` is tested; after a change run
  ``firstbell manage write_openapi``.
"""

from firstbell.core.api.bulk import Entries, Outcomes, by_entry, each
from firstbell.core.api.cursors import Page, Paging, paginate
from firstbell.core.api.endpoints import router
from firstbell.core.api.entrance import ApiRequest, FirstbellApi, build_api
from firstbell.core.api.replies import Filter, LocalTime, Router, Schema, created, found, given

__all__ = [
    "ApiRequest",
    "Entries",
    "Filter",
    "FirstbellApi",
    "LocalTime",
    "Outcomes",
    "Page",
    "Paging",
    "Router",
    "Schema",
    "build_api",
    "by_entry",
    "created",
    "each",
    "found",
    "given",
    "paginate",
    "router",
]
