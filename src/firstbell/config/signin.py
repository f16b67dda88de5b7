"""What locks an account after wrong passwords, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from firstbell.core.client_address import client_address
from firstbell.people.models import Account


def lockout_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """What axes counts wrong passwords by: the account, however it was named, else what was typed.

    Allauth hands axes a user name or an address; without this, axes looks for a third name and
    never locks, and one account could be tried twice as often under its two names.
    """
    given = credentials or {}
    typed = str(given.get("username") or given.get("email") or request.POST.get("login", "")).strip().lower()[:200]
    if not typed:
        return ""
    pk = Account.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).values_list("pk", flat=True).first()
    return f"account {pk}" if pk is not None else typed


def lockout_address(request: HttpRequest) -> str | None:
    """The address that axes counts wrong passwords by; None for a socket in the file system that nobody stands behind."""
    return client_address(request) or None
