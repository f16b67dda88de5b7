"""Who is signed in where. Only what a person needs to recognise a device: no address, no full user agent."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.people.models import Account
from firstbell.signin.permissions import SigninPermission


class SignedInSessionQuerySet(models.QuerySet["SignedInSession"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of accounts whose sessions one may end."""
        scope = actor.scope(SigninPermission.SESSION_END)
        if scope.is_everywhere:
            return self
        return self.filter(models.Q(account_id=actor.account_id) | scope.q("account__person__organisation__path"))


class SignedInSession(models.Model):
    """``key`` is Django's session; deleting that ends the sign-in at once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=80)
    way = models.CharField(max_length=60, help_text="Password, passkey, the provider's name, kiosk")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects: ClassVar[SignedInSessionQuerySet] = SignedInSessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-seen_at", "-pk")

    def __str__(self) -> str:
        return f"{self.account} on {self.device}"
