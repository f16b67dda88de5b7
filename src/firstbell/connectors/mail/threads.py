"""To which ticket a mail belongs: by the signed address, by the mail of ours it answers, or by the number it names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from firstbell.connectors.mail.addresses import ticket_of_address
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.reading.message import ReadMail
from firstbell.connectors.mail.senders import Sender
from firstbell.core.notifications.mail import delivery_of
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import possible_assignees

_NUMBER = re.compile(r"\[?\bT-(\d{1,18})\b\]?", re.IGNORECASE)
#: References that are followed; long threads name every mail there ever was.
_MOST = 20


def ticket_for(mail: ReadMail, sender: Sender, mailbox: Mailbox, recipients: Iterable[str] = ()) -> Ticket | None:
    """The ticket this mail is about, or None for a new one. ``recipients`` are those of the envelope."""
    for address in (*recipients, *mail.recipients[:100]):
        if (ticket := _ticket(ticket_of_address(mailbox, address))) is not None:
            return ticket
    for message_id in mail.references[:_MOST]:
        if (ticket := _by_reference(message_id, mailbox)) is not None:
            return ticket
    found = _NUMBER.search(mail.subject)
    ticket = _ticket(int(found.group(1))) if found is not None and int(found.group(1)) < 2**63 else None
    return ticket if ticket is not None and _has_business(sender, ticket) else None


def _by_reference(message_id: str, mailbox: Mailbox) -> Ticket | None:
    """A mail of ours, or an earlier mail of the same thread; a mail of the same mailbox only."""
    delivery = delivery_of(message_id)
    if delivery is not None:
        return _ticket(delivery.notice.subject_id) if delivery.notice.subject_kind == Ticket.KIND_REF else None
    earlier = InboundMail.objects.filter(mailbox=mailbox, message_id=message_id, ticket__isnull=False)
    return _ticket(earlier.values_list("ticket_id", flat=True).first())


def _ticket(pk: int | None) -> Ticket | None:
    return Ticket.objects.select_related("organisation", "requester").filter(pk=pk).first() if pk is not None else None


def _has_business(sender: Sender, ticket: Ticket) -> bool:
    """Its requester, or whoever may work on it. Anybody can write a number into a subject."""
    if sender.person is None:
        return False
    if sender.person.pk == ticket.requester_id:
        return True
    return sender.person.pk in {one.person_id for one in possible_assignees(ticket.organisation)}
