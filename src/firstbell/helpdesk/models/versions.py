"""Versions of the queue: a number for each school that goes up with every change of its tickets.

What is polled asks only these: whoever may see a school's tickets has their number in the tag of what they hold. Private
tickets count apart, so that nobody learns from a number that something happened which they may not see.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from firstbell.helpdesk.models._moving import TABLE, note_moved
from firstbell.helpdesk.models.tickets import Ticket, TicketEntry
from firstbell.people.models import Organisation


class QueueVersionQuerySet(models.QuerySet["QueueVersion"]):
    def below(self, public: Iterable[str], private: Iterable[str]) -> Self:
        """By the paths at the top of what may be seen."""
        wanted = models.Q(pk__in=[])
        for is_private, paths in ((False, public), (True, private)):
            for path in paths:
                here = models.Q(organisation__path__startswith=path) if path else models.Q()
                wanted |= models.Q(is_private=is_private) & here
        return self.filter(wanted)


class QueueVersion(models.Model):
    """``number`` goes up by one with every change that touches a ticket there, or what is said on one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    is_private = models.BooleanField()
    number = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[QueueVersionQuerySet] = QueueVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        db_table = TABLE
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "is_private"], name="one_queue_version_per_school_and_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id}{' private' if self.is_private else ''}: {self.number}"


@receiver([post_save, post_delete], sender=Ticket)
def _ticket_changed(instance: Ticket, **_more: Any) -> None:
    note_moved([(instance.organisation_id, instance.is_private)])


@receiver(post_save, sender=TicketEntry)
def _something_said(instance: TicketEntry, **_more: Any) -> None:
    note_moved([(instance.ticket.organisation_id, instance.ticket.is_private)])
