"""What e-mail in knows of somebody: the mails they wrote to the help desk."""

from __future__ import annotations

from firstbell.connectors.mail.models import InboundMail
from firstbell.core.record import Part, record_section
from firstbell.people.models import Person


@record_section("mail.inbound", "Mails to the help desk", covers=("mail.InboundMail.person",), order=55)
def mails(person: Person, _internal: bool) -> Part:
    """Their words are in the ticket; the source, with what others wrote above it, is not handed out."""
    rows = InboundMail.objects.filter(person=person).select_related("ticket").order_by("pk")
    return Part([{"Received": one.received_at, "From": one.sender, "Subject": one.subject,
                  "Became": one.ticket.number if one.ticket else one.get_state_display()} for one in rows])  # fmt: skip
