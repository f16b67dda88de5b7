"""Webhooks and their log."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.models import Webhook, WebhookDelivery
from firstbell.core.notifications.actions.webhooks import (
    add_webhook,
    edit_webhook,
    ping_webhook,
    remove_webhook,
    renew_secret,
    send_webhook_again,
)
from firstbell.core.notifications.recipients import place_for
from firstbell.core.notifications.schemas import (
    WebhookDeliveryOut,
    WebhookIn,
    WebhookMadeOut,
    WebhookOut,
    WebhookPatch,
)
from firstbell.core.permissions import CorePermission

router = Router()


@router.get("/webhooks", response=Page[WebhookOut])
def list_webhooks(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Webhooks you manage, by id."""
    return paginate(Webhook.objects.visible_to(request.actor).defer("secret"), paging, order=("pk",))


@router.post("/webhooks", response={201: WebhookMadeOut})
def create_webhook(request: ApiRequest, body: WebhookIn) -> Any:
    """Add a webhook; the answer holds its secret."""
    place = place_for(request.actor, CorePermission.WEBHOOK_MANAGE, body.organisation_id)
    hook = add_webhook(
        name=body.name,
        url=body.url,
        verbs=body.verbs,
        org_path=place.path,
        org_label=place.label,
        give_up_days=body.give_up_days,
        by=request.actor,
    )
    return created(hook)


@router.get("/webhooks/{pk}", response=WebhookOut)
def read_webhook(request: ApiRequest, pk: int) -> Any:
    """One webhook, without its secret."""
    return found(Webhook.objects.visible_to(request.actor), pk)


@router.patch("/webhooks/{pk}", response=WebhookOut)
def change_webhook(request: ApiRequest, pk: int, body: WebhookPatch) -> Any:
    """Change what is given; the rest stays."""
    hook = found(Webhook.objects.visible_to(request.actor), pk)
    given = body.dict(exclude_none=True)
    kept = {name: getattr(hook, name) for name in ("name", "url", "verbs", "give_up_days", "is_active")}
    return edit_webhook(hook, **(kept | given), by=request.actor)


@router.delete("/webhooks/{pk}", response={204: None})
def delete_webhook(request: ApiRequest, pk: int) -> Any:
    """Remove it with its log."""
    remove_webhook(found(Webhook.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)


@router.post("/webhooks/{pk}/secret", response=WebhookMadeOut)
def renew_webhook_secret(request: ApiRequest, pk: int) -> Any:
    """Make a new secret; the old one is void at once."""
    return renew_secret(found(Webhook.objects.visible_to(request.actor), pk), by=request.actor)


@router.post("/webhooks/{pk}/try", response={201: WebhookDeliveryOut})
def try_webhook(request: ApiRequest, pk: int) -> Any:
    """Send a test event."""
    return created(ping_webhook(found(Webhook.objects.visible_to(request.actor), pk), by=request.actor))


@router.get("/webhooks/{pk}/deliveries", response=Page[WebhookDeliveryOut])
def list_webhook_deliveries(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """The log of a webhook, the newest first."""
    hook = found(Webhook.objects.visible_to(request.actor), pk)
    return paginate(WebhookDelivery.objects.visible_to(request.actor).filter(webhook=hook), paging, order=("-pk",))


@router.post("/webhook-deliveries/{pk}/again", response=WebhookDeliveryOut)
def repeat_webhook_delivery(request: ApiRequest, pk: int) -> Any:
    """Send one event again, with the same id."""
    rows = WebhookDelivery.objects.visible_to(request.actor).select_related("webhook")
    return send_webhook_again(found(rows, pk), by=request.actor)
