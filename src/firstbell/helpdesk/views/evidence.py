"""The evidence pack of a ticket: as a page, as a PDF, and shown to a team."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.helpdesk.actions.evidence import take_evidence, tell_team_evidence
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.papers import pack_pdf
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.evidence import TICKET_RELATED, build_pack


def worked_ticket(request: Request, pk: int) -> Ticket:
    """A ticket the actor may see and work on; 404, or 403."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*TICKET_RELATED), pk=pk)
    request.actor.require(May.TICKET_WORK, at=ticket.organisation.scope_path)
    return ticket


@page(May.TICKET_WORK)
def pack(request: Request, pk: int) -> HttpResponseBase:
    ticket = worked_ticket(request, pk)
    ticket_url = reverse("helpdesk:ticket", args=[pk])
    context = {
        "page_title": f"Evidence of {ticket.number}",
        "breadcrumbs": [Crumb("Tickets", reverse("helpdesk:tickets")), Crumb(ticket.number, ticket_url)],
        "ticket": ticket,
        "pack": build_pack(ticket),
    }
    return render(request, "helpdesk/evidence.html", context)


@require_POST
@page(May.TICKET_WORK)
def pack_pdf_file(request: Request, pk: int) -> HttpResponseBase:
    """A download, written into the disclosure log; by POST, because it is written down."""
    ticket = worked_ticket(request, pk)
    taken = take_evidence(ticket, by=request.actor)
    response = HttpResponse(pack_pdf(taken, title=f"Evidence of {ticket.number}"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{ticket.number}.pdf"'
    return response


@require_POST
@page(May.TICKET_WORK)
def pack_tell(request: Request, pk: int) -> HttpResponseBase:
    ticket = worked_ticket(request, pk)
    team = request.POST.get("team", "")
    return go_after(
        request,
        reverse("helpdesk:evidence", args=[pk]),
        lambda: tell_team_evidence(ticket, team=team, by=request.actor),
        "They are told where to find it.",
    )
