"""What e-mail in guards."""

from enum import StrEnum


class MailPermission(StrEnum):
    MAILBOX_EDIT = "mail.mailbox.edit"
    INBOUND_VIEW = "mail.inbound.view"
    INBOUND_SETTLE = "mail.inbound.settle"
