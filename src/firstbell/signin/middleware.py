"""What holds on every page of somebody signed in: the list of sessions, the second factor, somebody else's eyes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor, system_actor
from firstbell.core.http import Request
from firstbell.core.permissions import CorePermission
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.signin.actions.impersonations import end_impersonation, is_founded
from firstbell.signin.actions.sessions import begin_session
from firstbell.signin.devices import device_of
from firstbell.signin.models import Impersonation, SignedInSession

FACTOR_DUE = "firstbell_factor_due"
AS = "firstbell_as"
SEEN = "firstbell_seen"
ROW = "firstbell_session"
SEEN_EVERY = 300  # seconds between two notes that a session is still used
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BY = system_actor("sign-in", via="web")
_TO_SET_UP = ("mfa_", "account_reauthenticate", "account_logout", "account_change_password", "account_set_password")
_WAY_OUT = {"signin:impersonation_end", "account_logout"}
_OF_ONESELF = ("account_", "mfa_", "socialaccount_", "signin:", "people:account", "people:token", "api")


@dataclass(frozen=True, slots=True)
class Disguise:
    """Who looks as whom, until when; the frame of every page says so."""

    me: str
    target: str
    until: str
    may_act: bool


class SignInMiddleware:
    """Stands after the actor's and the messages' middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key is not None and request.user.is_authenticated:
            _note_seen(request, request.user)
            if AS in request.session:
                _put_on_disguise(cast(Request, request))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        if request.session.session_key is None:
            return None
        disguise: Disguise | None = getattr(request, "disguise", None)
        if disguise is not None and name not in _WAY_OUT:
            if name.startswith(_OF_ONESELF):
                return _not_as(request, disguise, "Passwords, second factors, tokens and sign-in are nobody else's.")
            if request.method not in SAFE and not disguise.may_act:
                return _not_as(request, disguise, "You are only looking: nothing can be changed this way.")
        if FACTOR_DUE in request.session and not name.startswith(_TO_SET_UP) and request.user.is_authenticated:
            messages.warning(request, "Your role needs a second factor. Set one up to go on.")
            return HttpResponseRedirect(reverse("mfa_index"))
        return None


def _note_seen(request: HttpRequest, account: Account) -> None:
    """Once in five minutes; a session from before there was a list is put on it."""
    now = time.time()
    seen = request.session.get(SEEN)
    if seen is not None and now - seen < SEEN_EVERY:
        return
    key = str(request.session.session_key)
    known = SignedInSession.objects.filter(key=key).update(seen_at=timezone.now())
    if not known:
        device = device_of(request.META.get("HTTP_USER_AGENT", ""))
        session = begin_session(account, key=key, device=device, way="Password", by=_BY)
        request.session[ROW] = session.pk
    request.session[SEEN] = now


def _put_on_disguise(request: Request) -> None:
    """The target's actor in place of one's own: named after both, read-only, without the REST API."""
    found = (
        Impersonation.objects.filter(pk=request.session[AS], account=cast(Account, request.user), ended_at=None)
        .select_related("account__person", "target__person__organisation")
        .first()
    )
    if found is None or found.ends_at <= timezone.now() or not is_founded(found, by=request.actor):
        request.session.pop(AS, None)
        if found is not None:
            end_impersonation(found, by=_BY)
            messages.info(request, f"You are yourself again: the time as {found.target} is over.")
        return
    request.actor = actor_in_disguise(found)
    cast(Any, request).disguise = Disguise(
        me=found.account.display_name,
        target=found.target.display_name,
        until=f"{timezone.localtime(found.ends_at):%H:%M}",
        may_act=found.may_act,
    )


def actor_in_disguise(found: Impersonation) -> Actor:
    """``Dita as Stu``: Stu's rights, Dita's name in the audit."""
    actor = actor_of_account(found.target)
    held = {permission for grant in actor.grants for permission in grant.permissions}
    return replace(
        actor,
        key=f"account:{found.account_id}:as:{found.target_id}",
        name=f"{found.account.display_name} as {found.target.display_name}",
        limit_to=frozenset(held - {CorePermission.API_USE}),
        read_only=not found.may_act,
        is_disguised=True,
        _scopes={},
    )


def _not_as(request: HttpRequest, disguise: Disguise, why: str) -> HttpResponseBase:
    return render(request, "signin/not_as.html", {"disguise": disguise, "why": why}, status=403)
