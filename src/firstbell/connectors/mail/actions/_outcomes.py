"""What every way of settling a mail shares."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from firstbell.connectors.mail.events import MailSettled
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.senders import Sender
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.helpdesk.models import Ticket, TicketEntry


@dataclass(frozen=True, slots=True)
class Made:
    """What a mail became. ``left_out`` has (name, why) of files that are only in the source."""

    ticket: Ticket
    entry: TicketEntry | None = None
    left_out: tuple[tuple[str, str], ...] = ()


def locked(pk: int) -> InboundMail:
    """The mail as it is now, held until the change ends."""
    rows = InboundMail.objects.select_for_update(of=("self",)).select_related("mailbox__organisation")
    return rows.get(pk=pk)


def source_of(mail: InboundMail) -> bytes:
    """The bytes as they came. Raises Conflict when they were let go."""
    if not mail.source:
        raise Conflict("The mail's source is not kept any more.", remedy="Ask the sender to write again.")
    with mail.source.open("rb") as file:
        return bytes(file.read())


def finish(
    mail: InboundMail,
    state: InboundMail.State,
    *,
    by: Actor,
    reason: str = "",
    remedy: str = "",
    made: Made | None = None,
) -> None:
    """Write what became of it, and say so."""
    old = mail.get_state_display()
    with change(by) as unit:
        mail.state, mail.reason, mail.remedy = state, reason[:300], remedy[:300]
        mail.settled_at, mail.settled_by, mail.tries = timezone.now(), by.name, mail.tries + 1
        if made is not None:
            mail.ticket, mail.entry = made.ticket, made.entry
            mail.left_out = [list(one) for one in made.left_out]
            mail.is_private = mail.is_private or made.ticket.is_private
        mail.save()
        path = mail.mailbox.organisation.scope_path
        changes = {"state": (old, mail.get_state_display())}
        unit.publish(MailSettled(subject=mail.ref, org_path=path, changes=changes))


def note_sender(mail: InboundMail, sender: Sender) -> None:
    """What is known of the sender; :func:`finish` saves it."""
    mail.person, mail.verdict, mail.checks = sender.person, sender.verdict, sender.checks
    mail.is_private = mail.is_private or is_private_for(mail.mailbox, sender)


def is_private_for(mailbox: Mailbox, sender: Sender) -> bool:
    """Whether what this sender writes to this mailbox is a matter of somebody's safety."""
    if mailbox.private_for == Mailbox.Privacy.STUDENTS:
        return sender.person is not None and sender.person.is_student
    return mailbox.private_for == Mailbox.Privacy.EVERYBODY
