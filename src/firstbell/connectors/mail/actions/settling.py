"""What becomes of a mail: a ticket, a reply, nothing, or a place aside with the reason.

The program acts here, never the sender. A mail opens a ticket or adds a reply; it reads nothing and decides nothing.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from firstbell.connectors.mail.actions._outcomes import Made, finish, locked, note_sender, source_of
from firstbell.connectors.mail.actions._tickets import make_reply, make_ticket
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.notices import MAIL_ARRIVED
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.connectors.mail.reading.bounces import read_bounce
from firstbell.connectors.mail.reading.machines import is_bounce, why_a_machine
from firstbell.connectors.mail.reading.message import ReadMail, Unreadable, read_mail
from firstbell.connectors.mail.senders import Sender, sender_of
from firstbell.connectors.mail.threads import ticket_for
from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.core.events import change
from firstbell.core.notifications.actions.deliveries import mark_bounced
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.mail import delivery_of, own_address
from firstbell.helpdesk.queries import is_long_over
from firstbell.people.queries import person_key

log = logging.getLogger("firstbell.mail")
State = InboundMail.State


def settle_mail(mail: InboundMail, *, by: Actor) -> InboundMail:
    """Decide on a mail that is RECEIVED; any other is left alone. A mail that nothing can be made of is kept aside.

    Raises Forbidden (``mail.inbound.settle`` at the mailbox's school).
    """
    by.require(MailPermission.INBOUND_SETTLE, at=mail.mailbox.organisation.scope_path)
    try:
        _settle(mail.pk, by)
    except (Unreadable, FirstbellError) as problem:
        _keep_aside(mail.pk, str(problem), problem.remedy, by)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the mail waits, and the schedule comes back to it
    except Exception as error:
        log.exception("Mail %s could not be settled", mail.pk)
        words = f"It could not be worked on ({type(error).__name__})."
        _keep_aside(mail.pk, words, "Make a ticket by hand; report it if it happens again.", by)
    mail.refresh_from_db()
    return mail


def _settle(pk: int, by: Actor) -> None:
    with change(by):
        mail = locked(pk)
        if mail.state != State.RECEIVED:
            return  # another worker was quicker
        if not mail.is_whole:
            raise Unreadable(
                f"It has {mail.size / 1_048_576:.0f} MB, more than this mailbox takes.",
                "It lies in the mailbox's folder for mail that was read. Ask the sender for a link or a smaller file.",
            )
        read = read_mail(source_of(mail), most_files=mail.mailbox.most_files)
        reason = _why_ignored(mail, read, by)
        if reason:
            finish(mail, State.IGNORED, by=by, reason=reason)
            return
        if len(read.senders) != 1:
            who = f"{len(read.senders)} senders" if read.senders else "no sender"
            remedy = "See whom it is from, then make a ticket by hand, or drop it."
            finish(mail, State.QUARANTINED, by=by, reason=f"It names {who} (From).", remedy=remedy)
            return
        sender = sender_of(read, mail.mailbox)
        note_sender(mail, sender)
        _take_in(mail, read, sender, by)


def _take_in(mail: InboundMail, read: ReadMail, sender: Sender, by: Actor) -> None:
    recipients = [mail.recipient] if mail.recipient else []
    ticket = ticket_for(read, sender, mail.mailbox, recipients)
    if ticket is not None and not is_long_over(ticket, timezone.now()):
        made = make_reply(ticket, read, sender, by=by)
        finish(mail, State.REPLY, by=by, made=made)
    elif sender.person is None and mail.mailbox.unknown == Mailbox.Unknown.QUARANTINE:
        finish(
            mail,
            State.QUARANTINED,
            by=by,
            reason=f"Nobody here, or more than one, has the address {sender.address}.",
            remedy="If it is for the help desk, make a ticket by hand; else drop it.",
        )
        return
    else:
        made = make_ticket(mail.mailbox, read, sender, follows=ticket, by=by)
        finish(mail, State.TICKET, by=by, made=made)
    _acknowledge(made, sender, by)


def _why_ignored(mail: InboundMail, read: ReadMail, by: Actor) -> str:
    own = {own_address(), *(one.lower() for one in Mailbox.objects.values_list("address", flat=True))}
    reason = why_a_machine(read.message, sender=read.sender, own=own, group_id=mail.mailbox.group_id)
    if reason and is_bounce(read.message):
        return f"{reason} {_note_bounce(read, by)}".strip()
    if reason or not mail.sender:
        return reason
    hour_ago = mail.received_at - dt.timedelta(hours=1)
    recent = InboundMail.objects.filter(
        mailbox=mail.mailbox, sender=mail.sender, received_at__gt=hour_ago, received_at__lte=mail.received_at
    )
    if recent.filter(pk__lte=mail.pk).count() > mail.mailbox.most_per_hour:
        return f"The sender wrote more than {mail.mailbox.most_per_hour} mails within an hour."
    return ""


def _note_bounce(read: ReadMail, by: Actor) -> str:
    """Mark the mail of ours that came back. Only who had our mail knows its id."""
    bounce = read_bounce(read.message)
    if not bounce.is_final:
        return "The other server goes on trying."
    for message_id in bounce.message_ids[:20]:
        delivery = delivery_of(message_id)
        if delivery is not None:
            mark_bounced(delivery, problem=bounce.problem, by=by)
            return f"The notice to {delivery.notice.recipient_name} is marked as failed."
    return "It names no mail of ours."


def _acknowledge(made: Made, sender: Sender, by: Actor) -> None:
    """To the person we know, at the address we know; not to somebody in whose name another wrote."""
    if sender.person is None or sender.verdict == InboundMail.Verdict.FAILED:
        return
    ticket = made.ticket
    send_notice(
        ticket.ref,
        kind=MAIL_ARRIVED.key,
        to=[person_key(sender.person.pk)],
        occasion=f"{timezone.localdate():%Y-%m-%d}",
        values={"number": ticket.number},
        org_path=ticket.organisation.scope_path,
        link=f"/helpdesk/{ticket.pk}/" if sender.person.pk == ticket.requester_id else "",
        by=by,
    )


def _keep_aside(pk: int, reason: str, remedy: str, by: Actor) -> None:
    with change(by):
        mail = locked(pk)
        if mail.state == State.RECEIVED:
            finish(mail, State.QUARANTINED, by=by, reason=reason, remedy=remedy)
