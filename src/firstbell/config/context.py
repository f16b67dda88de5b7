"""What the frame around every page shows: navigation, who is signed in, banners."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from firstbell.core.actor import ANONYMOUS, Actor, all_roles
from firstbell.core.nav import navigation
from firstbell.core.notifications.queries import unread_count
from firstbell.core.ui.shapes import Banner, Bell, NavItem, Viewer


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for ``core/base.html``; nothing at all for people who are not signed in."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    banner = Banner("Demo district: everybody in it is invented.") if settings.FIRSTBELL_DEMO else None
    if actor.account_id is None:
        return {"banner": banner}
    roles = all_roles()
    labels = [roles[key].label for key in actor.roles if key in roles]
    return {
        "actor": actor,
        "nav": navigation(actor, request.path),
        "menu_links": [
            NavItem("My account", reverse("people:account"), "person"),
            NavItem("How I am told", reverse("core:notice_preferences"), "bell"),
        ],
        "bell": SimpleLazyObject(lambda: Bell(reverse("core:notices"), unread_count(actor))),
        "viewer": Viewer(name=actor.name, role=labels[0] if labels else ""),
        "banner": banner,
    }
