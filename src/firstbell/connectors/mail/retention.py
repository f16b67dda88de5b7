"""What e-mail in lets go: sources, senders and subjects; that a mail was here stays, so that it never comes twice."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from firstbell.connectors.mail.actions.retention import forget_mails
from firstbell.connectors.mail.models import InboundMail
from firstbell.core.retention import Due, retention_kind


@retention_kind("mail.sources", "Sources of mail to the help desk", "Source, sender and subject go; the ticket stays")
def sources(cutoff: dt.datetime, held: set[int]) -> Due:
    settled = ~Q(state=InboundMail.State.RECEIVED) & ~Q(source="")
    old = InboundMail.objects.filter(settled, received_at__lt=cutoff).exclude(person_id__in=held)
    old = old.exclude(ticket__requester_id__in=held)
    return Due(old.count, lambda by: forget_mails(old, by=by))
