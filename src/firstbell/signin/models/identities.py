"""Which outside identity is which account of ours."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.people.models import Account
from firstbell.signin.models.providers import IdentityProvider
from firstbell.signin.permissions import SigninPermission


class LinkedIdentityQuerySet(models.QuerySet["LinkedIdentity"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of accounts one may unlink."""
        scope = actor.scope(SigninPermission.IDENTITY_UNLINK)
        if scope.is_everywhere:
            return self
        return self.filter(models.Q(account_id=actor.account_id) | scope.q("account__person__organisation__path"))


class LinkedIdentity(models.Model):
    """``subject`` is what the provider promises never to give to somebody else; the address may change."""

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identities")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=255)
    address = models.CharField(max_length=254, blank=True)
    linked_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LinkedIdentityQuerySet] = LinkedIdentityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("provider__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["provider", "subject"], name="one_account_per_identity"),
            models.UniqueConstraint(fields=["provider", "account"], name="one_identity_per_account"),
        )

    def __str__(self) -> str:
        return f"{self.provider}: {self.address or self.subject}"
