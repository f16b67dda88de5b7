"""What the help desk lets go, and whom it still needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.core.retention import Due, needs_people, retention_kind
from firstbell.helpdesk.actions.retention import drop_ticket_files, forget_tickets
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import files_of


@retention_kind("helpdesk.tickets", "Closed tickets", "Requester, texts and files go; category, place and times stay")
def tickets(cutoff: dt.datetime, held: set[int]) -> Due:
    somebody = Q(requester__isnull=False) | Q(imported__isnull=False) & ~Q(requester_label="")
    old = Ticket.objects.filter(somebody, closed_at__lt=cutoff).exclude(requester_id__in=held)
    return Due(old.count, lambda by: forget_tickets(old, by=by))


@retention_kind("helpdesk.attachments", "Files in closed tickets", "Deleted")
def attachments(cutoff: dt.datetime, held: set[int]) -> Due:
    closed = Ticket.objects.filter(closed_at__lt=cutoff).exclude(requester_id__in=held)
    files = files_of(closed)
    return Due(files.count, lambda by: drop_ticket_files(files, by=by))


@needs_people
def with_open_tickets() -> QuerySet[Any, Any]:
    return Ticket.objects.filter(closed_at=None, requester__isnull=False).values("requester_id")
