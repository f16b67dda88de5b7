"""Escalations: sent by the campus, answered by the district, and what stands between them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.escalations import (
    acknowledge_escalation,
    decline_escalation,
    draft_escalation,
    finish_escalation,
    return_escalation,
    send_escalation,
    set_outside_number,
)
from firstbell.helpdesk.forms.escalations import AnswerForm, EscalateForm
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.escalations import given_of, may_answer, reads_answer, standing
from firstbell.helpdesk.queries.evidence import LABELS, Pack, build_pack, hints_for, pack_of_data
from firstbell.helpdesk.views.evidence import worked_ticket

MOST = 200


@page(May.TICKET_WORK, May.ESCALATION_ANSWER)
def escalations(request: Request) -> HttpResponseBase:
    rows = list(standing(request.actor)[: MOST + 1])
    context = {"page_title": "Escalations", "rows": rows[:MOST], "has_more": len(rows) > MOST}
    return render(request, "helpdesk/escalations.html", context)


@page(May.TICKET_WORK)
def escalate(request: Request, pk: int) -> HttpResponseBase:
    """One page: what is known, what the reason still needs, and the button that sends."""
    ticket = worked_ticket(request, pk)
    begun = Escalation.objects.filter(ticket=ticket, state__in=Escalation.STANDING).select_related("reason").first()
    if begun is not None and begun.state in (Escalation.State.SENT, Escalation.State.ACKNOWLEDGED):
        return redirect("helpdesk:escalation_answer", begun.pk)
    pack = _pack(ticket, begun)
    known = pack.keys - (begun.given.keys() if begun is not None else set())
    form = EscalateForm(request.POST or None, initial=EscalateForm.initial_of(begun), known=known)
    if request.method == "POST" and form.is_valid():
        drafted = attempt(form, lambda: _draft(request, ticket, form))
        if drafted is not None and "send" not in request.POST:
            return _to_ticket(request, ticket, "The draft is kept.")
        if drafted is not None:
            if attempt(form, lambda: send_escalation(drafted, by=request.actor)) is not None:
                return _to_ticket(request, ticket, f"{ticket.number} is with the district now. You stay its contact.")
            begun, pack = drafted, _pack(ticket, drafted)
    context = {
        "page_title": f"Escalate {ticket.number}",
        "breadcrumbs": [
            Crumb("Tickets", reverse("helpdesk:tickets")), Crumb(ticket.number, reverse("helpdesk:ticket", args=[pk])),
        ],
        "ticket": ticket,
        "form": form,
        "begun": begun,
        "reasons": [(one, hints_for(one)) for one in EscalationReason.objects.filter(is_active=True)],
        "pack": pack,
        "reads_answer": begun is not None and reads_answer(begun, request.actor),
        "missing": [LABELS.get(key, key) for key in begun.missing] if begun is not None else [],
    }  # fmt: skip
    return render(request, "helpdesk/escalate.html", context, status=422 if form.errors else 200)


def _pack(ticket: Ticket, begun: Escalation | None) -> Pack:
    return build_pack(ticket, reason=begun.reason if begun is not None else None, given=given_of(begun))


def _draft(request: Request, ticket: Ticket, form: EscalateForm) -> Escalation:
    data = form.cleaned_data
    return draft_escalation(
        ticket, reason=data["reason"], given=form.given(), deadline=data["deadline"], by=request.actor
    )


def _to_ticket(request: Request, ticket: Ticket, text: str) -> HttpResponseBase:
    return redirect_with_toast(request, reverse("helpdesk:ticket", args=[ticket.pk]), Toast(text))


@page(May.TICKET_WORK, May.ESCALATION_ANSWER)
def answer(request: Request, pk: int) -> HttpResponseBase:
    """The evidence as it was sent, and the answers one may give."""
    found = _escalation(request, pk)
    form = AnswerForm(request.POST or None)
    step = request.POST.get("step", "")
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _step(found, step, form, request)) is not None
    ):
        toast = Toast(f"{found.ticket.number}: saved. The campus is told.")
        return redirect_with_toast(request, reverse("helpdesk:escalations"), toast)
    found = _escalation(request, pk)
    context = {
        "page_title": f"Escalation of {found.ticket.number}",
        "breadcrumbs": [Crumb("Escalations", reverse("helpdesk:escalations"))],
        "one": found,
        "pack": pack_of_data(found.pack) if found.pack else None,
        "form": form,
        "can_answer": may_answer(found, found.ticket, request.actor) and found.state in ("sent", "acknowledged"),
        "can_number": bool(found.outside_to),
        "reads_answer": reads_answer(found, request.actor),
        "missing": [LABELS.get(key, key) for key in found.missing],
    }
    return render(request, "helpdesk/escalation.html", context, status=422 if form.errors else 200)


def _step(found: Escalation, step: str, form: AnswerForm, request: Request) -> Escalation:
    by, text = request.actor, form.cleaned_data["answer"]
    steps: dict[str, Callable[[], Escalation]] = {
        "acknowledge": lambda: acknowledge_escalation(found, by=by),
        "return": lambda: return_escalation(found, missing=form.cleaned_data["missing"], answer=text, by=by),
        "decline": lambda: decline_escalation(found, answer=text, by=by),
    }
    return steps.get(step, lambda: finish_escalation(found, answer=text, by=by))()


@require_POST
@page(May.TICKET_WORK)
def number(request: Request, pk: int) -> HttpResponseBase:
    found = _escalation(request, pk)
    given = request.POST.get("number", "")
    return go_after(
        request,
        reverse("helpdesk:escalation_answer", args=[pk]),
        lambda: set_outside_number(found, number=given, by=request.actor),
        "Their number is kept.",
    )


def _escalation(request: Request, pk: int) -> Escalation:
    related = ("ticket__organisation", "reason", "sender__person", "worker__person")
    return get_object_or_404(Escalation.objects.visible_to(request.actor).select_related(*related), pk=pk)
