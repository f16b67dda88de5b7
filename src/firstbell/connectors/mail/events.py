"""What happens to mailboxes and to mail that came in. Mail is named by its number, never by its words or people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailboxSaved(Event):
    """A mailbox was set up, changed or switched. The password is never among the changes, only that it is new."""

    verb: ClassVar[str] = "mail.mailbox_saved"

    def summary(self) -> str:
        return f"Mailbox “{self.subject.label}” saved"


@dataclass(frozen=True, kw_only=True)
class MailboxTried(Event):
    verb: ClassVar[str] = "mail.mailbox_tried"

    def summary(self) -> str:
        return f"Mailbox “{self.subject.label}” tried: {self.note}"


@dataclass(frozen=True, kw_only=True)
class MailReceived(Event):
    """A mail was stored, before anything was made of it."""

    verb: ClassVar[str] = "mail.received"

    def summary(self) -> str:
        return f"Mail {self.subject.label} received"


@dataclass(frozen=True, kw_only=True)
class MailSettled(Event):
    """It became a ticket or a reply, was ignored, kept aside or dropped; ``changes["state"]`` holds the labels."""

    verb: ClassVar[str] = "mail.settled"

    def summary(self) -> str:
        return f"Mail {self.subject.label}: {str(self.changes['state'][1]).lower()}"


@dataclass(frozen=True, kw_only=True)
class MailTriedAgain(Event):
    verb: ClassVar[str] = "mail.tried_again"

    def summary(self) -> str:
        return f"Mail {self.subject.label} read once more"
