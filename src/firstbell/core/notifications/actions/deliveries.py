"""Send one notice again on the channel where it failed; note that a mail came back."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.core.models import Delivery
from firstbell.core.models.notifications import Channel
from firstbell.core.notifications.events import DeliveryBounced, DeliveryRepeated
from firstbell.core.notifications.recipients import known
from firstbell.core.notifications.tasks import send_soon
from firstbell.core.permissions import CorePermission


def send_again(delivery: Delivery, *, by: Actor) -> Delivery:
    """Queue it once more, to the address that is known now.

    Raises Forbidden (``core.notice.manage`` there), Conflict while it waits or when nobody knows an address.
    """
    notice = delivery.notice
    by.require(CorePermission.NOTICE_MANAGE, at=notice.org_path)
    if delivery.state not in Delivery.REPEATABLE:
        raise Conflict("It waits to be sent already.", remedy="Look again in a minute.")
    address = delivery.address
    if delivery.channel == Channel.EMAIL:
        recipient = known([notice.recipient_key]).get(notice.recipient_key)
        address = recipient.email if recipient is not None else ""
        if not address:
            raise Conflict(
                f"No e-mail address of {notice.recipient_name} is known.",
                remedy="Enter it in the student information system.",
            )
    with change(by) as unit:
        Delivery.objects.filter(pk=delivery.pk, state__in=Delivery.REPEATABLE).update(
            state=Delivery.State.QUEUED, address=address, next_try_at=timezone.now(), attempts=0, problem="", remedy=""
        )
        unit.publish(DeliveryRepeated(subject=delivery.ref, org_path=notice.org_path))
        unit.follow_up("core.notifications", send_soon)
    delivery.refresh_from_db()
    return delivery


def mark_bounced(delivery: Delivery, *, problem: str, by: Actor) -> bool:
    """The other server took the mail and sent it back later; False when it was known to have failed already.

    Raises Forbidden (``core.notice.manage`` there).
    """
    path = delivery.notice.org_path
    by.require(CorePermission.NOTICE_MANAGE, at=path)
    with change(by) as unit:
        is_new = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENT).update(
            state=Delivery.State.FAILED,
            problem=f"It came back: {problem}"[:500],
            remedy="Correct the address in the student information system, then send it again.",
        )
        if is_new:
            unit.publish(DeliveryBounced(subject=delivery.ref, org_path=path))
    return bool(is_new)
