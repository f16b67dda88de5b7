"""Student helpers: their own pages, which show nothing but the task, and the technician's buttons."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.helper_jobs import (
    finish_job,
    give_back_job,
    hand_to_helper,
    sign_off_job,
    take_back_job,
)
from firstbell.helpdesk.forms.around import DoneForm, HelperForm, SignOffForm
from firstbell.helpdesk.models import HelperJob
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.views.around import own_page, the_ticket

_RELATED = ("ticket__organisation", "ticket__requester", "ticket__place", "ticket__symptom")


@page(May.HELPER_JOB_DO)
def jobs(request: Request) -> HttpResponseBase:
    """One's own, open ones first."""
    mine = HelperJob.objects.visible_to(request.actor).filter(helper_id=request.actor.account_id)
    context = {
        "page_title": "Work for me",
        "jobs": list(mine.standing().select_related(*_RELATED)[:50]),
        "past": list(mine.exclude(state__in=("given", "done")).select_related("ticket__place", "ticket__symptom")[:20]),
    }
    return render(request, "helpdesk/helper_jobs.html", context)


@page(May.HELPER_JOB_DO)
def job(request: Request, pk: int) -> HttpResponseBase:
    """What to do, where, for whom by first name; then what was done."""
    mine = HelperJob.objects.visible_to(request.actor).filter(helper_id=request.actor.account_id)
    found = get_object_or_404(mine.select_related(*_RELATED), pk=pk)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data["done"]
        if attempt(form, lambda: finish_job(found, done=done, by=request.actor)) is not None:
            text = "Thank you. A technician looks at it."
            return redirect_with_toast(request, reverse("helpdesk:helper_jobs"), Toast(text))
    context = {
        "page_title": found.ticket.symptom.label if found.ticket.symptom is not None else found.ticket.number,
        "page_meta": found.ticket.number,
        "breadcrumbs": [Crumb("Work for me", reverse("helpdesk:helper_jobs"))],
        "job": found,
        "items": list(found.ticket.ticket_items.select_related("item__product")) if found.state == "given" else [],
        "form": form,
    }
    return render(request, "helpdesk/helper_job.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.TICKET_WORK)
def hand_over(request: Request, pk: int) -> HttpResponseBase:
    """Give a ticket to a student helper."""
    ticket = the_ticket(request, pk)
    form = HelperForm(request.POST, ticket=ticket)
    if not form.is_valid():
        problem = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return redirect_with_toast(request, own_page(ticket), Toast(f"Not handed over. {problem}", tone="bad"))
    data = form.cleaned_data
    return go_after(
        request, own_page(ticket),
        lambda: hand_to_helper(ticket, helper=data["helper"], task=data["task"], by=request.actor),
        f"{data['helper']} has it now.",
    )  # fmt: skip


@require_POST
@page(May.TICKET_WORK)
def decide(request: Request, pk: int, how: str) -> HttpResponseBase:
    """Sign off, give back, or take back."""
    jobs_here = HelperJob.objects.visible_to(request.actor).filter(ticket__is_private=False)
    found = get_object_or_404(jobs_here.select_related(*_RELATED), pk=pk)
    request.actor.require(May.TICKET_WORK, at=found.ticket.organisation.scope_path)
    url, by = own_page(found.ticket), request.actor
    if how == "back":
        return go_after(request, url, lambda: take_back_job(found, by=by), "Yours again.")
    if how == "again":
        answer = request.POST.get("answer", "")
        return go_after(request, url, lambda: give_back_job(found, answer=answer, by=by), "Back with the helper.")
    if how != "sign":
        raise Http404
    form = SignOffForm(request.POST)
    if not form.is_valid():
        problem = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return redirect_with_toast(request, url, Toast(f"Not signed off. {problem}", tone="bad"))
    data = form.cleaned_data
    return go_after(request, url, lambda: sign_off_job(found, by=by, **data), "Signed off and resolved.")
