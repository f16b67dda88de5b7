"""How people get accounts: never by signing themselves up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made from the roster or by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
