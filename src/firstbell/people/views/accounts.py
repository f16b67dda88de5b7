"""Accounts: of others, by whoever manages them; one's own, with API tokens."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import all_roles
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import FirstbellError, Forbidden
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.accounts import (
    PasswordLink,
    create_account_for,
    deactivate_account,
    edit_account,
    make_password_link,
    reactivate_account,
)
from firstbell.people.actions.tokens import NewToken, create_token, revoke_token
from firstbell.people.forms import AccountForm, TokenForm
from firstbell.people.models import Account, ApiToken, Organisation
from firstbell.people.permissions import PeoplePermission
from firstbell.people.views.persons import visible_person


@never_cache
@require_POST
@page(PeoplePermission.ACCOUNT_MANAGE)
def account_create(request: Request, pk: int) -> HttpResponseBase:
    """Make the person's account and show the one-time link, once."""
    person = visible_person(request.actor, pk)
    try:
        link = create_account_for(person, by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, reverse("people:person", args=[pk]), Toast(str(error), tone="bad"))
    return _show_link(request, link)


@never_cache
@require_POST
@page(PeoplePermission.ACCOUNT_MANAGE)
def account_link(request: Request, pk: int) -> HttpResponseBase:
    account = _visible(request, pk)
    try:
        link = make_password_link(account, by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, _url(account), Toast(str(error), tone="bad"))
    return _show_link(request, link)


@require_POST
@page(PeoplePermission.ACCOUNT_MANAGE)
def account_switch(request: Request, pk: int) -> HttpResponseBase:
    """Off when on, on when off."""
    account = _visible(request, pk)
    if account.is_active:
        return go_after(
            request,
            _url(account),
            lambda: deactivate_account(account, by=request.actor),
            "The account is switched off.",
        )
    return go_after(
        request, _url(account), lambda: reactivate_account(account, by=request.actor), "The account is switched on."
    )


@page(PeoplePermission.ACCOUNT_MANAGE)
def account_edit(request: Request, pk: int) -> HttpResponseBase:
    account = _visible(request, pk)
    form = AccountForm(request.POST or None, initial={"username": account.username, "email": account.email})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_account(account, **form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _url(saved), Toast("The account is saved."))
    context = {
        "page_title": f"Account of {account.display_name}",
        "breadcrumbs": [Crumb(account.display_name, _url(account))],
        "form": form,
        "submit": "Save",
        "cancel_url": _url(account),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _visible(request: Request, pk: int) -> Account:
    accounts = Account.objects.visible_to(request.actor).select_related("person__organisation")
    return get_object_or_404(accounts, pk=pk)


def _url(account: Account) -> str:
    if account.person_id is None:
        return reverse("people:roles")
    return reverse("people:person", args=[account.person_id])


def _show_link(request: Request, link: PasswordLink) -> HttpResponse:
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": link.uidb36, "key": link.key})
    context = {
        "page_title": f"Password link for {link.account.display_name}",
        "breadcrumbs": [Crumb(link.account.display_name, _url(link.account))],
        "account": link.account,
        "link": request.build_absolute_uri(path),
        "back_url": _url(link.account),
    }
    return render(request, "people/password_link.html", context)


@page()
def account(request: Request) -> HttpResponseBase:
    """One's own account: roles, sign-in, tokens."""
    return _account_page(request, TokenForm(actor=request.actor))


@never_cache
@require_POST
@page(CorePermission.API_USE)
def token_add(request: Request) -> HttpResponseBase:
    """The new token is shown in this answer and never again."""
    form = TokenForm(request.POST, actor=request.actor)
    made = None
    if form.is_valid():
        made = attempt(form, lambda: _make(request, form))
    if made is None:
        return _account_page(request, form, status=422)
    return _account_page(request, TokenForm(actor=request.actor), made=made)


def _make(request: Request, form: TokenForm) -> NewToken:
    day: dt.date | None = form.cleaned_data["expires_on"]
    ends = timezone.make_aware(dt.datetime.combine(day, dt.time.max)) if day is not None else None
    own = _own(request)
    return create_token(
        own,
        name=form.cleaned_data["name"],
        permissions=form.cleaned_data["permissions"],
        expires_at=ends,
        by=request.actor,
    )


@require_POST
@page(CorePermission.API_USE, PeoplePermission.TOKEN_MANAGE)
def token_revoke(request: Request, pk: int) -> HttpResponseBase:
    tokens = ApiToken.objects.visible_to(request.actor).select_related("account__person__organisation")
    token = get_object_or_404(tokens, pk=pk)
    url = reverse("people:account")
    return go_after(
        request, url, lambda: revoke_token(token, by=request.actor), f"“{token.name}” opens nothing any more."
    )


def _account_page(
    request: Request, form: TokenForm, *, made: NewToken | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    own = _own(request)
    roles = all_roles()
    ids = {int(grant.org_path.rstrip(".").rpartition(".")[2]) for grant in actor.grants if grant.org_path}
    names = dict(Organisation.objects.filter(pk__in=ids).values_list("path", "name"))
    tokens = ApiToken.objects.filter(account=own)
    context = {
        "page_title": "My account",
        "own": own,
        "facts": [
            Fact("User name", own.username, code=True),
            Fact("E-mail", own.email),
            Fact("Signed in since", f"{timezone.localtime(own.last_login):%b %-d, %H:%M}" if own.last_login else ""),
            Fact("This session ends", f"{timezone.localtime(request.session.get_expiry_date()):%b %-d, %H:%M}"),
        ],
        "roles": [
            (roles[grant.role], names.get(grant.org_path, "Everywhere"))
            for grant in actor.grants
            if grant.role in roles
        ],
        "may_use_api": actor.can(CorePermission.API_USE),
        "tokens": list(tokens),
        "now": timezone.now(),
        "form": form,
        "made": made,
    }
    return render(request, "people/account.html", context, status=status)


def _own(request: Request) -> Account:
    account_id = request.actor.account_id
    assert account_id is not None  # @page lets nobody in without an account
    return Account.objects.select_related("person").get(pk=account_id)
