"""Who wrote: exactly one person with that address, or somebody unknown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.reading.authentication import findings_of
from firstbell.connectors.mail.reading.message import ReadMail
from firstbell.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Sender:
    """``person`` None: nobody, or more than one, has the address. ``verdict`` is the mail server's, not ours."""

    address: str
    name: str
    person: Person | None
    verdict: str
    checks: dict[str, str]

    @property
    def is_verified(self) -> bool:
        return self.verdict == InboundMail.Verdict.PASSED

    @property
    def label(self) -> str:
        """For a walk-in: ``Ana Alvarez <ana@example.org>``."""
        return f"{self.name} <{self.address}>"[:200] if self.name and self.name != self.address else self.address[:200]

    @property
    def author(self) -> str:
        """As the conversation names them, with a mark unless the mail server vouches for the address."""
        who = self.person.name if self.person is not None else f"{self.label}, nobody known"
        return f"{who} (by e-mail)" if self.is_verified else f"{who} (by e-mail, sender not verified)"


def sender_of(mail: ReadMail, mailbox: Mailbox) -> Sender:
    """Who wrote it, and what the trusted server says of that."""
    findings = findings_of(mail.message, server=mailbox.server_name, sender=mail.sender)
    return Sender(mail.sender, mail.sender_name, person_with(mail.sender), findings.verdict, findings.checks)


def person_with(address: str) -> Person | None:
    """The one current person with that address, in the roster or on their account; None for none and for several."""
    if not address:
        return None
    is_theirs = Q(email__iexact=address) | Q(account__email__iexact=address, account__is_active=True)
    here = Person.objects.filter(is_theirs, withdrawn_on=None, merged_into=None).select_related("organisation")
    found = list(here.distinct()[:2])
    return found[0] if len(found) == 1 else None


def school_of(sender: Sender, mailbox: Mailbox) -> Organisation:
    """A district's mailbox serves its schools: the ticket goes to the sender's."""
    person = sender.person
    if person is not None and person.organisation.scope_path.startswith(mailbox.organisation.scope_path):
        return person.organisation
    return mailbox.organisation
