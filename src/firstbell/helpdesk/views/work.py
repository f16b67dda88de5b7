"""What is done on a ticket's page: speak, take a step, assign, link devices."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast, safe_next
from firstbell.core.scan import resolve
from firstbell.core.ui.shapes import Tone
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.tickets import assign_ticket, link_item, unlink_item
from firstbell.helpdesk.forms.states import StateForm
from firstbell.helpdesk.forms.tickets import TextForm
from firstbell.helpdesk.lifecycle import transitions_from
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import mentioned, possible_assignees, readers_who_work
from firstbell.helpdesk.views.tickets import render_ticket, ticket_context
from firstbell.inventory.models import Item


def _ticket(request: Request, pk: int) -> Ticket:
    related = (
        "organisation", "requester__homeroom", "assignee__person", "symptom", "place", "duplicate_of", "incident",
        "walk__card",
    )  # fmt: skip
    return get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*related), pk=pk)


def _back(request: Request, ticket: Ticket, text: str, *, tone: Tone = "good") -> HttpResponse:
    """To the page one came from, by its `next`, else the ticket's own."""
    url = safe_next(request, reverse("helpdesk:ticket", args=[ticket.pk]))
    return redirect_with_toast(request, url, Toast(text, tone=tone))


@require_POST
@page()
def ticket_reply(request: Request, pk: int) -> HttpResponseBase:
    """A reply with what goes along; a fault leaves what was typed on the page."""
    ticket, form = _ticket(request, pk), TextForm(request.POST)
    actor = request.actor
    if form.is_valid():
        minutes = form.cleaned_data["minutes"]
        if attempt(
            form,
            lambda: add_reply(ticket, text=form.cleaned_data["text"], minutes=minutes, files=_files(request), by=actor),
        ):
            return _back(request, ticket, "Reply sent.")
    return _said_again(request, ticket, form, "reply")


@require_POST
@page()
def ticket_note(request: Request, pk: int) -> HttpResponseBase:
    """A note for colleagues; whoever is named in it is told."""
    ticket, form = _ticket(request, pk), TextForm(request.POST)
    actor = request.actor
    if form.is_valid():
        data = form.cleaned_data
        chosen = [one for one in readers_who_work(ticket) if one.pk == data["mention"]] if data["mention"] else []
        if attempt(
            form,
            lambda: add_note(
                ticket, text=data["text"], minutes=data["minutes"], files=_files(request), mentions=chosen, by=actor
            ),
        ):
            unknown = mentioned(data["text"], ticket)[1]
            text = f"Noted. “@{unknown[0]}” is not one person who works here: nobody was told." if unknown else "Noted."
            return _back(request, ticket, text, tone="warn" if unknown else "good")
    return _said_again(request, ticket, form, "note")


def _files(request: Request) -> list[UploadedFile[bytes]]:
    return list(request.FILES.getlist("files"))


def _said_again(request: Request, ticket: Ticket, form: TextForm, where: str) -> HttpResponseBase:
    context = ticket_context(request, ticket)
    problem = "; ".join(str(message) for messages in form.errors.values() for message in messages)
    context |= {f"{where}_text": request.POST.get("text", ""), f"{where}_problem": problem}
    return render_ticket(request, ticket, context, status=422)


@require_POST
@page()
def ticket_state(request: Request, pk: int, to: str) -> HttpResponseBase:
    """Take one step of the lifecycle; a faulty form comes back on the ticket's page."""
    ticket = _ticket(request, pk)
    step = next((one for one in transitions_from(ticket, request.actor) if one.to == to), None)
    if step is None:
        return _back(request, ticket, f"{ticket.number} cannot go there from where it is now.", tone="warn")
    form = StateForm(request.POST, step=step, ticket=ticket, actor=request.actor)
    if form.is_valid():
        try:
            moved = change_state(ticket, to=step.to, details=form.cleaned_data, by=request.actor)
        except FirstbellError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return _back(request, moved, f"{moved.number}: {moved.get_state_display().lower()}.")
    return render_ticket(request, ticket, ticket_context(request, ticket, form), status=422)


@require_POST
@page()
def ticket_assign(request: Request, pk: int) -> HttpResponseBase:
    ticket = _ticket(request, pk)
    chosen = request.POST.get("assignee", "")
    account = next((one for one in possible_assignees(ticket.organisation) if str(one.pk) == chosen), None)
    if chosen and account is None:
        return _back(request, ticket, "That person does not work on tickets here.", tone="bad")
    assign_ticket(ticket, assignee=account, by=request.actor)
    return _back(request, ticket, f"Assigned to {account}." if account else "Assigned to nobody.")


@require_POST
@page()
def ticket_link(request: Request, pk: int) -> HttpResponseBase:
    ticket = _ticket(request, pk)
    code = request.POST.get("code", "")
    matches = resolve(code, request.actor, kinds=[Item.KIND_REF])
    if not matches:
        return _back(request, ticket, f"No device is known by “{code}”. Check the label.", tone="bad")
    link_item(ticket, matches[0].object, by=request.actor)
    return _back(request, ticket, f"{matches[0].label} is on this ticket.")


@require_POST
@page()
def ticket_unlink(request: Request, pk: int, item_pk: int) -> HttpResponseBase:
    ticket = _ticket(request, pk)
    link = ticket.ticket_items.select_related("item__organisation").filter(item_id=item_pk).first()
    if link is None:
        raise Http404
    unlink_item(ticket, link.item, by=request.actor)
    return _back(request, ticket, f"{link.item.label} is off this ticket.")
