"""Forms of the sign-in room: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import all_roles
from firstbell.core.secrets import readable_secret
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols.directory import USUAL_FILTER

Kind = IdentityProvider.Kind
SETTINGS = (
    "email_attribute",
    "subject_attribute",
    "start_tls",
    "bind_dn",
    "base_dn",
    "user_filter",
    "ca_certificate",
)
"""Fields that go into ``IdentityProvider.settings``."""

_FIELDS: dict[str, tuple[str, ...]] = {
    Kind.GOOGLE: ("name", "allowed_domains", "client_id", "secret", "makes_accounts", "is_second_factor"),
    Kind.MICROSOFT: ("name", "address", "allowed_domains", "client_id", "secret", "makes_accounts", "is_second_factor"),
    Kind.OIDC: (
        *("name", "address", "allowed_domains", "client_id", "secret"),
        *("trusts_addresses", "makes_accounts", "is_second_factor"),
    ),
    Kind.SAML: (
        *("name", "address", "metadata", "allowed_domains", "email_attribute", "subject_attribute"),
        *("trusts_addresses", "makes_accounts", "is_second_factor"),
    ),
    Kind.LDAP: (
        *("name", "address", "start_tls", "ca_certificate", "bind_dn", "secret", "base_dn", "user_filter"),
        *("email_attribute", "subject_attribute", "allowed_domains", "trusts_addresses", "makes_accounts"),
    ),
}
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    Kind.MICROSOFT: {"address": ("Tenant", "“Directory (tenant) ID” of the app registration")},
    Kind.OIDC: {"address": ("Issuer", "https://…, exactly as the provider writes it")},
    Kind.SAML: {
        "address": ("Address of the metadata", "https://…, if it is published"),
        "email_attribute": ("Attribute with the e-mail address", "Empty: mail, or Microsoft's emailaddress"),
        "subject_attribute": ("Attribute that never changes", "Empty: subject-id, else the NameID"),
    },
    Kind.LDAP: {
        "address": ("Directory", "ldaps://ldap.school.org, or ldap:// with StartTLS"),
        "secret": ("Password of the bind DN", ""),
        "email_attribute": ("Attribute with the e-mail address", "Empty: mail"),
        "subject_attribute": ("Attribute that never changes", "Empty: entryUUID; Active Directory: objectGUID"),
    },
}


class ProviderForm(forms.Form):
    """The fields of one kind of provider, in the order one reads them off the other side's page."""

    name = forms.CharField(max_length=40, label="What the button says")
    address = forms.CharField(max_length=500)
    allowed_domains = forms.CharField(
        label="E-mail domains",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The district's own, such as school.org; it may vouch for nobody else",
    )
    client_id = forms.CharField(max_length=255, label="Client id")
    secret = forms.CharField(
        max_length=500,
        required=False,
        label="Client secret",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    metadata = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Or paste it here; empty keeps what is known",
    )
    start_tls = forms.BooleanField(required=False, label="Encrypt with StartTLS")
    ca_certificate = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Certificate of its authority",
        help_text="PEM; empty: those this machine trusts",
    )
    bind_dn = forms.CharField(max_length=500, required=False, label="Bind DN", help_text="Empty: search anonymously")
    base_dn = forms.CharField(max_length=500, label="Base DN")
    user_filter = forms.CharField(max_length=500, required=False, help_text=f"Empty: {USUAL_FILTER}")
    email_attribute = forms.CharField(max_length=200, required=False)
    subject_attribute = forms.CharField(max_length=200, required=False)
    trusts_addresses = forms.BooleanField(
        required=False, label="Its addresses count as verified", help_text="Only if people cannot change theirs there"
    )
    makes_accounts = forms.BooleanField(
        required=False, initial=True, label="People of the roster get their account with the first sign-in"
    )
    is_second_factor = forms.BooleanField(
        required=False, label="It asks for a second factor itself", help_text="Then the rule for roles is met by it"
    )

    def __init__(self, *args: Any, kind: str, provider: IdentityProvider | None = None, **kwargs: Any) -> None:
        if provider is not None:
            kwargs.setdefault("initial", initial_of(provider))
        super().__init__(*args, **kwargs)
        for field_name in set(self.fields) - set(_FIELDS[kind]):
            del self.fields[field_name]
        self.order_fields(_FIELDS[kind])
        for field_name, (label, help_text) in _WORDS.get(kind, {}).items():
            self.fields[field_name].label, self.fields[field_name].help_text = label, help_text
        if kind == Kind.SAML:
            self.fields["address"].required = False
        if provider is not None and readable_secret(provider, "secret") and "secret" in self.fields:
            self.fields["secret"].help_text = "Empty keeps the one that is stored"

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        data = dict(self.cleaned_data)
        data["settings"] = {key: data.pop(key) for key in SETTINGS if key in data}
        return data


def initial_of(provider: IdentityProvider) -> dict[str, Any]:
    """What the form shows; never the secret, nor the metadata's many lines."""
    plain = ("name", "address", "client_id", "trusts_addresses", "makes_accounts", "is_second_factor")
    shown = {name: getattr(provider, name) for name in plain}
    return {**shown, **provider.settings, "allowed_domains": "\n".join(provider.allowed_domains)}


class RulesForm(forms.Form):
    passwords_allowed = forms.BooleanField(
        required=False,
        label="People may sign in with a password of ours",
        help_text="Off: only the providers and the break-glass account",
    )
    whom_to_ask = forms.CharField(
        max_length=200,
        required=False,
        label="Whom people without an account ask",
        help_text="“Ask the technology desk, room 104.”",
    )


class FactorRuleForm(forms.Form):
    role = forms.ChoiceField()
    required_from = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}), help_text="Before that day people are reminded"
    )
    note = forms.CharField(max_length=200, required=False, help_text="Who decided it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(one.key, one.label) for one in all_roles().values()]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200, help_text="It stands in the audit trail")


class ViewAsForm(ReasonForm):
    may_act = forms.BooleanField(
        required=False, label="I have to change something", help_text="The audit names you and them"
    )

    def __init__(self, *args: Any, may_act: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_act:
            del self.fields["may_act"]
