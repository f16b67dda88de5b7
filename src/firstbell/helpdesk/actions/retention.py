"""Letting old tickets go: the case stays countable, the people in it are forgotten."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.models import Attachment
from firstbell.core.permissions import CorePermission
from firstbell.helpdesk.models import (
    Escalation,
    HelperJob,
    ImportedTicket,
    RuleRun,
    Ticket,
    TicketEntry,
    TicketRating,
    TicketWatcher,
    Visit,
)
from firstbell.helpdesk.queries import files_of


def forget_tickets(tickets: QuerySet[Ticket], *, by: Actor) -> int:
    """Take requester, title, texts and files out; symptom, place, states and times stay. Returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by) as unit:
        ids = list(tickets.values_list("pk", flat=True))
        drop_ticket_files(files_of(Ticket.objects.filter(pk__in=ids)), by=by)
        TicketEntry.objects.filter(ticket_id__in=ids).exclude(kind=TicketEntry.Kind.STATE).delete()
        TicketEntry.objects.filter(ticket_id__in=ids).update(author_name="", author_key="", text="")
        Ticket.objects.filter(pk__in=ids).update(
            requester=None, requester_label="", title="Old ticket", description="", opened_by=""
        )
        TicketWatcher.objects.filter(ticket_id__in=ids).delete()
        TicketRating.objects.filter(ticket_id__in=ids).update(why="")
        HelperJob.objects.filter(ticket_id__in=ids).update(task="", done="", answer="", given_by="", decided_by="")
        Visit.objects.filter(ticket_id__in=ids).update(made_by="")
        RuleRun.objects.filter(ticket_id__in=ids).delete()
        ImportedTicket.objects.filter(ticket_id__in=ids).update(said=[])
        Escalation.objects.filter(ticket_id__in=ids).update(given={}, pack={}, answer="")
        unit.reindex(Ticket.KIND_REF, *ids)
    return len(ids)


def drop_ticket_files(files: QuerySet[Attachment], *, by: Actor) -> int:
    """Delete the files and their rows; returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        found = list(files)
        for one in found:
            one.file.delete(save=False)
        Attachment.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
