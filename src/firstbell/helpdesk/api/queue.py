"""REST for the technician's queue, to be asked again and again at little cost."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Status

from firstbell.core.api import ApiRequest, Router
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.queue import Board, Part, board, numbers_for, still_holds, tag_for
from firstbell.helpdesk.schemas import QueueOut

router = Router()


@router.get("/tickets/queue", response={200: QueueOut, 304: None})
def read_queue(
    request: ApiRequest,
    response: HttpResponse,
    whose: Literal["mine", "none", "all"] = "all",
    only: Literal["now", "bell", "today", "later", "waiting"] | None = None,
) -> Any:
    """Open tickets of where you work, what hurts first on top, in parts: teaching stopped now, before a bell today, today,
    later, waiting on others. Send the answer's `ETag` back as `If-None-Match`: 304 means that nothing changed. Each part has
    its first 25 tickets and how many there are; `only` one part has 100."""
    actor, now = request.actor, timezone.now()
    actor.require(HelpdeskPermission.TICKET_WORK)
    asked = f"{whose} {only or ''}"
    held = _tag_in(request)
    if held and still_holds(held, actor.key, asked=asked, now=now):
        response.headers["ETag"] = held
        return Status(304, None)
    numbers = numbers_for(actor)
    part = next((one for one in Part if one.key == only), None)
    shown = board(actor, now, whose=whose, only=part)
    response.headers["ETag"] = tag_for(actor, numbers, asked=asked, now=now, until=shown.until)
    return _told(shown)


def _tag_in(request: HttpRequest) -> str:
    return request.headers.get("If-None-Match", "")


def _told(shown: Board) -> dict[str, Any]:
    parts = [
        {"part": one.part.key, "label": one.part.label, "total": one.total, "tickets": one.tickets}
        for one in shown.parts
    ]
    return {"total": shown.total, "parts": parts}
