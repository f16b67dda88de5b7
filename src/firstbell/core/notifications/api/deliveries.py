"""What was sent by mail and chat, what was not, and why. Never the text itself."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.core.models import Delivery
from firstbell.core.notifications.actions.deliveries import send_again
from firstbell.core.notifications.schemas import NoticeDeliveryFilter, NoticeDeliveryOut
from firstbell.core.permissions import CorePermission

router = Router()


@router.get("/notice-deliveries", response=Page[NoticeDeliveryOut])
def list_notice_deliveries(request: ApiRequest, paging: Query[Paging], asked: Query[NoticeDeliveryFilter]) -> Any:
    """Mails and chat messages of your organisations, the newest first."""
    request.actor.require(CorePermission.DELIVERY_VIEW)
    rows = (
        Delivery.objects.visible_to(request.actor).select_related("notice").filter(**asked.equals("state", "channel"))
    )
    return paginate(rows, paging, order=("-pk",))


@router.get("/notice-deliveries/{pk}", response=NoticeDeliveryOut)
def read_notice_delivery(request: ApiRequest, pk: int) -> Any:
    """One of them, and what to do when it failed."""
    return found(Delivery.objects.visible_to(request.actor).select_related("notice"), pk)


@router.post("/notice-deliveries/{pk}/again", response=NoticeDeliveryOut)
def repeat_notice_delivery(request: ApiRequest, pk: int) -> Any:
    """Send it once more, to the address that is known now."""
    row = found(Delivery.objects.visible_to(request.actor).select_related("notice"), pk)
    return send_again(row, by=request.actor)
