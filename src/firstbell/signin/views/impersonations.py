"""Looking with somebody else's eyes: the form that asks why, and the way back."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.signin.actions.impersonations import begin_impersonation, end_impersonation
from firstbell.signin.forms import ViewAsForm
from firstbell.signin.middleware import AS
from firstbell.signin.models import Impersonation
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.views.sessions import visible_account


@page(SigninPermission.ACCOUNT_VIEW_AS)
def impersonation_begin(request: Request, pk: int) -> HttpResponseBase:
    target = visible_account(request, pk)
    request.actor.require(SigninPermission.ACCOUNT_VIEW_AS, at=target.scope_path)
    may_act = request.actor.can(SigninPermission.ACCOUNT_ACT_AS, at=target.scope_path)
    form = ViewAsForm(request.POST or None, may_act=may_act)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: begin_impersonation(target, **form.cleaned_data, by=request.actor))
        if made is not None:
            request.session[AS] = made.pk
            return redirect_with_toast(request, reverse("home"), Toast(f"You see Firstbell as {target} now.", "info"))
    context = {
        "page_title": f"Look as {target}",
        "page_meta": "For half an hour. They do not see it; the audit trail does.",
        "breadcrumbs": [Crumb(target.display_name, _url(target))],
        "form": form,
        "submit": "Look",
        "cancel_url": _url(target),
    }
    return render(request, "signin/form.html", context, status=422 if form.errors else 200)


@require_POST
@page()
def impersonation_end(request: Request) -> HttpResponseBase:
    """Back to oneself, on the page of whom one was."""
    pk = request.session.pop(AS, None)
    me = cast(Account, request.user)
    mine = Impersonation.objects.select_related("target__person__organisation")
    found = get_object_or_404(mine, pk=pk, account_id=me.pk)
    end_impersonation(found, by=actor_of_account(me))
    return redirect_with_toast(request, _url(found.target), Toast("You are yourself again."))


def _url(target: Account) -> str:
    return reverse("people:person", args=[target.person_id]) if target.person_id is not None else reverse("home")
