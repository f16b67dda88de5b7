"""Store a mail exactly as it came, once. What becomes of it is decided afterwards."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db.models import Q

from firstbell.connectors.mail.events import MailReceived
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.connectors.mail.reading.message import fingerprint, message_ids, read_head, sender_pairs, subject_of
from firstbell.connectors.mail.tasks import settle_soon
from firstbell.core.actor import Actor
from firstbell.core.events import change

log = logging.getLogger("firstbell.mail")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it came: its place in the IMAP folder, or the envelope's recipient. ``full_size`` of a mail over the limit."""

    uid_validity: int | None = None
    uid: int | None = None
    recipient: str = ""
    full_size: int | None = None


def receive_mail(mailbox: Mailbox, raw: bytes, *, arrival: Arrival, by: Actor) -> InboundMail | None:
    """Keep it; None when it is here already, by its place or by its Message-ID and body.

    Of a mail over the limit ``raw`` is the head. Raises Forbidden (``mail.inbound.settle`` at the mailbox's school).
    """
    by.require(MailPermission.INBOUND_SETTLE, at=mailbox.organisation.scope_path)
    mark = fingerprint(raw)
    same_place = Q(uid_validity=arrival.uid_validity, uid=arrival.uid) if arrival.uid is not None else Q(pk__in=[])
    if InboundMail.objects.filter(Q(fingerprint=mark) | same_place, mailbox=mailbox).exists():
        return None
    with change(by) as unit:
        mail = InboundMail(
            mailbox=mailbox,
            fingerprint=mark,
            uid_validity=arrival.uid_validity,
            uid=arrival.uid,
            recipient=arrival.recipient[:254],
            size=arrival.full_size or len(raw),
            is_whole=arrival.full_size is None,
            is_private=mailbox.private_for == Mailbox.Privacy.EVERYBODY,
            **_head(raw),
        )
        # The file first: a row without its source would be a mail lost, a file without a row is only a file.
        mail.source.save(f"{mark[:16]}.eml", ContentFile(raw), save=False)
        mail.save()
        unit.publish(MailReceived(subject=mail.ref, org_path=mailbox.organisation.scope_path))
        unit.follow_up(f"mail {mail.pk}", lambda: settle_soon(mail.pk))
    return mail


def _head(raw: bytes) -> dict[str, str]:
    """What the list of mails shows of it, also of one that cannot be read any further."""
    try:
        message = read_head(raw)
        senders = sender_pairs(message)
        ids = message_ids(message.get("Message-ID"))
        return {
            "message_id": (ids[0] if ids else "")[:250],
            "subject": subject_of(message),
            "sender": senders[0][1][:254] if senders else "",
            "sender_name": senders[0][0][:200] if senders else "",
        }
    except Exception:
        # Whatever is wrong with its head, the mail is stored first and judged afterwards.
        log.exception("The head of a mail cannot be read")
        return {}
