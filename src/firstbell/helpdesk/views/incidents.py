"""One trouble of many: made of several tickets, joined, and the rule that proposes it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.incidents import join_incident, make_incident, save_outage_rule
from firstbell.helpdesk.forms.incidents import OutageRuleForm
from firstbell.helpdesk.models import OutageRule, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import ticket_number


@require_POST
@page(May.TICKET_WORK)
def make(request: Request) -> HttpResponseBase:
    """Of the ticked tickets, one incident."""
    keys = [int(one) for one in request.POST.getlist("ticket") if one.isdecimal() and len(one) < 19]
    tickets = list(Ticket.objects.visible_to(request.actor).select_related("organisation").filter(pk__in=keys))
    title = request.POST.get("title", "")
    return go_after(
        request,
        reverse("helpdesk:tickets"),
        lambda: make_incident(tickets, title=title, by=request.actor),
        "One incident now. Everybody is told when it is solved.",
    )


@require_POST
@page(May.TICKET_WORK)
def join(request: Request, pk: int) -> HttpResponseBase:
    """Hang a ticket on an incident by its number; an empty number takes it off."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    text = request.POST.get("incident", "").strip()
    url = reverse("helpdesk:ticket", args=[pk])

    def act() -> None:
        found = None
        if text:
            number = ticket_number(text)
            found = (
                Ticket.objects.visible_to(request.actor).select_related("organisation").filter(pk=number or 0).first()
            )
            if found is None:
                raise NotFound(f"There is no ticket “{text}”.", remedy="Type its number, e.g. T-123.")
        join_incident(ticket, found, by=request.actor)

    return go_after(request, url, act, f"Part of {text}." if text else "Not part of an incident any more.")


@page(May.CATALOGUE_EDIT)
def rule(request: Request) -> HttpResponseBase:
    """When similar tickets look like one trouble."""
    found = OutageRule.objects.filter(organisation=None).first() or OutageRule()
    form = OutageRuleForm(request.POST or None, instance=OutageRule.objects.filter(pk=found.pk).first() or OutageRule())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: save_outage_rule(None, by=request.actor, **data)) is not None:
            return redirect_with_toast(request, reverse("helpdesk:tickets"), Toast("Saved."))
    context = {
        "page_title": "When tickets look like one trouble",
        "form": form,
        "breadcrumbs": [Crumb("Tickets", reverse("helpdesk:tickets"))],
        "submit": "Save",
        "cancel_url": reverse("helpdesk:tickets"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
