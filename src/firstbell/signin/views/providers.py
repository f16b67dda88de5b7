"""Setting up providers: a list with what was found, a form each, and the buttons."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.scope import EVERYWHERE
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.signin.actions.providers import (
    add_provider,
    check_provider,
    edit_provider,
    read_metadata_again,
    remove_provider,
    switch_provider,
)
from firstbell.signin.forms import ProviderForm
from firstbell.signin.models import IdentityProvider
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.views.oidc import callback_url
from firstbell.signin.views.saml import answer_url, metadata_url

Kind = IdentityProvider.Kind


def tabs(active: str) -> list[Tab]:
    """The two pages of the room that administrators see."""
    names = (("providers", "Providers"), ("rules", "Rules"))
    return [Tab(label, reverse(f"signin:{name}"), active=name == active) for name, label in names]


@page(SigninPermission.PROVIDER_EDIT)
def providers(request: Request) -> HttpResponseBase:
    _require_everywhere(request)
    rows = list(IdentityProvider.objects.all())
    context = {
        "page_title": "Sign-in",
        "page_meta": "Who outside may vouch for people we know. Nobody gets in who is not in the roster.",
        "tabs": tabs("providers"),
        "providers": [(row, _verdict(row)) for row in rows],
        "kinds": Kind.choices,
    }
    return render(request, "signin/providers.html", context)


@page(SigninPermission.PROVIDER_EDIT)
def provider_add(request: Request, kind: str) -> HttpResponseBase:
    _require_everywhere(request)
    if kind not in Kind.values:
        raise Http404
    form = ProviderForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_provider(kind, values=form.values(), by=request.actor))
        if made is not None:
            return redirect_with_toast(request, _url(made), Toast("Saved. Test it, then switch it on."))
    context = {
        "page_title": f"Sign-in with {Kind(kind).label}",
        "breadcrumbs": [Crumb("Sign-in", reverse("signin:providers"))],
        "form": form,
        "submit": "Save",
        "cancel_url": reverse("signin:providers"),
    }
    return render(request, "signin/form.html", context, status=422 if form.errors else 200)


@page(SigninPermission.PROVIDER_EDIT)
def provider(request: Request, pk: int) -> HttpResponseBase:
    """What the other side must be told, what the last test found, and the form."""
    row = _row(request, pk)
    form = ProviderForm(request.POST or None, kind=row.kind, provider=row)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_provider(row, values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _url(row), Toast("Saved."))
        row = _row(request, pk)
    context = {
        "page_title": row.name,
        "breadcrumbs": [Crumb("Sign-in", reverse("signin:providers"))],
        "provider": row,
        "form": form,
        "told": _told(request, row),
        "links": row.identities.count(),
    }
    return render(request, "signin/provider.html", context, status=422 if form.errors else 200)


@require_POST
@page(SigninPermission.PROVIDER_EDIT)
def provider_check(request: Request, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    callback = callback_url(request, row)
    return go_after(request, _url(row), lambda: check_provider(row, callback=callback, by=request.actor), "Tested.")


@require_POST
@page(SigninPermission.PROVIDER_EDIT)
def provider_switch(request: Request, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    on = not row.is_on
    word = "on: its button is on the sign-in page." if on else "off."
    return go_after(
        request, _url(row), lambda: switch_provider(row, on=on, by=request.actor), f"{row} is switched {word}"
    )


@require_POST
@page(SigninPermission.PROVIDER_EDIT)
def provider_metadata(request: Request, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    return go_after(
        request, _url(row), lambda: read_metadata_again(row, by=request.actor), "The metadata is read anew."
    )


@require_POST
@page(SigninPermission.PROVIDER_EDIT)
def provider_remove(request: Request, pk: int) -> HttpResponseBase:
    row = _row(request, pk)
    url = _url(row) if row.is_on else reverse("signin:providers")
    return go_after(request, url, lambda: remove_provider(row, by=request.actor), f"{row} is removed.")


def _require_everywhere(request: Request) -> None:
    request.actor.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)


def _row(request: Request, pk: int) -> IdentityProvider:
    _require_everywhere(request)
    return get_object_or_404(IdentityProvider, pk=pk)


def _url(row: IdentityProvider) -> str:
    return reverse("signin:provider", args=[row.pk])


def _verdict(row: IdentityProvider) -> str:
    if row.tested_at is None:
        return "unknown"
    return "fail" if any(one["verdict"] == "fail" for one in row.test_findings) else "pass"


def _told(request: Request, row: IdentityProvider) -> list[tuple[str, str]]:
    """Addresses to copy to the other side."""
    if row.is_oidc:
        return [("Redirect URI", callback_url(request, row))]
    if row.kind == Kind.SAML:
        return [
            ("Entity id, and where our metadata is", metadata_url(request, row)),
            ("Answers go to (ACS, HTTP-POST)", answer_url(request, row)),
        ]
    return []
