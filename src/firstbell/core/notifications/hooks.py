"""Webhooks: written with the change they tell of, sent after it, tried again for about three days.

The payload is thin on purpose: what happened, when, and the ids of what it happened to. Names and words stay here; a
program that may know them asks the REST interface with its own token. So no child's data lies in anybody's log.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import time
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import Change, Event, at_the_end, change
from firstbell.core.kept import kept
from firstbell.core.models import Webhook, WebhookDelivery
from firstbell.core.notifications import outbound
from firstbell.core.notifications.backoff import wait_after
from firstbell.core.notifications.events import WebhookGivenUp
from firstbell.core.notifications.signing import signature
from firstbell.core.notifications.tasks import send_soon
from firstbell.core.refs import Ref

LEASE = dt.timedelta(minutes=5)
ROUND = 100
LONGEST_ROUND = 120
"""Seconds after which a round begins no other request; far below the lease."""
GONE = 410
USER_AGENT = "Firstbell-Webhook/1"
State = WebhookDelivery.State


@at_the_end
def queue(unit: Change) -> None:
    """One row for each event and each webhook that asked for it: one query when nobody did."""
    # Without the secrets: a lost key must never stop a change.
    hooks = kept("core.webhooks", [Webhook], lambda: list(Webhook.objects.filter(is_active=True).defer("secret")))
    if not hooks:
        return
    now = timezone.now()
    rows = [
        WebhookDelivery(
            webhook=hook, verb=event.verb, payload=payload_of(event, unit, now), created_at=now, next_try_at=now
        )
        for event in unit.events
        if event.audited
        for hook in hooks
        if hook.wants(event.verb, event.org_path)
    ]
    if rows:
        WebhookDelivery.objects.bulk_create(rows)
        unit.follow_up("core.webhooks", send_soon)


def payload_of(event: Event, unit: Change, now: dt.datetime) -> dict[str, Any]:
    """What the receiver gets: ``type``, ``timestamp`` and ``data`` with ids only."""
    return {
        "type": event.verb,
        "timestamp": now.isoformat(timespec="seconds"),
        "data": {
            "change": str(unit.id),
            "subject": _named(event.subject),
            "about": [_named(ref) for ref in event.about],
            "org_path": event.org_path,
        },
    }


def _named(ref: Ref) -> dict[str, Any]:
    return {"kind": ref.kind, "id": ref.id}


def send_round(now: dt.datetime | None = None) -> str:
    """Send what is due; returns a line about it.

    What waits for a receiver that has just let us wait in vain is left for the next round, and a round ends before its
    first lease does: one slow receiver neither holds up the others (and the mail) nor gets anything twice.
    """
    moment, began = now or timezone.now(), time.monotonic()
    sent = failed = 0
    slow: set[int] = set()
    waiting = WebhookDelivery.objects.filter(_due(moment), webhook__is_active=True).select_related("webhook")
    waiting = waiting.defer("webhook__secret")
    for row in waiting.order_by("next_try_at", "pk")[:ROUND]:
        if time.monotonic() - began > LONGEST_ROUND:
            break
        if row.webhook_id in slow or not _take(row, moment):
            continue
        if send(row, now=moment):
            sent += 1
        else:
            failed += 1
            if (row.milliseconds or 0) >= outbound.SECONDS * 1000:
                slow.add(row.webhook_id)
    return f"{sent} webhooks sent, {failed} failed"


def _due(now: dt.datetime) -> Q:
    return Q(state=State.QUEUED, next_try_at__lte=now) | Q(state=State.SENDING, lease_until__lt=now)


def _take(row: WebhookDelivery, now: dt.datetime) -> bool:
    taken = WebhookDelivery.objects.filter(_due(now), pk=row.pk).update(
        state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    row.attempts += 1
    return bool(taken)


def send(row: WebhookDelivery, *, now: dt.datetime) -> bool:
    """One try; the row says what came of it."""
    hook = row.webhook
    body = json.dumps(row.payload, separators=(",", ":"), ensure_ascii=False).encode()
    started = time.monotonic()
    answer, problem = None, ""
    try:
        headers = headers_for(hook, row, body, timestamp=int(time.time()))
        row.request_head = _shown(hook, headers, body)
        answer = outbound.post(hook.url, body=body, headers=headers)
        if not 200 <= answer.status < 300:
            problem = f"The receiver answered {answer.status}."
    except (Invalid, Conflict, ValueError) as error:
        problem = str(error)
    except (OSError, http.client.HTTPException) as error:
        problem = f"{type(error).__name__}: {error}"
    row.milliseconds = int((time.monotonic() - started) * 1000)
    row.response_status = answer.status if answer is not None else None
    row.response_head = answer.head if answer is not None else ""
    row.problem = problem[:500]
    _close(row, hook, now)
    return not problem


def headers_for(hook: Webhook, row: WebhookDelivery, body: bytes, *, timestamp: int) -> dict[str, str]:
    event_id = str(row.event_id)
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(hook.secret, event_id=event_id, timestamp=timestamp, body=body),
    }


def _shown(hook: Webhook, headers: dict[str, str], body: bytes) -> str:
    head = "\n".join([f"POST {hook.url}", *(f"{name}: {value}" for name, value in headers.items())])
    return f"{head}\n\n{body.decode()}"[: outbound.READ_BYTES]


def _close(row: WebhookDelivery, hook: Webhook, now: dt.datetime) -> None:
    row.lease_until, row.next_try_at = None, None
    if not row.problem:
        row.state, row.sent_at = State.SENT, timezone.now()
        if hook.failing_since is not None:
            Webhook.objects.filter(pk=hook.pk).update(failing_since=None)
    else:
        pause = wait_after(row.attempts)
        row.state = State.QUEUED if pause is not None and row.response_status != GONE else State.FAILED
        row.next_try_at = now + pause if pause is not None and row.state == State.QUEUED else None
        _note_failure(hook, row, now)
    row.save(update_fields=[
        "state", "sent_at", "lease_until", "next_try_at", "milliseconds", "response_status", "response_head",
        "request_head", "problem",
    ])  # fmt: skip


def _note_failure(hook: Webhook, row: WebhookDelivery, now: dt.datetime) -> None:
    """Since when it fails; beyond its days, or when the receiver says 410 Gone, it is switched off."""
    Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=now)
    since = hook.failing_since or now
    if row.response_status == GONE:
        _give_up(hook, "The receiver said that the address is gone (410).")
    elif now - since >= dt.timedelta(days=hook.give_up_days):
        _give_up(hook, f"Every try has failed for {hook.give_up_days} days. {row.problem}")


def _give_up(hook: Webhook, because: str) -> None:
    by = system_actor("webhooks", via="task")
    with change(by) as unit:
        if Webhook.objects.filter(pk=hook.pk, is_active=True).update(is_active=False, disabled_because=because[:300]):
            unit.publish(WebhookGivenUp(subject=hook.ref, org_path=hook.org_path, note=because))
