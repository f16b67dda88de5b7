"""Canned answers: the list, and the form of one."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.answers import remove_answer, save_answer
from firstbell.helpdesk.forms.around import CannedAnswerForm
from firstbell.helpdesk.models import CannedAnswer
from firstbell.helpdesk.permissions import HelpdeskPermission as May


@page(May.TICKET_WORK)
def answers(request: Request) -> HttpResponseBase:
    found = CannedAnswer.objects.visible_to(request.actor).select_related("organisation")
    context = {"page_title": "Canned answers", "answers": list(found[:500])}
    return render(request, "helpdesk/answers.html", context)


@page(May.TICKET_WORK)
def answer_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(May.TICKET_WORK)
def answer(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(CannedAnswer.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    is_own = found.owner_id is not None and found.owner_id == request.actor.account_id
    if not is_own and not request.actor.can(May.CATALOGUE_EDIT, at=found.scope_path):
        crumbs = [Crumb("Canned answers", reverse("helpdesk:answers"))]
        context = {"page_title": found.title, "answer": found, "form": None, "breadcrumbs": crumbs}
        return render(request, "helpdesk/answer.html", context)
    return _edit(request, found)


@require_POST
@page(May.TICKET_WORK)
def answer_remove(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(CannedAnswer.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    url = reverse("helpdesk:answers")
    return go_after(request, url, lambda: remove_answer(found, by=request.actor), f"“{found.title}” is gone.")


def _edit(request: Request, found: CannedAnswer | None) -> HttpResponseBase:
    instance = CannedAnswer.objects.get(pk=found.pk) if found is not None else CannedAnswer()
    form = CannedAnswerForm(request.POST or None, instance=instance, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_answer(found, by=request.actor, **form.values()))
        if saved is not None:
            return redirect_with_toast(request, reverse("helpdesk:answers"), Toast(f"“{saved.title}” is saved."))
    context = {
        "page_title": found.title if found is not None else "Add a canned answer",
        "form": form,
        "answer": found,
        "breadcrumbs": [Crumb("Canned answers", reverse("helpdesk:answers"))],
    }
    return render(request, "helpdesk/answer.html", context, status=422 if form.errors else 200)
