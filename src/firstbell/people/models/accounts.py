"""Accounts that sign in, the roles they hold, and tokens for programs."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Membership, Person
from firstbell.people.permissions import PeoplePermission


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, actor: Actor) -> Self:
        """Accounts of people in the organisations whose accounts or roles the actor manages, and one's own."""
        scope = actor.scope(PeoplePermission.ROLE_GRANT)
        managed = actor.scope(PeoplePermission.ACCOUNT_MANAGE)
        if scope.is_everywhere or managed.is_everywhere:
            return self
        path = "person__organisation__path"
        return self.filter(models.Q(pk=actor.account_id) | scope.q(path) | managed.q(path))


class AccountManager(BaseUserManager["Account"]):
    def get_queryset(self) -> AccountQuerySet:
        return AccountQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> AccountQuerySet:
        return self.get_queryset().visible_to(actor)

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> Account:
        account = self.model(username=username, **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Who may sign in. Rights come from role grants and, by rule, from the person's roster roles."""

    username = models.CharField(max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return self.person.name if self.person is not None else self.username

    @property
    def ref(self) -> Ref:
        return Ref("people.account", self.pk, self.display_name)

    @property
    def about(self) -> tuple[Ref, ...]:
        """The person on whose timeline the account's events also stand."""
        return (self.person.ref,) if self.person is not None else ()

    @property
    def scope_path(self) -> str:
        """Where it belongs; an account without a person is the whole installation's."""
        return self.person.organisation.scope_path if self.person is not None else EVERYWHERE

    # Django and its apps ask these; rights live in role grants, not in staff flags.
    @property
    def is_staff(self) -> bool:
        return False

    @property
    def is_superuser(self) -> bool:
        return False


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own roles, and those given where the actor may give roles."""
        scope = actor.scope(PeoplePermission.ROLE_GRANT)
        if scope.is_everywhere:
            return self
        return self.filter(models.Q(account_id=actor.account_id) | scope.q("organisation__path"))


class RoleGrant(models.Model):
    """A role given by hand. No organisation means the whole installation."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    granted_by = models.CharField(max_length=200)
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(null=True, blank=True)

    objects: ClassVar[RoleGrantQuerySet] = RoleGrantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.account}: {self.role} at {self.organisation or 'everywhere'}"


class RoleRule(models.Model):
    """Data: which roster role gives which role here. Administrators by roster get none unless a rule says so."""

    roster_role = models.CharField(max_length=24, choices=Membership.Role.choices, unique=True)
    role = models.CharField(max_length=40, blank=True, help_text="Empty: no rights from this roster role")
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.roster_role} → {self.role or 'nothing'}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own tokens; whoever manages tokens everywhere sees all."""
        if actor.scope(PeoplePermission.TOKEN_MANAGE).is_everywhere:
            return self
        return self.filter(account_id=actor.account_id)


class ApiToken(models.Model):
    """A program's key. Only its SHA-256 is stored; ``permissions`` narrows the owner's rights."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiTokenQuerySet] = ApiTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
