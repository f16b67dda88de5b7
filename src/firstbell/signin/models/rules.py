"""What a sign-in needs: whether passwords open anything, who must have a second factor, the sealed account."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Account


class SignInRules(models.Model):
    """One row for the installation."""

    passwords_allowed = models.BooleanField(
        "People may sign in with a password of ours",
        default=True,
        help_text="Off: only the providers below, and the sealed account",
    )
    whom_to_ask = models.CharField(
        max_length=200,
        blank=True,
        help_text="Shown to people without an account: “Ask the technology desk, room 104, extension 2231”",
    )

    def __str__(self) -> str:
        return "Rules of signing in"


class SecondFactorRule(models.Model):
    """Whoever holds ``role`` needs a second factor from that day on; before it they are reminded."""

    role = models.CharField(max_length=40, unique=True)
    required_from = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("role",)

    def __str__(self) -> str:
        return f"{self.role} from {self.required_from}"


class SealedAccount(models.Model):
    """The account for the day nothing else lets anybody in. ``used_at`` is set until it is sealed anew."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="seal")
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account.username}, sealed {self.sealed_at:%Y-%m-%d}"
