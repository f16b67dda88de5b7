"""Who outside may vouch for our people: Google, Microsoft, an OpenID Connect issuer, SAML, a directory."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from firstbell.core.refs import Ref
from firstbell.core.secrets import EncryptedTextField


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def with_buttons(self) -> Self:
        """Those that are on and that a browser is sent to; a directory asks on our own form."""
        return self.filter(is_on=True).exclude(kind=IdentityProvider.Kind.LDAP)


class IdentityProvider(models.Model):
    """One outside source of identities. It only ever opens an account for somebody we know already.

    ``address`` is where it is: the issuer (OpenID Connect), the tenant (Microsoft), where the metadata is published
    (SAML), ``ldap://`` or ``ldaps://`` (directory); Google needs none. ``settings`` holds what only one kind has:

    - SAML: ``email_attribute``, ``subject_attribute`` (empty: the usual ones)
    - LDAP: ``start_tls``, ``bind_dn``, ``base_dn``, ``user_filter``, ``email_attribute``, ``subject_attribute``,
      ``ca_certificate`` (PEM)
    """

    class Kind(models.TextChoices):
        GOOGLE = "google", "Google"
        MICROSOFT = "microsoft", "Microsoft"
        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML"
        LDAP = "ldap", "Directory (LDAP)"

    KIND_REF = "signin.provider"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"\A[a-z0-9][a-z0-9-]*\Z")],
        help_text="Part of the addresses that the other side is told; never changes",
    )
    name = models.CharField(max_length=40, help_text="What the button says")
    is_on = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=50)
    address = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(max_length=255, blank=True)
    secret = EncryptedTextField(blank=True, default="")
    metadata = models.TextField(blank=True)
    settings = models.JSONField(default=dict)
    allowed_domains = models.JSONField(default=list, help_text="E-mail domains this provider may vouch for")
    trusts_addresses = models.BooleanField(
        default=False, help_text="Addresses in the allowed domains count as verified even when the provider is silent"
    )
    makes_accounts = models.BooleanField(
        default=True, help_text="Somebody of the roster gets their account with the first sign-in"
    )
    is_second_factor = models.BooleanField(
        default=False, help_text="The provider asks for a second factor itself; ours is not asked for on top"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_findings = models.JSONField(default=list)

    objects: ClassVar[IdentityProviderQuerySet] = IdentityProviderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def is_oidc(self) -> bool:
        """Google and Microsoft are OpenID Connect with a fixed issuer."""
        return self.kind in (self.Kind.GOOGLE, self.Kind.MICROSOFT, self.Kind.OIDC)

    def vouches_for(self, address: str) -> bool:
        """Whether the address is in one of the domains this provider may speak for."""
        local, at, domain = address.rpartition("@")
        return bool(local and at) and domain.lower() in self.allowed_domains
