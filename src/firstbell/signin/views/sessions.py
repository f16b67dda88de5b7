"""“Where I am signed in”, and what administrators may end, unlink and reset."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.models import Account
from firstbell.signin.actions.factors import reset_factors
from firstbell.signin.actions.identities import unlink_identity
from firstbell.signin.actions.sessions import end_session, end_sessions
from firstbell.signin.forms import ReasonForm
from firstbell.signin.models import LinkedIdentity, SignedInSession
from firstbell.signin.permissions import SigninPermission


@page()
def sessions(request: Request) -> HttpResponseBase:
    """One's own."""
    assert request.actor.account_id is not None  # @page lets nobody in without an account
    rows = SignedInSession.objects.filter(account_id=request.actor.account_id)
    key = request.session.session_key
    context = {
        "page_title": "Where I am signed in",
        "page_meta": "Something here that is not you? End it, then change your password.",
        "breadcrumbs": [Crumb("My account", reverse("people:account"))],
        "sessions": [(row, row.key == key) for row in rows],
        "has_others": any(row.key != key for row in rows),
    }
    return render(request, "signin/sessions.html", context)


@require_POST
@page()
def session_end(request: Request, pk: int) -> HttpResponseBase:
    visible = SignedInSession.objects.visible_to(request.actor).select_related("account__person__organisation")
    row = get_object_or_404(visible, pk=pk)
    own = row.account_id == request.actor.account_id
    url = reverse("signin:sessions") if own else _url(row.account)
    return go_after(request, url, lambda: end_session(row, by=request.actor), f"Signed out on {row.device}.")


@require_POST
@page()
def sessions_end(request: Request) -> HttpResponseBase:
    """Everywhere but here."""
    own = get_object_or_404(Account.objects.select_related("person__organisation"), pk=request.actor.account_id)
    key = request.session.session_key or ""
    return go_after(
        request,
        reverse("signin:sessions"),
        lambda: end_sessions(own, but_key=key, by=request.actor),
        "Signed out everywhere else.",
    )


@require_POST
@page(SigninPermission.SESSION_END)
def account_sign_out(request: Request, pk: int) -> HttpResponseBase:
    account = visible_account(request, pk)
    return go_after(
        request,
        _url(account),
        lambda: end_sessions(account, by=request.actor),
        f"{account} is signed out everywhere.",
    )


@page(SigninPermission.FACTOR_RESET)
def factors_reset(request: Request, pk: int) -> HttpResponseBase:
    account = visible_account(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: reset_factors(account, **form.cleaned_data, by=request.actor))
        if done is not None:
            return redirect_with_toast(request, _url(account), Toast(f"The second factors of {account} are gone."))
    context = {
        "page_title": f"Reset second factors of {account}",
        "page_meta": "Lost phone, broken key. Make sure it is them: with the password this opens the account.",
        "breadcrumbs": [Crumb(account.display_name, _url(account))],
        "form": form,
        "submit": "Take them away",
        "cancel_url": _url(account),
    }
    return render(request, "signin/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(SigninPermission.IDENTITY_UNLINK)
def identity_unlink(request: Request, pk: int) -> HttpResponseBase:
    visible = LinkedIdentity.objects.visible_to(request.actor).select_related(
        "provider", "account__person__organisation"
    )
    row = get_object_or_404(visible, pk=pk)
    url = _url(row.account)
    return go_after(request, url, lambda: unlink_identity(row, by=request.actor), "The link is taken away.")


def visible_account(request: Request, pk: int) -> Account:
    """An account that the actor may see; 404 otherwise."""
    accounts = Account.objects.visible_to(request.actor).select_related("person__organisation")
    return get_object_or_404(accounts, pk=pk)


def _url(account: Account) -> str:
    if account.person_id is None:
        return reverse("people:roles")
    return reverse("people:person", args=[account.person_id])
