"""What a person does with a mail that was ignored or kept aside: read it again, make a ticket of it, or drop it."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message

from firstbell.connectors.mail.actions._outcomes import Made, finish, locked, note_sender, source_of
from firstbell.connectors.mail.actions._tickets import make_reply, make_ticket
from firstbell.connectors.mail.events import MailTriedAgain
from firstbell.connectors.mail.models import InboundMail
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.connectors.mail.reading.message import ReadMail, Unreadable, read_mail
from firstbell.connectors.mail.senders import Sender, sender_of
from firstbell.connectors.mail.tasks import settle_soon
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Person


def retry_mail(mail: InboundMail, *, by: Actor) -> InboundMail:
    """Have the program decide again, after a setting was changed.

    Raises Forbidden (``mail.inbound.settle`` there), Conflict for a mail that is on a ticket already.
    """
    with change(by) as unit:
        found = _open(mail, by)
        found.state, found.reason, found.remedy = InboundMail.State.RECEIVED, "", ""
        found.save(update_fields=["state", "reason", "remedy"])
        path = found.mailbox.organisation.scope_path
        unit.publish(MailTriedAgain(subject=found.ref, org_path=path))
        unit.follow_up(f"mail {found.pk}", lambda: settle_soon(found.pk))
    found.refresh_from_db()
    return found


def make_ticket_of_mail(mail: InboundMail, *, title: str = "", requester: Person | None = None, by: Actor) -> Ticket:
    """Open a ticket by hand. ``requester`` None: whom the address names, else a walk-in.

    Raises Forbidden (``mail.inbound.settle`` and ``helpdesk.ticket.open_for_others`` there), Conflict as :func:`retry_mail`.
    """
    with change(by):
        found = _open(mail, by)
        read, sender = _read(found)
        made = make_ticket(found.mailbox, read, sender, title=title, requester=requester, by=by)
        finish(found, InboundMail.State.TICKET, by=by, made=made)
    return made.ticket


def join_mail(mail: InboundMail, ticket: Ticket, *, by: Actor) -> Ticket:
    """Add the mail to a ticket as a reply. Raises Forbidden (``helpdesk.ticket.work`` there), Conflict as :func:`retry_mail`."""
    with change(by):
        found = _open(mail, by)
        read, sender = _read(found)
        # Somebody put it there by hand: that is no proof of who wrote it.
        made: Made = make_reply(ticket, read, sender, by=by)
        finish(found, InboundMail.State.REPLY, by=by, made=made)
    return ticket


def drop_mail(mail: InboundMail, *, by: Actor) -> InboundMail:
    """It needs nobody. The source stays as long as the rule of retention says.

    Raises Forbidden (``mail.inbound.settle`` there), Conflict as :func:`retry_mail`.
    """
    with change(by):
        found = _open(mail, by)
        finish(found, InboundMail.State.IGNORED, by=by, reason=f"Dropped by {by.name}.")
    return found


def _open(mail: InboundMail, by: Actor) -> InboundMail:
    by.require(MailPermission.INBOUND_SETTLE, at=mail.mailbox.organisation.scope_path)
    found = locked(mail.pk)
    if found.state not in InboundMail.OPEN:
        raise Conflict(
            f"{found.number} is settled already: {found.get_state_display().lower()}.",
            remedy="Reload the page; somebody may have been quicker.",
        )
    return found


def _read(mail: InboundMail) -> tuple[ReadMail, Sender]:
    """What can be read of it; an unreadable one gives a ticket that points to its source."""
    try:
        read = read_mail(source_of(mail), most_files=mail.mailbox.most_files)
    except Unreadable as problem:
        text = f"[{problem} See the mail's source.]"
        empty = Message()
        read = ReadMail(empty, "", (), (), "", (), mail.subject, text)
    except FileNotFoundError as gone:
        raise Conflict(
            f"The source of {mail.number} is not in the data folder any more.",
            remedy="Open a ticket by hand and write there what it said.",
        ) from gone
    sender = sender_of(read, mail.mailbox)
    if not sender.address:
        sender = replace(sender, address=mail.sender, name=mail.sender_name)
    note_sender(mail, sender)
    return read, sender
