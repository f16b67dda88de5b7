"""Webhooks and chats: added, changed, tried, sent again, removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import Change, change
from firstbell.core.models import ChatRoom, Webhook, WebhookDelivery
from firstbell.core.notifications import outbound
from firstbell.core.notifications.chat import say, service_of
from firstbell.core.notifications.events import ChatRoomChanged, WebhookChanged
from firstbell.core.notifications.kinds import kind_named
from firstbell.core.notifications.mail import Refused
from firstbell.core.notifications.signing import new_secret
from firstbell.core.notifications.tasks import send_soon
from firstbell.core.notifications.verbs import all_verbs
from firstbell.core.permissions import CorePermission

State = WebhookDelivery.State
PING = "core.webhook.ping"


def add_webhook(
    *,
    name: str,
    url: str,
    verbs: Sequence[str],
    org_path: str = "",
    org_label: str = "",
    give_up_days: int = 5,
    by: Actor,
) -> Webhook:
    """A new webhook with a secret of its own. Raises Forbidden (``core.webhook.manage`` there), Invalid."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=org_path)
    hook = Webhook(secret=new_secret(), org_path=org_path, org_label=org_label, created_by=by.name[:200])
    _fill(hook, name, url, verbs, give_up_days)
    with change(by) as unit:
        hook.save()
        _tell(unit, hook, "added", {"URL": (None, hook.url), "Events": (None, ", ".join(hook.verbs))})
    return hook


def edit_webhook(
    hook: Webhook, *, name: str, url: str, verbs: Sequence[str], give_up_days: int, is_active: bool, by: Actor
) -> Webhook:
    """Change it. Switching it on again forgets how long it had failed. Raises Forbidden, Invalid."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=hook.org_path)
    before = (hook.url, ", ".join(hook.verbs), hook.is_active)
    _fill(hook, name, url, verbs, give_up_days)
    if is_active and not hook.is_active:
        hook.failing_since, hook.disabled_because = None, ""
    hook.is_active = is_active
    after = (hook.url, ", ".join(hook.verbs), hook.is_active)
    labels = ("URL", "Events", "Active")
    changes = {label: (old, new) for label, old, new in zip(labels, before, after, strict=True) if old != new}
    with change(by) as unit:
        hook.save()
        _tell(unit, hook, "edited", changes)
    return hook


def renew_secret(hook: Webhook, *, by: Actor) -> Webhook:
    """A new secret; the old one is void at once. Raises Forbidden."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=hook.org_path)
    hook.secret = new_secret()
    with change(by) as unit:
        hook.save(update_fields=["secret"])
        _tell(unit, hook, "new secret", {})
    return hook


def remove_webhook(hook: Webhook, *, by: Actor) -> None:
    """It and its log go; the audit trail keeps that it was there. Raises Forbidden."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=hook.org_path)
    with change(by) as unit:
        _tell(unit, hook, "removed", {"URL": (hook.url, None)})
        hook.delete()


def ping_webhook(hook: Webhook, *, by: Actor) -> WebhookDelivery:
    """Send a test event, to see in the log what the receiver says. Raises Forbidden, Conflict when it is switched off."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=hook.org_path)
    _require_active(hook)
    now = timezone.now()
    payload = {"type": PING, "timestamp": now.isoformat(timespec="seconds"), "data": {"change": str(uuid.uuid4())}}
    with change(by) as unit:
        row = WebhookDelivery.objects.create(webhook=hook, verb=PING, payload=payload, created_at=now, next_try_at=now)
        unit.follow_up("core.webhooks", send_soon)
    return row


def send_webhook_again(row: WebhookDelivery, *, by: Actor) -> WebhookDelivery:
    """The same event with the same id once more. Raises Forbidden, Conflict while it waits or the hook is off."""
    hook = row.webhook
    by.require(CorePermission.WEBHOOK_MANAGE, at=hook.org_path)
    _require_active(hook)
    now = timezone.now()
    with change(by) as unit:
        again = WebhookDelivery.objects.filter(pk=row.pk, state__in=(State.SENT, State.FAILED)).update(
            state=State.QUEUED, next_try_at=now, attempts=0, problem=""
        )
        if not again:
            raise Conflict("It waits to be sent already.", remedy="Look again in a minute.")
        _tell(unit, hook, f"sent again: {row.verb}", {})
        unit.follow_up("core.webhooks", send_soon)
    row.refresh_from_db()
    return row


def add_chat_room(
    *, name: str, url: str, kinds: Sequence[str], org_path: str = "", org_label: str = "", by: Actor
) -> ChatRoom:
    """A team's chat that is told of these kinds. Raises Forbidden, Invalid, Conflict when the extra is missing."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=org_path)
    room = ChatRoom(org_path=org_path, org_label=org_label, created_by=by.name[:200])
    _fill_room(room, name, url, kinds)
    with change(by) as unit:
        room.save()
        unit.publish(ChatRoomChanged(subject=room.ref, org_path=org_path, note="added"))
    return room


def edit_chat_room(
    room: ChatRoom, *, name: str, url: str, kinds: Sequence[str], is_active: bool, by: Actor
) -> ChatRoom:
    """Change it; an empty ``url`` keeps the address. Raises Forbidden, Invalid, Conflict when the extra is missing."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=room.org_path)
    _fill_room(room, name, url or room.url, kinds)
    room.is_active = is_active
    with change(by) as unit:
        room.save()
        unit.publish(ChatRoomChanged(subject=room.ref, org_path=room.org_path, note="edited" if is_active else "off"))
    return room


def remove_chat_room(room: ChatRoom, *, by: Actor) -> None:
    """It is told of nothing more. Raises Forbidden."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=room.org_path)
    with change(by) as unit:
        unit.publish(ChatRoomChanged(subject=room.ref, org_path=room.org_path, note="removed"))
        room.delete()


def try_chat_room(room: ChatRoom, *, by: Actor) -> None:
    """Say hello at once. Raises Forbidden, Conflict with what the service did."""
    by.require(CorePermission.WEBHOOK_MANAGE, at=room.org_path)
    try:
        say(room.url, title="Firstbell", text=f"{by.name} is trying this chat: it works.")
    except Refused as refusal:
        raise Conflict(str(refusal), remedy=refusal.remedy) from refusal
    except OSError as error:
        raise Conflict(str(error), remedy="Check the address and that the channel still exists.") from error


def _fill(hook: Webhook, name: str, url: str, verbs: Sequence[str], give_up_days: int) -> None:
    if not name.strip():
        raise Invalid("The webhook has no name.", remedy="Call it after what listens there.", field="name")
    outbound.check_address(url)
    unknown = [verb for verb in verbs if verb not in all_verbs()]
    if unknown or not verbs:
        said = f"There is no event “{unknown[0]}”." if unknown else "No event is chosen."
        raise Invalid(said, remedy="Choose at least one from the list.", field="verbs")
    if not 1 <= give_up_days <= 60:
        raise Invalid("That is not a number of days.", remedy="From 1 to 60.", field="give_up_days")
    hook.name, hook.url, hook.verbs, hook.give_up_days = (
        name.strip()[:100],
        url.strip()[:500],
        list(verbs),
        give_up_days,
    )


def _fill_room(room: ChatRoom, name: str, url: str, kinds: Sequence[str]) -> None:
    if not name.strip():
        raise Invalid("The chat has no name.", remedy="Call it after the team or channel.", field="name")
    for kind in kinds:
        if not kind_named(kind).for_teams:
            raise Invalid(f"“{kind}” is for one person, not for a team.", remedy="Leave it out.", field="kinds")
    if not kinds:
        raise Invalid("No kind of notice is chosen.", remedy="Choose at least one.", field="kinds")
    room.service = service_of(url)
    room.name, room.url, room.kinds = name.strip()[:100], url.strip(), list(kinds)


def _require_active(hook: Webhook) -> None:
    if not hook.is_active:
        raise Conflict("This webhook is switched off.", remedy="Switch it on first.")


def _tell(unit: Change, hook: Webhook, note: str, changes: dict[str, tuple[object, object]]) -> None:
    unit.publish(WebhookChanged(subject=hook.ref, org_path=hook.org_path, note=note, changes=changes))
