"""Mailboxes, and the mails that came in by them."""

from firstbell.connectors.mail.models.inbound import InboundMail
from firstbell.connectors.mail.models.mailboxes import Mailbox

__all__ = ["InboundMail", "Mailbox"]
