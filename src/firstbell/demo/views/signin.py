"""Sign in as anybody of the demo's cast with one click. Exists only in the demo."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from firstbell.demo.cast import PARTS
from firstbell.people.models import Account

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def choose(request: HttpRequest) -> HttpResponseBase:
    """The cast as cards."""
    _only_in_demo()
    accounts = {
        account.username: account
        for account in Account.objects.filter(username__in=[part.username for part in PARTS]).select_related(
            "person__organisation"
        )
    }
    cards = [(part, accounts[part.username]) for part in PARTS if part.username in accounts]
    return render(request, "demo/choose.html", {"page_title": "Who are you today?", "cards": cards})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponseBase:
    _only_in_demo()
    names = [part.username for part in PARTS]
    account = get_object_or_404(Account, username=request.POST.get("username", ""), username__in=names)
    login(request, account, backend=BACKEND)
    return HttpResponseRedirect("/")


def _only_in_demo() -> None:
    # The URLs are mounted only in the demo; this is the second lock.
    if not settings.FIRSTBELL_DEMO:
        raise Http404
