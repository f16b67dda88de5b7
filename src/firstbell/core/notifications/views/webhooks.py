"""Webhooks: the list, each one's page with its log, and a delivery with what was asked and answered."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Conflict
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.models import Webhook, WebhookDelivery
from firstbell.core.notifications.actions.webhooks import (
    add_webhook,
    edit_webhook,
    ping_webhook,
    remove_webhook,
    renew_secret,
    send_webhook_again,
)
from firstbell.core.notifications.forms import WebhookEditForm, WebhookForm
from firstbell.core.notifications.recipients import place_for, places
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.marks import badge
from firstbell.core.ui.shapes import Crumb, Tone
from firstbell.core.ui.toasts import Toast

MAY = CorePermission.WEBHOOK_MANAGE
SHOWN = 50
_TONES: dict[str, Tone] = {WebhookDelivery.State.SENT: "good", WebhookDelivery.State.FAILED: "bad"}


def state_badge(row: WebhookDelivery) -> str:
    return badge(row.get_state_display(), tone=_TONES.get(row.state, "neutral"))


@page(MAY)
def webhooks(request: Request) -> HttpResponseBase:
    context = {
        "page_title": "Webhooks",
        "page_meta": "Programs outside that are told what happens, by signed requests",
        "hooks": Webhook.objects.visible_to(request.actor).defer("secret"),
    }
    return render(request, "core/notifications/webhooks.html", context)


@page(MAY)
def webhook_add(request: Request) -> HttpResponseBase:
    form = WebhookForm(request.POST or None, places=places(request.actor, MAY))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = place_for(request.actor, MAY, data.pop("place"))
        hook = attempt(form, lambda: add_webhook(**data, org_path=place.path, org_label=place.label, by=request.actor))
        if hook is not None:
            return redirect_with_toast(request, _url(hook), Toast("The webhook is added. Try it now."))
    context = {
        "page_title": "New webhook",
        "breadcrumbs": [Crumb("Webhooks", reverse("core:webhooks"))],
        "form": form,
        "submit": "Add the webhook",
        "cancel_url": reverse("core:webhooks"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@never_cache
@page(MAY)
def webhook(request: Request, pk: int) -> HttpResponseBase:
    """Its settings, its secret and the latest deliveries."""
    hook = _visible(request.actor, pk)
    initial = {name: getattr(hook, name) for name in ("name", "url", "verbs", "give_up_days", "is_active")}
    form = WebhookEditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_webhook(_visible(request.actor, pk), **form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _url(hook), Toast("The webhook is saved."))
    context = {
        "page_title": hook.name,
        "breadcrumbs": [Crumb("Webhooks", reverse("core:webhooks"))],
        "hook": hook,
        "secret": _secret(hook),
        "form": form,
        "log": [(row, state_badge(row)) for row in hook.deliveries.defer("request_head", "response_head")[:SHOWN]],
    }
    return render(request, "core/notifications/webhook.html", context, status=422 if form.errors else 200)


@require_POST
@page(MAY)
def webhook_secret(request: Request, pk: int) -> HttpResponseBase:
    hook = _visible(request.actor, pk)
    return go_after(request, _url(hook), lambda: renew_secret(hook, by=request.actor), "There is a new secret.")


@require_POST
@page(MAY)
def webhook_ping(request: Request, pk: int) -> HttpResponseBase:
    hook = _visible(request.actor, pk)
    done = "A test event is on its way; reload to see the answer."
    return go_after(request, _url(hook), lambda: ping_webhook(hook, by=request.actor), done)


@require_POST
@page(MAY)
def webhook_remove(request: Request, pk: int) -> HttpResponseBase:
    hook = _visible(request.actor, pk)
    return go_after(
        request, reverse("core:webhooks"), lambda: remove_webhook(hook, by=request.actor), "The webhook is removed."
    )


@never_cache
@page(MAY)
def webhook_delivery(request: Request, pk: int) -> HttpResponseBase:
    """What we sent and what came back."""
    row = _delivery(request.actor, pk)
    context = {
        "page_title": row.verb,
        "breadcrumbs": [Crumb("Webhooks", reverse("core:webhooks")), Crumb(row.webhook.name, _url(row.webhook))],
        "row": row,
        "state": state_badge(row),
        "can_repeat": row.state in (WebhookDelivery.State.SENT, WebhookDelivery.State.FAILED),
    }
    return render(request, "core/notifications/webhook_delivery.html", context)


@require_POST
@page(MAY)
def webhook_again(request: Request, pk: int) -> HttpResponseBase:
    row = _delivery(request.actor, pk)
    url = reverse("core:webhook_delivery", args=[pk])
    return go_after(request, url, lambda: send_webhook_again(row, by=request.actor), "It is sent again.")


def _visible(actor: Actor, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(actor).defer("secret"), pk=pk)


def _secret(hook: Webhook) -> str:
    """Empty when its key is lost: then a new one can be made here."""
    try:
        return hook.secret
    except Conflict:
        return ""


def _delivery(actor: Actor, pk: int) -> WebhookDelivery:
    return get_object_or_404(WebhookDelivery.objects.visible_to(actor).select_related("webhook"), pk=pk)


def _url(hook: Webhook) -> str:
    return reverse("core:webhook", args=[hook.pk])
