"""Letting old mail go."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.connectors.mail.models import InboundMail
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission


def forget_mails(mails: QuerySet[InboundMail], *, by: Actor) -> int:
    """Delete the sources and blank who wrote and what about; returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        found = list(mails)
        for one in found:
            one.source.delete(save=False)
        InboundMail.objects.filter(pk__in=[one.pk for one in found]).update(
            source="",
            sender="",
            sender_name="",
            recipient="",
            subject="",
            person=None,
            left_out=[],
            reason="",
            remedy="",
        )
    return len(found)
