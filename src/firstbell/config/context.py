"""What the frame around every page shows: navigation, who is signed in, banners."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from firstbell.core.actor import ANONYMOUS, Actor, all_roles
from firstbell.core.nav import navigation, quick
from firstbell.core.notifications.queries import unread_count
from firstbell.core.ui.shapes import Banner, Bell, NavItem, Viewer
from firstbell.signin.models import IdentityProvider
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import broken_seal, sign_in_rules


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for ``core/base.html``; for people who are not signed in, what the sign-in page asks for."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    if actor.account_id is None:
        return {"banner": _demo(), "ways_in": lambda: ways_in(request)}
    roles = all_roles()
    labels = [roles[key].label for key in actor.roles if key in roles]
    nav = navigation(actor, request.path)
    return {
        "actor": actor,
        "nav": nav,
        "quick": quick(nav),
        "menu_links": [
            NavItem("My account", reverse("people:account"), "person"),
            NavItem("How I am told", reverse("core:notice_preferences"), "bell"),
        ],
        "bell": SimpleLazyObject(lambda: Bell(reverse("core:notices"), unread_count(actor))),
        "viewer": Viewer(name=actor.name, role=labels[0] if labels else ""),
        "banner": _banner(request, actor),
    }


def ways_in(request: HttpRequest) -> dict[str, Any]:
    """A button for each provider that is on, and whether the form with a password is of any use. Two queries."""
    rows = list(IdentityProvider.objects.filter(is_on=True))
    after = request.GET.get("next", "")
    query = f"?{urlencode({'next': after})}" if after else ""
    buttons = []
    for row in rows:
        if row.kind != IdentityProvider.Kind.LDAP:
            name = "signin:saml_login" if row.kind == IdentityProvider.Kind.SAML else "signin:oidc_login"
            buttons.append((row.name, reverse(name, args=[row.slug]) + query))
    rules = sign_in_rules()
    return {
        "buttons": buttons,
        "with_password": rules.passwords_allowed or len(buttons) < len(rows),
        "whom_to_ask": rules.whom_to_ask,
    }


def _banner(request: HttpRequest, actor: Actor) -> Banner | None:
    disguise = getattr(request, "disguise", None)
    if disguise is not None:
        verb = "You act as" if disguise.may_act else "You look as"
        return Banner(
            f"{verb} {disguise.target} until {disguise.until}.",
            tone="bad",
            url=reverse("signin:impersonation_end"),
            url_label="Be yourself again",
            is_button=True,
            key="q",
        )
    if actor.can(SigninPermission.SEAL_MAKE) and broken_seal() is not None:
        return Banner(
            "The break-glass account was used. Find out who and why, then seal it anew.",
            tone="bad",
            url=reverse("signin:rules"),
            url_label="Look",
        )
    return _demo()


def _demo() -> Banner | None:
    return Banner("Demo district: everybody in it is invented.") if settings.FIRSTBELL_DEMO else None
